/// Why a file could not be read as ELF, and where in it.
public struct ELFError: Error, Sendable, Hashable {
  /// The kind of failure, for programs; ``ELFError/description`` is for people.
  public struct Code: Sendable, Hashable {
    private enum Value {
      case notELF, unsupportedClass, unsupportedByteOrder, unsupportedVersion
      case invalidHeader, outOfBounds, overlappingContents, invalidEntrySize, invalidLink
      case invalidName, duplicateSymbolTable, wrongSectionType, noContents, invalidSymbolIndex
      case invalidNote
    }

    private let value: Value

    /// The file does not start with the ELF magic.
    public static let notELF = Code(value: .notELF)
    /// The file is not 64-bit (`EI_CLASS`).
    public static let unsupportedClass = Code(value: .unsupportedClass)
    /// The file is neither little- nor big-endian (`EI_DATA`).
    public static let unsupportedByteOrder = Code(value: .unsupportedByteOrder)
    /// The file is of another version than 1 (`EI_VERSION`, `e_version`).
    public static let unsupportedVersion = Code(value: .unsupportedVersion)
    /// Fields of the file header contradict each other or the format.
    public static let invalidHeader = Code(value: .invalidHeader)
    /// A header, table, section or segment does not lie wholly inside the file.
    public static let outOfBounds = Code(value: .outOfBounds)
    /// Sections, or segments, together claim many times the bytes that the file has.
    public static let overlappingContents = Code(value: .overlappingContents)
    /// A table's entries have another size than the format demands, or the last one is cut.
    public static let invalidEntrySize = Code(value: .invalidEntrySize)
    /// `sh_link`, `sh_info` or `e_shstrndx` names a section that is missing or of the wrong type.
    public static let invalidLink = Code(value: .invalidLink)
    /// A name lies outside its string table, does not end, or is too long.
    public static let invalidName = Code(value: .invalidName)
    /// The file has more than one symbol table of the kind that was asked for.
    public static let duplicateSymbolTable = Code(value: .duplicateSymbolTable)
    /// A section was asked for what sections of its type do not hold.
    public static let wrongSectionType = Code(value: .wrongSectionType)
    /// A section that takes no bytes in the file (`SHT_NOBITS`, `SHT_NULL`) was asked for them.
    public static let noContents = Code(value: .noContents)
    /// A relocation refers to a symbol that its symbol table does not have.
    public static let invalidSymbolIndex = Code(value: .invalidSymbolIndex)
    /// A note is longer than what holds it.
    public static let invalidNote = Code(value: .invalidNote)

    /// What a person can do about it.
    var advice: String {
      switch value {
      case .notELF:
        "Give a compiled object, such as clang -target bpf -c makes."
      case .unsupportedClass:
        "Compile for a 64-bit target; clang -target bpf always does."
      case .unsupportedByteOrder, .unsupportedVersion, .invalidHeader, .overlappingContents,
        .invalidEntrySize, .invalidLink, .invalidName, .invalidSymbolIndex, .invalidNote:
        "The file is damaged or was not made by a known tool; compile it again."
      case .outOfBounds:
        "The file is cut short or damaged; copy or compile it again."
      case .duplicateSymbolTable:
        "Compile or link the file again; tools write one such table."
      case .wrongSectionType, .noContents:
        "Look at the section's type first."
      }
    }
  }

  /// The kind of failure.
  public let code: Code
  /// The part of the file that failed: `file header`, `section 5 ".maps"`, `symbol 12`.
  public let subject: String
  /// The index of the section concerned, when there is one.
  public let section: Int?
  /// Where the part, or the field that is wrong, stands: bytes from the start of the file.
  public let offset: UInt64?
  /// What was found, and what was expected.
  public let detail: String

  init(
    _ code: Code, _ subject: String, section: Int? = nil, at offset: UInt64? = nil,
    _ detail: String
  ) {
    self.code = code
    self.subject = subject
    self.section = section
    self.offset = offset
    self.detail = detail
  }

  init(_ code: Code, _ section: Section, _ detail: String) {
    self.init(code, section.label, section: section.index, at: section.offset, detail)
  }
}

extension ELFError: CustomStringConvertible {
  /// What is wrong, where, and what to do about it.
  public var description: String {
    let place = offset.map { " at byte \($0)" } ?? ""
    return "ELF \(subject)\(place): \(detail). \(code.advice)"
  }
}
