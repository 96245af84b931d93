/// What a section holds (`sh_type`).
public struct SectionType: RawRepresentable, Sendable, Hashable {
  /// The value of `sh_type`.
  public let rawValue: UInt32

  /// Any value, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `SHT_NULL`: no section; section 0 always is this.
  public static let null = SectionType(rawValue: 0)
  /// `SHT_PROGBITS`: code or data, whose meaning is the program's.
  public static let programBits = SectionType(rawValue: 1)
  /// `SHT_SYMTAB`: the symbol table.
  public static let symbolTable = SectionType(rawValue: 2)
  /// `SHT_STRTAB`: strings.
  public static let stringTable = SectionType(rawValue: 3)
  /// `SHT_RELA`: relocations with addends.
  public static let relocationsWithAddends = SectionType(rawValue: 4)
  /// `SHT_HASH`: a hash table of symbols.
  public static let hash = SectionType(rawValue: 5)
  /// `SHT_DYNAMIC`: what the dynamic linker needs.
  public static let dynamic = SectionType(rawValue: 6)
  /// `SHT_NOTE`: notes.
  public static let note = SectionType(rawValue: 7)
  /// `SHT_NOBITS`: memory that starts as zeroes and takes no bytes in the file.
  public static let noBits = SectionType(rawValue: 8)
  /// `SHT_REL`: relocations whose addends stand in what they patch.
  public static let relocations = SectionType(rawValue: 9)
  /// `SHT_DYNSYM`: the symbols of the dynamic linker.
  public static let dynamicSymbolTable = SectionType(rawValue: 11)
  /// `SHT_GROUP`: sections that are kept or dropped together.
  public static let group = SectionType(rawValue: 17)
  /// `SHT_SYMTAB_SHNDX`: the section indices that do not fit a symbol's 16 bits.
  public static let extendedSectionIndices = SectionType(rawValue: 18)
  /// `SHT_LLVM_ADDRSIG`: symbols whose address matters; clang writes it into BPF objects.
  public static let llvmAddressSignificance = SectionType(rawValue: 0x6fff_4c03)
}

extension SectionType: CustomStringConvertible {
  /// The C constant, or the number where there is none.
  public var description: String {
    switch self {
    case .null: "SHT_NULL"
    case .programBits: "SHT_PROGBITS"
    case .symbolTable: "SHT_SYMTAB"
    case .stringTable: "SHT_STRTAB"
    case .relocationsWithAddends: "SHT_RELA"
    case .hash: "SHT_HASH"
    case .dynamic: "SHT_DYNAMIC"
    case .note: "SHT_NOTE"
    case .noBits: "SHT_NOBITS"
    case .relocations: "SHT_REL"
    case .dynamicSymbolTable: "SHT_DYNSYM"
    case .group: "SHT_GROUP"
    case .extendedSectionIndices: "SHT_SYMTAB_SHNDX"
    case .llvmAddressSignificance: "SHT_LLVM_ADDRSIG"
    default: "sh_type 0x\(String(rawValue, radix: 16))"
    }
  }
}

/// How a section behaves (`sh_flags`).
public struct SectionFlags: OptionSet, Sendable, Hashable {
  /// The value of `sh_flags`.
  public let rawValue: UInt64

  /// Any set of bits, known or not.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// `SHF_WRITE`: can be written at run time.
  public static let write = SectionFlags(rawValue: 0x1)
  /// `SHF_ALLOC`: takes memory at run time.
  public static let alloc = SectionFlags(rawValue: 0x2)
  /// `SHF_EXECINSTR`: holds instructions.
  public static let executable = SectionFlags(rawValue: 0x4)
  /// `SHF_MERGE`: equal entries may be merged.
  public static let merge = SectionFlags(rawValue: 0x10)
  /// `SHF_STRINGS`: entries are strings that end in NUL.
  public static let strings = SectionFlags(rawValue: 0x20)
  /// `SHF_INFO_LINK`: `sh_info` is the index of a section.
  public static let infoLink = SectionFlags(rawValue: 0x40)
  /// `SHF_GROUP`: belongs to a group of sections.
  public static let group = SectionFlags(rawValue: 0x200)
  /// `SHF_TLS`: belongs to each thread.
  public static let threadLocal = SectionFlags(rawValue: 0x400)
  /// `SHF_COMPRESSED`: the bytes in the file are compressed; they are given as they stand.
  public static let compressed = SectionFlags(rawValue: 0x800)
}
