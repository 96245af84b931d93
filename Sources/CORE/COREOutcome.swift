public import BTF

/// What was decided for one CO-RE relocation, and what became of its instruction.
///
/// The outcome holds numbers only, so that relocating thousands of instructions builds no text;
/// ``CORERelocator/specification(of:)`` and ``CORERelocator/candidates(of:)`` put it into words.
public struct COREOutcome: Sendable, Hashable {
  /// What became of the instruction.
  public enum Decision: String, Sendable, Hashable {
    /// The target's value was written.
    case patched
    /// The instruction already held the target's value.
    case unchanged
    /// The instruction was replaced by one that the verifier refuses should it be reachable.
    case poisoned
  }

  /// Which part of the instruction was written.
  public enum Operation: String, Sendable, Hashable {
    /// The constant of an arithmetic instruction.
    case immediate = "imm"
    /// The constant of a 64-bit immediate load.
    case wideImmediate = "imm64"
    /// The offset of a load or store.
    case offset = "off"
    /// All of it.
    case poison
  }

  /// Why an instruction was poisoned.
  public enum PoisonReason: Sendable, Hashable {
    /// No type of the target has what the access names.
    case noCandidate
    /// The field's size differs in the target, and the value would be read or written wrongly
    /// because it is neither a pointer nor an unsigned integer on both sides.
    case accessesFieldIncorrectly
  }

  /// The type of the target that was taken.
  public struct Match: Sendable, Hashable {
    /// 0 for the target itself, from 1 for its modules.
    public let table: Int
    /// The type.
    public let type: TypeID
    /// Where the field stands in it, in bits; 0 for a type or enumerator.
    public let bitOffset: UInt64
  }

  /// An access width, in bytes, before and after.
  public struct SizeChange: Sendable, Hashable {
    /// The width that the compiler chose.
    public let old: UInt64
    /// The width of the field in the target.
    public let new: UInt64
  }

  /// The relocation's place among those of its ELF section.
  public let number: Int
  /// The relocation, as the compiler wrote it.
  public let record: CORERecord
  /// The number of the instruction in the program.
  public let instructionIndex: Int
  /// The value that follows from the object's own types.
  public let localValue: UInt64
  /// The value that follows from the target's types; `nil` where nothing matched and none can be given.
  public let targetValue: UInt64?
  /// The matching type of the target, the first when several agree.
  public let match: Match?
  /// Which part of the instruction was written.
  public let operation: Operation
  /// Why the instruction was poisoned, when it was.
  public let poisonReason: PoisonReason?
  /// The value that stood in the instruction, sign-extended to 64 bits.
  public let oldValue: UInt64
  /// The change of a load's or store's width, when there was one.
  public let sizeChange: SizeChange?
  /// The instruction as the compiler wrote it.
  public let before: Instruction
  /// The instruction now.
  public let after: Instruction
  /// How many candidates of the local type had been ruled out by earlier relocations.
  let generation: UInt32

  /// What the relocation asks.
  public var kind: RelocationKind { RelocationKind(rawValue: record.kind) }
  /// The type of the object at which the access begins.
  public var localType: TypeID { record.type }
  /// What became of the instruction.
  public var decision: Decision {
    if operation == .poison { return .poisoned }
    return oldValue == targetValue && sizeChange == nil ? .unchanged : .patched
  }

  /// The change in a few words: `imm 0 -> 1264`, `off 8 -> 24, size 4 -> 8`, `poison`.
  public var changeDescription: String {
    guard operation != .poison, let targetValue else { return operation.rawValue }
    var text = "\(operation.rawValue) \(oldValue) -> \(targetValue)"
    if let sizeChange { text += ", size \(sizeChange.old) -> \(sizeChange.new)" }
    return text
  }
}
