import Testing

@testable import BPFObject

private typealias A = Assembly

/// Streams of a few instructions, each for one thing that the analysis must know.
@Suite struct ProgramFlowTests {
  /// The places that are reached; functions begin at the given places, global ones where said.
  static func reached(
    _ instructions: [Instruction], functions: [Int] = [0], globals: Set<Int> = [],
    _ change: (inout ProgramFlow.Program) -> Void = { _ in }
  ) -> [Int] {
    var program = ProgramFlow.Program(
      instructions: instructions,
      functions: functions.enumerated().map { number, start in
        let end = number + 1 < functions.count ? functions[number + 1] : instructions.count
        return ProgramFlow.Function(
          start: start, count: end - start, isGlobal: globals.contains(start), isEntry: start == 0)
      })
    change(&program)
    let reached = ProgramFlow(program).reached
    return reached.indices.filter { reached[$0] }
  }

  @Test func aConstantDecides() {
    #expect(Self.reached([A.move(1, 0), A.ifZero(1, 1), A.exit, A.exit]) == [0, 1, 3])
    #expect(Self.reached([A.move(1, 1), A.ifZero(1, 1), A.exit, A.exit]) == [0, 1, 2])
  }

  @Test func whatIsNotKnownGoesBothWays() {
    #expect(Self.reached([A.random, A.ifZero(0, 1), A.exit, A.exit]) == [0, 1, 2, 3])
    // An argument of the program.
    #expect(Self.reached([A.ifZero(1, 1), A.exit, A.exit]) == [0, 1, 2])
  }

  @Test func pathsThatMeetKeepWhatTheyShare() {
    let code = [
      A.random, A.move(6, 0), A.ifZero(0, 2), A.move(6, 2), A.move(7, 5),
      // Bit 0 is 0 on both paths, and so it is not 1; 2 it may be.
      A.ifEqual(6, 1, 2), A.ifEqual(6, 2, 2), A.exit, A.exit, A.exit,
    ]
    #expect(Self.reached(code) == [0, 1, 2, 3, 4, 5, 6, 7, 9])
  }

  @Test func aJumpTellsWhatItTested() {
    // Behind "r0 == 3" the other test of r0 is decided.
    let code = [A.random, A.ifEqual(0, 3, 1), A.exit, A.ifEqual(0, 3, 1), A.exit, A.exit]
    #expect(Self.reached(code) == [0, 1, 2, 3, 5])
  }

  @Test func loopsEndAndCountersAreGivenUp() {
    let code = [
      A.move(6, 0), A.move(7, 0), A.add(6, 1), A.ifBelow(6, 100, -2), A.ifZero(7, 1), A.exit,
      A.ifEqual(6, 77, 1), A.exit, A.exit,
    ]
    #expect(Self.reached(code) == [0, 1, 2, 3, 4, 6, 7, 8])
  }

  @Test func aLoopWithoutEnd() {
    #expect(Self.reached([A.move(1, 0), A.jump(-1), A.exit]) == [0, 1])
  }

  @Test func constantsSurviveTheStack() {
    let code = [
      A.move(6, 0), A.store(10, -8, 6), A.random, A.load(7, 10, -8), A.ifZero(7, 1), A.exit,
      A.exit,
    ]
    #expect(Self.reached(code) == [0, 1, 2, 3, 4, 6])
  }

  @Test func aCallThatGetsTheAddressMayWrite() {
    let code = [
      A.move(6, 0), A.store(10, -8, 6), A.store(10, -24, 6), A.copy(1, 10), A.add(1, -16),
      A.random, A.load(7, 10, -8), A.ifZero(7, 1), A.exit,
      // Below the address nothing is written.
      A.load(7, 10, -24), A.ifZero(7, 1), A.exit, A.exit,
    ]
    #expect(Self.reached(code) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12])
  }

  @Test func anAddressThatWasStoredIsAnybodys() {
    let code = [
      A.move(6, 0), A.store(10, -8, 6), A.copy(2, 10), A.store(10, -16, 2), A.move(1, 0),
      A.move(2, 0), A.random, A.load(7, 10, -8), A.ifZero(7, 1), A.exit, A.exit,
    ]
    #expect(Self.reached(code).contains(9))
  }

  @Test func anAddressAtAnUnknownDistanceMayBeAnywhere() {
    let code = [
      A.move(6, 0), A.store(10, -8, 6), A.random, A.copy(1, 10), A.add(1, register: 0),
      A.move(3, 1), A.store(1, -16, 3), A.load(7, 10, -8), A.ifZero(7, 1), A.exit, A.exit,
    ]
    #expect(Self.reached(code).contains(9))
  }

