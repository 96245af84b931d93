/// Why BTF, or the `.BTF.ext` beside it, could not be read.
public struct BTFError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure it is.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Value: String, Sendable {
      case notBTF, unsupportedVersion, malformedHeader, truncated, unknownKind, tooLarge
      case noSuchType, noSuchString, noSuchElement, wrongKind, unsizedType, tooDeep, malformedInfo
      case missingBaseType, ambiguousBaseType
    }
    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The bytes do not begin with the magic number 0xEB9F in either byte order.
    public static var notBTF: Code { Code(.notBTF) }
    /// The version is not 1.
    public static var unsupportedVersion: Code { Code(.unsupportedVersion) }
    /// A length or offset in the header does not agree with the bytes.
    public static var malformedHeader: Code { Code(.malformedHeader) }
    /// A type's record does not lie wholly inside the type section.
    public static var truncated: Code { Code(.truncated) }
    /// A kind above 19 for which the header's layout section gives no size.
    public static var unknownKind: Code { Code(.unknownKind) }
    /// More types or bytes than 32-bit ids and offsets can name.
    public static var tooLarge: Code { Code(.tooLarge) }
    /// A type id that the table and its base do not have.
    public static var noSuchType: Code { Code(.noSuchType) }
    /// A string offset outside the string section, or a string without an end.
    public static var noSuchString: Code { Code(.noSuchString) }
    /// A member, enumerator, parameter or variable index that the type does not have.
    public static var noSuchElement: Code { Code(.noSuchElement) }
    /// The type is not of a kind for which the question makes sense.
    public static var wrongKind: Code { Code(.wrongKind) }
    /// The type has no size: `void`, a function, a forward declaration.
    public static var unsizedType: Code { Code(.unsizedType) }
    /// A chain of typedefs and qualifiers, or a nesting, deeper than any compiler emits: a loop.
    public static var tooDeep: Code { Code(.tooDeep) }
    /// A section of `.BTF.ext` whose records do not agree with their counts and sizes.
    public static var malformedInfo: Code { Code(.malformedInfo) }
    /// A type of a distilled base that the real base does not have, or not of the same size.
    public static var missingBaseType: Code { Code(.missingBaseType) }
    /// A type of a distilled base that several types of the real base may be.
    public static var ambiguousBaseType: Code { Code(.ambiguousBaseType) }

    /// The code's name.
    public var description: String { value.rawValue }
  }

  /// What kind of failure it is.
  public let code: Code
  /// What was being read.
  public let detail: String
  /// Where, in bytes from the start of the section in question.
  public let offset: Int?
  /// The type that was being read.
  public let typeID: TypeID?

  init(_ code: Code, _ detail: String, at offset: Int? = nil, type: TypeID? = nil) {
    self.code = code
    self.detail = detail
    self.offset = offset
    typeID = type
  }

  /// One sentence: what failed and where.
  public var description: String {
    var text = "BTF: \(detail)"
    if let typeID { text += ", type [\(typeID.rawValue)]" }
    if let offset { text += ", at byte \(offset)" }
    return text
  }
}
