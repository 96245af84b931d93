import BTF
import CORE
import Testing

@Suite("What is written into instructions")
struct InstructionPatchTests {
  typealias Build = (inout BTFBuilder) -> TypeID

  /// `struct s { … <type> x; }` with x at byte 8 here and at byte 16 there.
  private func scene(_ ours: Build, _ theirs: Build, at place: UInt32 = 16) -> (Scene, TypeID) {
    var scene = Scene()
    let local = ours(&scene.local)
    let s = scene.local.struct("s", [("x", local, 8)])
    let target = theirs(&scene.target)
    _ = scene.target.struct("s", size: 1 << 20, [("x", target, place)])
    return (scene, s)
  }

  private func patched(
    _ ours: Build, _ theirs: Build, _ instruction: Instruction
  ) throws -> Instruction {
    var (scene, s) = scene(ours, theirs)
    return try scene.relocate(.fieldByteOffset, s, "0:0", [instruction]).instructions[0]
  }

  private func unsigned(_ size: UInt32) -> Build { { $0.int("u", size: size) } }
  private func signed(_ size: UInt32) -> Build { { $0.signed("s", size: size) } }

  // MARK: - Constants

  @Test func arithmeticOfBothWidths() throws {
    // mov, add, 64 and 32 bits
    for opcode: UInt8 in [0xb7, 0x07, 0xb4, 0x04] {
      let before = Instruction(opcode: opcode, destination: 3, source: 1, offset: 7, immediate: 8)
      var after = before
      after.immediate = 16
      #expect(try patched(unsigned(4), signed(8), before) == after)
    }
  }

