public import BTF

/// Why a CO-RE relocation, and with it the program, cannot be carried out.
///
/// That the target lacks a field is no error: the instruction is poisoned, and only the kernel can
/// tell whether the program would ever reach it.
public struct COREError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure it is.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Value: String, Sendable {
      case unknownKind, malformedAccess, anonymousType, missingTarget, malformedTypes, tooComplex
      case ambiguousOffset, ambiguousValue, notForArrayElements, unreadableBitfield
      case noSuchInstruction, unsupportedInstruction, unexpectedValue, unexpectedSize
      case valueTooLarge
    }
    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The relocation's kind is none of the 13 known ones.
    public static var unknownKind: Code { Code(.unknownKind) }
    /// The access string is not a list of indices, or does not fit the local type.
    public static var malformedAccess: Code { Code(.malformedAccess) }
    /// The local type has no name to look for in the target.
    public static var anonymousType: Code { Code(.anonymousType) }
    /// The relocation needs the types of a target kernel, and there are none.
    public static var missingTarget: Code { Code(.missingTarget) }
    /// The object's or the target's types contradict themselves.
    public static var malformedTypes: Code { Code(.malformedTypes) }
    /// The types nest deeper, or have more members to compare, than any compiler's.
    public static var tooComplex: Code { Code(.tooComplex) }
    /// Two types of the target have the field at different offsets.
    public static var ambiguousOffset: Code { Code(.ambiguousOffset) }
    /// Two types of the target give different answers.
    public static var ambiguousValue: Code { Code(.ambiguousValue) }
    /// The kind needs a member, and the access ends with an array's element.
    public static var notForArrayElements: Code { Code(.notForArrayElements) }
    /// A bitfield that no load of up to 8 bytes covers.
    public static var unreadableBitfield: Code { Code(.unreadableBitfield) }
    /// The relocation names an instruction that the program does not have.
    public static var noSuchInstruction: Code { Code(.noSuchInstruction) }
    /// An instruction of a form that no relocation can be applied to.
    public static var unsupportedInstruction: Code { Code(.unsupportedInstruction) }
    /// The instruction does not hold the value that the local types give.
    public static var unexpectedValue: Code { Code(.unexpectedValue) }
    /// A load or store whose width does not fit the field's size, before or after.
    public static var unexpectedSize: Code { Code(.unexpectedSize) }
    /// The target's value does not fit into the instruction.
    public static var valueTooLarge: Code { Code(.valueTooLarge) }

    /// The code's name.
    public var description: String { value.rawValue }
  }

  /// What kind of failure it is.
  public let code: Code
  /// What is wrong, and what to do where something can be done.
  public let detail: String
  /// The relocation's place among those of its ELF section.
  public let number: Int
  /// The relocation, as the compiler wrote it.
  public let record: CORERecord
  /// The number of the instruction in the program.
  public let instructionIndex: Int
  /// The access in C's words: `<byte_off> [5] struct task_struct.pid (0:2 @ offset 8)`.
  public let specification: String
  /// What is wrong with the types, when that is the cause.
  public let cause: BTFError?

  /// What the relocation asks.
  public var kind: RelocationKind { RelocationKind(rawValue: record.kind) }
  /// The type of the object at which the access begins.
  public var localType: TypeID { record.type }

  /// One sentence: which relocation, at which instruction, and why.
  public var description: String {
    "CO-RE relocation #\(number) \(specification) at instruction \(instructionIndex): \(detail)"
  }
}

/// A failure inside the engine, before it is known which relocation it belongs to.
struct Fault: Error {
  let code: COREError.Code
  let detail: String
  var cause: BTFError?

  init(_ code: COREError.Code, _ detail: String, cause: BTFError? = nil) {
    self.code = code
    self.detail = detail
    self.cause = cause
  }
}