  @Test func functionsGetArgumentsAndGiveResults() {
    // f(0) is called; f returns its argument.
    let code = [
      A.move(1, 0), A.call(2), A.ifZero(0, 2), A.exit, A.copy(0, 1), A.exit,
    ]
    #expect(Self.reached(code, functions: [0, 4]) == [0, 1, 2, 4, 5])
    // The verifier looks at a global function with arguments that it does not know.
    #expect(Self.reached(code, functions: [0, 4], globals: [4]) == [0, 1, 2, 3, 4, 5])
  }

  @Test func aCallChangesTheCallersRegistersOnly() {
    let code = [
      A.move(6, 0), A.move(2, 0), A.call(3), A.ifZero(6, 1), A.exit, A.exit,
      A.move(6, 1), A.exit,
    ]
    #expect(Self.reached(code, functions: [0, 6]) == [0, 1, 2, 3, 5, 6, 7])
  }

  @Test func whatNobodyCallsIsNotReached() {
    let code = [A.move(1, 0), A.ifZero(1, 1), A.call(1), A.exit, A.exit]
    #expect(Self.reached(code, functions: [0, 4]) == [0, 1, 3])
    // Before 6.8 the verifier looked at every global function.
    #expect(
      Self.reached(code, functions: [0, 4], globals: [4]) { $0.entersGlobals = true }
        == [0, 1, 3, 4])
  }

  @Test func recursionEnds() {
    let code = [A.call(1), A.exit, A.add(1, 1), A.call(-2), A.exit]
    // It never returns, as far as can be seen.
    #expect(Self.reached(code, functions: [0, 2]) == [0, 2, 3])
  }

  @Test func callbacksAreCalledWithAnything() {
    let code = A.address(ofFunction: 3) + [A.random, A.exit, A.ifZero(1, 1), A.exit, A.exit]
    #expect(Self.reached(code, functions: [0, 4]) == [0, 2, 3, 4, 5, 6])
  }

  @Test func poisonIsPassedToFindMore() {
    let code = [A.move(6, 0), .badRelocation, A.ifZero(6, 1), A.exit, A.exit]
    #expect(Self.reached(code) { $0.poisoned = [1: .r6] } == [0, 1, 2, 3, 4])
    #expect(Self.reached(code) { $0.poisoned = [1: .r7] } == [0, 1, 2, 4])
  }

  @Test func poisonOfAWideLoadTakesTwo() {
    let code = [.badRelocation, .badRelocation, A.exit]
    #expect(Self.reached(code) { $0.poisoned = [0: .r1] } == [0, 2])
  }

  @Test func constantsOfFrozenMaps() {
    let wide = [Instruction(opcode: 0x18, destination: 1), Instruction(opcode: 0)]
    let code = wide + [A.load(2, 1, 8), A.ifEqual(2, 7, 1), A.exit, A.exit]
    func reached(_ bytes: [UInt8], forgetting range: Range<Int>? = nil) -> [Int] {
      Self.reached(code) {
        $0.addresses = [0: .mapValue(3, offset: 0)]
        var constants = ConstantBytes(bytes, count: 16)
        if let range { constants.forget(range) }
        $0.constants = [3: constants]
      }
    }
    let seven: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 7]
    #expect(reached(seven) == [0, 2, 3, 5])
    #expect(reached([]) == [0, 2, 3, 4])
    #expect(reached(seven, forgetting: 15..<16) == [0, 2, 3, 4, 5])
    #expect(Self.reached(code) { $0.addresses = [0: .mapValue(3, offset: 0)] } == [0, 2, 3, 4, 5])
  }

  @Test func addressesOfMapsAreNotNull() {
    let wide = [Instruction(opcode: 0x18, destination: 1, source: 1), Instruction(opcode: 0)]
    let code = wide + [A.ifZero(1, 1), A.exit, A.exit]
    #expect(Self.reached(code) { $0.addresses = [0: .nonNull] } == [0, 2, 3])
    #expect(Self.reached(code) { $0.addresses = [0: .number(KnownBits(0))] } == [0, 2, 4])
  }

  @Test func jumpsThroughATableGoAnywhereInTheFunction() {
    let indirect = Instruction(opcode: 0x0d, destination: 1)
    let code = [A.move(6, 0), indirect, A.exit, A.ifZero(6, 1), A.exit, A.exit, A.exit]
    #expect(Self.reached(code, functions: [0, 6]) == [0, 1, 2, 3, 4, 5])
  }

  @Test func mayGotoGoesBothWays() {
    let mayGoto = Instruction(opcode: 0xe5, offset: 1)
    #expect(Self.reached([mayGoto, A.exit, A.exit]) == [0, 1, 2])
  }
}
