/// One symbol (`Elf64_Sym`); its name is asked of its table: ``SymbolTable/name(of:)``.
public struct Symbol: Sendable, Hashable {
  /// The position in the symbol table; what relocations refer to.
  public let index: Int
  /// `st_name`: where the name stands in the table's strings; 0 means no name.
  public let nameOffset: UInt32
  /// `st_value`: in objects the byte offset in the section, else an address.
  public let value: UInt64
  /// `st_size`: bytes, or 0 where there is no size.
  public let size: UInt64
  /// `st_shndx`: where the symbol is defined.
  public let section: SectionIndex
  /// The type in `st_info`.
  public let type: SymbolType
  /// The binding in `st_info`.
  public let binding: SymbolBinding
  /// The visibility in `st_other`.
  public let visibility: SymbolVisibility
}

/// Where a symbol is defined (`st_shndx`).
public enum SectionIndex: Sendable, Hashable {
  /// `SHN_UNDEF`: elsewhere.
  case undefined
  /// In a section that the file has.
  case index(Int)
  /// `SHN_ABS`: in no section; the value does not change by linking.
  case absolute
  /// `SHN_COMMON`: not yet allocated.
  case common
  /// Another reserved index, or that of a section that the file does not have.
  case other(UInt32)
}

/// The indices of sections that are none (`SHN_*`).
enum ReservedIndex {
  static let first = 0xff00
  static let absolute = 0xfff1
  static let common = 0xfff2
  static let extended = 0xffff
}

/// What a symbol is (`ELF64_ST_TYPE`).
public struct SymbolType: RawRepresentable, Sendable, Hashable {
  /// The 4-bit value.
  public let rawValue: UInt8

  /// Any value, known or not.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `STT_NOTYPE`: not told; externs of BPF objects are of this type.
  public static let none = SymbolType(rawValue: 0)
  /// `STT_OBJECT`: a variable.
  public static let object = SymbolType(rawValue: 1)
  /// `STT_FUNC`: a function.
  public static let function = SymbolType(rawValue: 2)
  /// `STT_SECTION`: a section itself.
  public static let section = SymbolType(rawValue: 3)
  /// `STT_FILE`: the name of a source file.
  public static let file = SymbolType(rawValue: 4)
  /// `STT_COMMON`: a variable that is not yet allocated.
  public static let common = SymbolType(rawValue: 5)
  /// `STT_TLS`: a variable of each thread.
  public static let threadLocal = SymbolType(rawValue: 6)
  /// `STT_GNU_IFUNC`: a function that chooses an implementation when it is first bound.
  public static let indirectFunction = SymbolType(rawValue: 10)
}

/// Who sees a symbol (`ELF64_ST_BIND`).
public struct SymbolBinding: RawRepresentable, Sendable, Hashable {
  /// The 4-bit value.
  public let rawValue: UInt8

  /// Any value, known or not.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `STB_LOCAL`: this file only.
  public static let local = SymbolBinding(rawValue: 0)
  /// `STB_GLOBAL`: every file.
  public static let global = SymbolBinding(rawValue: 1)
  /// `STB_WEAK`: every file, unless another defines it too.
  public static let weak = SymbolBinding(rawValue: 2)
}

/// How far a symbol is seen at run time (`ELF64_ST_VISIBILITY`).
public struct SymbolVisibility: RawRepresentable, Sendable, Hashable {
  /// The 2-bit value.
  public let rawValue: UInt8

  /// Any value, known or not.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `STV_DEFAULT`: as the binding says.
  public static let `default` = SymbolVisibility(rawValue: 0)
  /// `STV_INTERNAL`: as hidden, and more by the machine's rules.
  public static let `internal` = SymbolVisibility(rawValue: 1)
  /// `STV_HIDDEN`: not outside what it is linked into.
  public static let hidden = SymbolVisibility(rawValue: 2)
  /// `STV_PROTECTED`: seen outside, but not replaced from there.
  public static let protected = SymbolVisibility(rawValue: 3)
}
