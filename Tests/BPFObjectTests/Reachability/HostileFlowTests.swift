import Testing

@testable import BPFObject

/// Streams that no compiler and no verifier would let through.
@Suite(.timeLimit(.minutes(2))) struct HostileFlowTests {
  /// Functions of any lengths, whatever stands between one start and the next.
  static func flow(_ instructions: [Instruction], functions: [Int]) -> ProgramFlow {
    var random = SeededGenerator(seed: UInt64(instructions.count))
    return ProgramFlow(
      ProgramFlow.Program(
        instructions: instructions,
        functions: functions.map { start in
          ProgramFlow.Function(
            start: start, count: Int.random(in: 0...64, using: &random), isGlobal: start % 3 == 1,
            isEntry: start % 2 == 0)
        }))
  }

  /// Any 8 bytes.
  private static func wild(_ random: inout SeededGenerator) -> Instruction {
    let word = random.next()
    return Instruction(
      opcode: UInt8(truncatingIfNeeded: word),
      destination: UInt8(truncatingIfNeeded: word >> 8) & 0xf,
      source: UInt8(truncatingIfNeeded: word >> 12) & 0xf,
      offset: Int16(truncatingIfNeeded: word >> 16),
      immediate: Int32(truncatingIfNeeded: word >> 32))
  }

  /// An instruction that a decoder takes, whatever becomes of the program.
  private static func valid(_ random: inout SeededGenerator) -> Instruction {
    let register = UInt8.random(in: 0..<10, using: &random)
    let other = UInt8.random(in: 0...10, using: &random)
    let distance = Int16.random(in: -8...8, using: &random)
    let number = Int32.random(in: -8...8, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return Assembly.move(register, number)
    case 1: return Assembly.copy(register, other)
    case 2: return Assembly.add(register, number)
    case 3: return Assembly.jump(distance)
    case 4: return Assembly.ifEqual(register, number, distance)
    case 5: return Assembly.ifBelow(register, number, distance)
    case 6: return Assembly.store(other, distance, register)
    case 7: return Assembly.load(register, other, distance)
    case 8: return Assembly.call(number)
    default: return Assembly.exit
    }
  }

  @Test func randomStreamsEnd() {
    var random = SeededGenerator(seed: 42)
    var unreached = 0
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...64, using: &random)
      let instructions = (0..<count).map { _ in
        Bool.random(using: &random) ? Self.wild(&random) : Self.valid(&random)
      }
      let functions = Set((0..<3).map { _ in Int.random(in: 0..<count, using: &random) } + [0])
      let flow = Self.flow(instructions, functions: functions.sorted())
      #expect(flow.reached.count == count && flow.reached[0])
      unreached += flow.reached.count { !$0 }
    }
    #expect(unreached > 1_000)
  }

  @Test func functionsOutsideTheProgram() {
    let flow = Self.flow([Assembly.exit], functions: [-4, 0, 1, 1 << 40])
    #expect(flow.reached == [true])
    #expect(Self.flow([], functions: [0]).reached.isEmpty)
  }

  /// A hundred thousand jumps, each of which leads back to all.
  @Test func aStreamMadeToBeSlow() {
    var instructions: [Instruction] = [Assembly.random]
    for place in 0..<100_000 {
      instructions.append(Assembly.add(UInt8(place % 9), Int32(place)))
      instructions.append(Assembly.ifEqual(UInt8(place % 7), Int32(place), Int16(-(place % 9_000))))
    }
    instructions.append(Assembly.exit)
    let flow = Self.flow(instructions, functions: [0])
    #expect(flow.reached.allSatisfy { $0 })
  }

  /// As many different values on the stack as there is room for, in a loop that changes each.
  @Test func aLoopThatChangesTheWholeStack() {
    var instructions: [Instruction] = [Assembly.move(6, 1)]
    for slot in 1...64 { instructions.append(Assembly.store(10, Int16(-8 * slot), 6)) }
    let start = instructions.count
    for slot in 1...64 {
      instructions.append(Assembly.load(7, 10, Int16(-8 * slot)))
      instructions.append(Assembly.add(7, Int32(slot)))
      instructions.append(Assembly.store(10, Int16(-8 * slot), 7))
    }
    instructions.append(Assembly.random)
    instructions.append(
      Assembly.ifZero(0, Int16(start - instructions.count - 1)))
    instructions.append(Assembly.exit)
    #expect(Self.flow(instructions, functions: [0]).reached.allSatisfy { $0 })
  }
}