  @Test func arithmeticOfRegistersHasNoConstant() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4))
    let add = Instruction(opcode: 0x0f, destination: 1, source: 2, immediate: 8)
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [add]) == .unsupportedInstruction)
  }

  @Test func valuesAreComparedWithWhatTheCompilerWrote() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4))
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [.move(9)]) == .unexpectedValue)
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [.move(-8)]) == .unexpectedValue)
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [.load(0x61, 4)]) == .unexpectedValue)
    #expect(
      try scene.failure(.fieldByteOffset, s, "0:0", Instruction.wideMove(1 << 32 | 8))
        == .unexpectedValue)
    #expect(try scene.failure(.fieldExists, s, "0:0", [.move(0)]) == .unexpectedValue)
    #expect(try scene.failure(.typeIDTarget, s, "0", Instruction.wideMove(12345)) == nil)
  }

  @Test func unchangedInstructionsSaySo() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4), at: 8)
    let same = try scene.relocate(.fieldByteOffset, s, "0:0", [.move(8)])
    #expect(same.outcome.decision == .unchanged && same.instructions == [.move(8)])
    (scene, s) = self.scene(unsigned(4), unsigned(8), at: 8)
    let wider = try scene.relocate(.fieldByteOffset, s, "0:0", [.load(0x61, 8)])
    #expect(wider.outcome.decision == .patched && wider.instructions == [.load(0x79, 8)])
    #expect(wider.outcome.changeDescription == "off 8 -> 8, size 4 -> 8")
  }

  @Test func wideLoads() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4))
    let code = Instruction.wideMove(8) + [.move(1)]
    let result = try scene.relocate(.fieldByteOffset, s, "0:0", code)
    #expect(result.instructions == Instruction.wideMove(16) + [.move(1)])
    #expect(result.outcome.operation == .wideImmediate)
  }

  @Test func wideLoadsOfOtherForms() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4))
    let (first, second) = (Instruction.wideMove(8)[0], Instruction.wideMove(8)[1])
    var map = first
    map.source = 1
    var shifted = first
    shifted.offset = 1
    var odd = second
    odd.opcode = 0xb7
    var register = second
    register.source = 1
    for code in [[map, second], [shifted, second], [first, odd], [first, register], [first]] {
      #expect(try scene.failure(.fieldByteOffset, s, "0:0", code) == .unsupportedInstruction)
    }
    // ldabs, a load of the packet
    let packet = Instruction(opcode: 0x20, immediate: 8)
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [packet]) == .unsupportedInstruction)
  }

  @Test func jumpsAndCallsHaveNothingToRelocate() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4))
    for opcode: UInt8 in [0x85, 0x05, 0x16, 0x95] {
      let jump = Instruction(opcode: opcode, offset: 8, immediate: 8)
      #expect(try scene.failure(.fieldByteOffset, s, "0:0", [jump]) == .unsupportedInstruction)
    }
  }

  @Test func instructionsThatAreNotThere() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4))
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", []) == .noSuchInstruction)
    let record = scene.record(.fieldByteOffset, s, "0:0")
    var relocator = try scene.relocator()
    for index in [-1, 1, Int.min, Int.max] {
      var code = [Instruction.move(8)]
      #expect(throws: COREError.self) { try relocator.relocate(record, at: index, in: &code) }
    }
  }

  // MARK: - Loads and stores

  @Test func theFurthestOffset() throws {
    var (scene, s) = scene(unsigned(4), unsigned(4), at: 32767)
    let result = try scene.relocate(.fieldByteOffset, s, "0:0", [.load(0x61, 8)])
    #expect(result.instructions == [.load(0x61, 32767)])
    (scene, s) = self.scene(unsigned(4), unsigned(4), at: 32768)
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [.load(0x61, 8)]) == .valueTooLarge)
    #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 8) == 32768)
  }

  /// Size in bytes and the opcode of a load, a store of a register and one of a constant.
  private static let widths: [(UInt32, [UInt8])] = [
    (1, [0x71, 0x73, 0x72]), (2, [0x69, 0x6b, 0x6a]), (4, [0x61, 0x63, 0x62]),
    (8, [0x79, 0x7b, 0x7a]),
  ]

  @Test func unsignedFieldsChangeTheWidth() throws {
    for (old, from) in InstructionPatchTests.widths {
      for (new, to) in InstructionPatchTests.widths {
        for form in 0..<3 {
          let after = try patched(unsigned(old), unsigned(new), .load(from[form], 8))
          #expect(after == .load(to[form], 16))
        }
      }
    }
  }

  @Test func modesOfLoadsAndStoresStay() throws {
    // A sign-extending load, and an atomic add.
    #expect(try patched(unsigned(4), unsigned(2), .load(0x81, 8)) == .load(0x89, 16))
    #expect(try patched(unsigned(8), unsigned(4), .load(0xdb, 8)) == .load(0xc3, 16))
  }

  @Test func signedFieldsOfOtherSizesPoison() throws {
    let load = Instruction.load(0x61, 8)
    for (ours, theirs) in [
      (signed(4), signed(8)), (unsigned(4), signed(8)), (signed(4), unsigned(2)),
    ] {
      var (scene, s) = scene(ours, theirs)
      let result = try scene.relocate(.fieldByteOffset, s, "0:0", [load])
      #expect(result.instructions == [.badRelocation])
      #expect(result.outcome.poisonReason == .accessesFieldIncorrectly)
      // Only memory is accessed wrongly: the offset as such is known.
      #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 8) == 16)
    }
    #expect(try patched(signed(4), signed(4), load) == .load(0x61, 16))
    #expect(try patched(signed(4), unsigned(4), load) == .load(0x61, 16))
  }

  @Test func otherTypesOfOtherSizesPoison() throws {
    let wide: Build = { $0.enum64("e", []) }
    let narrow: Build = { $0.enum("e", []) }
    #expect(try patched(narrow, wide, .load(0x61, 8)) == .badRelocation)
    let float: Build = { $0.float("float", size: 4) }
    #expect(try patched(float, { $0.float("double") }, .load(0x61, 8)) == .badRelocation)
    let bool: Build = { $0.int("bool", size: 1, encoding: 4) }
    #expect(try patched(bool, unsigned(4), .load(0x71, 8)) == .load(0x61, 16))
    let signedChar: Build = { $0.int("char", size: 1, encoding: 3) }
    #expect(try patched(signedChar, unsigned(4), .load(0x71, 8)) == .load(0x61, 16))
  }

  @Test func widthsOfElementsAndArrays() throws {
    func array(_ size: UInt32, _ count: UInt32) -> Build {
      { btf in
        let int = btf.int("u", size: size)
        return btf.array(btf.array(int, 2), count)
      }
    }
    // An array as a whole counts as its innermost elements.
    #expect(try patched(array(4, 2), array(4, 5), .load(0x61, 8)) == .load(0x61, 16))
    #expect(try patched(array(4, 2), array(8, 5), .load(0x61, 8)) == .badRelocation)
    var (scene, s) = scene(array(4, 2), array(8, 5))
    let element = try scene.relocate(.fieldByteOffset, s, "0:0:1:1", [.load(0x61, 20)])
    #expect(element.instructions == [.load(0x79, 40)])
    let row = try scene.relocate(.fieldByteOffset, s, "0:0:1", [.load(0x61, 16)])
    #expect(row.instructions == [.badRelocation])
  }

  @Test func widthsThatNoInstructionHas() throws {
    var (scene, s) = scene(unsigned(8), unsigned(16))
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [.load(0x79, 8)]) == .unexpectedSize)
    // A load of another width than the field's would be wrong after the change, too.
    (scene, s) = self.scene(unsigned(8), unsigned(4))
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [.load(0x61, 8)]) == .unexpectedSize)
    (scene, s) = self.scene(unsigned(8), unsigned(8))
    #expect(try scene.failure(.fieldByteOffset, s, "0:0", [.load(0x61, 8)]) == nil)
  }

  // MARK: - Poison

  @Test func poisonReplacesAnyInstruction() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", [("gone", int, 8)])
    #expect(Instruction.badRelocation.littleEndianWord == 0x0bad_2310_0000_0085)
    let jump = Instruction(opcode: 0x05, offset: 3)
    for instruction in [.move(123), .load(0x61, 99), jump] {
      let result = try scene.relocate(.fieldByteOffset, s, "0:0", [instruction, .move(1)])
      #expect(result.instructions == [.badRelocation, .move(1)])
      #expect(result.outcome.before == instruction && result.outcome.after == .badRelocation)
    }
  }

  @Test func poisonReplacesBothHalvesOfAWideLoad() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", [("gone", int, 8)])
    let code = Instruction.wideMove(8) + [.move(1)]
    let result = try scene.relocate(.fieldByteOffset, s, "0:0", code)
    #expect(result.instructions == [.badRelocation, .badRelocation, .move(1)])
    #expect(result.outcome.poisonReason == .noCandidate && result.outcome.targetValue == nil)
    #expect(
      try scene.failure(.fieldByteOffset, s, "0:0", [Instruction.wideMove(8)[0]])
        == .unsupportedInstruction)
  }
}
