import BTF
import Bytes
import CORE
import Testing

/// An object's types and a kernel's, and one relocation between them.
struct Scene {
  var local: BTFBuilder
  var target: BTFBuilder
  var modules: [BTFBuilder] = []

  init(_ byteOrder: ByteOrder = .little) {
    local = BTFBuilder(byteOrder)
    target = BTFBuilder(byteOrder)
  }

  /// Builds the same on both sides.
  mutating func both(_ build: (inout BTFBuilder) -> TypeID) -> TypeID {
    _ = build(&target)
    return build(&local)
  }

  mutating func record(_ kind: RelocationKind, _ root: TypeID, _ access: String) -> CORERecord {
    CORERecord(
      instructionOffset: 0, type: root, accessString: local.string(access), kind: kind.rawValue)
  }

  func relocator() throws -> CORERelocator {
    let kernel = try target.table()
    return CORERelocator(
      local: try local.table(), target: kernel,
      modules: try modules.map { try $0.table(base: kernel) })
  }

  /// Relocates the given instructions, at their beginning.
  mutating func relocate(
    _ kind: RelocationKind, _ root: TypeID, _ access: String, _ instructions: [Instruction]
  ) throws -> Result {
    let record = record(kind, root, access)
    var relocator = try relocator()
    var instructions = instructions
    let outcome = try relocator.relocate(record, number: 3, at: 0, in: &instructions)
    return Result(outcome: outcome, instructions: instructions, relocator: relocator)
  }

  struct Result {
    let outcome: COREOutcome
    let instructions: [Instruction]
    let relocator: CORERelocator
  }

  /// The target's value, written into a move of the value that the compiler would have written.
  mutating func value(
    _ kind: RelocationKind, _ root: TypeID, _ access: String, was old: Int32
  ) throws -> UInt64? {
    let result = try relocate(kind, root, access, [.move(old)])
    if result.outcome.decision == .poisoned {
      #expect(result.instructions == [.badRelocation])
      return nil
    }
    #expect(
      result.instructions[0].immediate == Int32(truncatingIfNeeded: result.outcome.targetValue ?? 0)
    )
    return result.outcome.targetValue
  }

  /// The code of the error that a relocation ends with.
  mutating func failure(
    _ kind: RelocationKind, _ root: TypeID, _ access: String,
    _ instructions: [Instruction] = [.move(0)]
  ) throws -> COREError.Code? {
    do {
      _ = try relocate(kind, root, access, instructions)
      return nil
    } catch let error as COREError {
      return error.code
    }
  }
}

extension Instruction {
  /// `r1 = value`, of 64 bits.
  static func move(_ value: Int32) -> Instruction {
    Instruction(opcode: 0xb7, destination: 1, immediate: value)
  }

  /// `r1 = *(uN *)(r2 + offset)`; 4, 2, 1 and 8 bytes are 0x61, 0x69, 0x71 and 0x79.
  static func load(_ opcode: UInt8, _ offset: Int16) -> Instruction {
    Instruction(opcode: opcode, destination: 1, source: 2, offset: offset)
  }

  /// `r1 = value ll`.
  static func wideMove(_ value: UInt64) -> [Instruction] {
    [
      Instruction(
        opcode: 0x18, destination: 1, immediate: Int32(truncatingIfNeeded: value)),
      Instruction(opcode: 0, immediate: Int32(truncatingIfNeeded: value >> 32)),
    ]
  }
}
