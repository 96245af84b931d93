import Bytes

/// The symbols of a file (`SHT_SYMTAB` or `SHT_DYNSYM`), each decoded when it is asked for.
public struct SymbolTable: Sendable {
  /// Bytes of one symbol.
  static let entrySize = 24

  /// The section that holds the table.
  public let section: Section
  /// The number of symbols, with symbol 0, which is none.
  public let count: Int

  private let entries: Bytes
  private let swapped: Bool
  private let strings: StringTable
  private let stringSection: Section
  /// The sections of symbols whose section index does not fit 16 bits (`SHT_SYMTAB_SHNDX`).
  private let extendedIndices: Bytes?
  private let sectionCount: Int

  init(
    section: Section, entries: Bytes, swapped: Bool, strings: Bytes, stringSection: Section,
    extendedIndices: Bytes?, sectionCount: Int
  ) {
    self.section = section
    self.entries = entries
    self.swapped = swapped
    self.strings = StringTable(bytes: strings)
    self.stringSection = stringSection
    self.extendedIndices = extendedIndices
    self.sectionCount = sectionCount
    count = entries.count / SymbolTable.entrySize
  }

  /// The symbol of an index that may come from outside.
  ///
  /// - Returns: `nil` when the table has no such symbol.
  public func symbol(at index: Int) -> Symbol? {
    guard
      index >= 0, index < count,
      let fields = Fields(
        entries.span, at: index &* SymbolTable.entrySize, count: SymbolTable.entrySize,
        swapped: swapped)
    else { return nil }
    let info = fields.u8(4)
    return Symbol(
      index: index, nameOffset: fields.u32(0), value: fields.u64(8), size: fields.u64(16),
      section: sectionIndex(Int(fields.u16(6)), ofSymbol: index),
      type: SymbolType(rawValue: info & 0xf), binding: SymbolBinding(rawValue: info >> 4),
      visibility: SymbolVisibility(rawValue: fields.u8(5) & 0x3))
  }

  private func sectionIndex(_ index: Int, ofSymbol symbol: Int) -> SectionIndex {
    switch index {
    case 0: return .undefined
    case ReservedIndex.absolute: return .absolute
    case ReservedIndex.common: return .common
    case ReservedIndex.extended:
      guard
        let extendedIndices,
        let extended: UInt32 = extendedIndices.span.load(at: symbol &* 4, swapped: swapped)
      else { return .other(UInt32(index)) }
      return Int(extended) < sectionCount && extended != 0
        ? .index(Int(extended)) : .other(extended)
    default:
      return index < ReservedIndex.first && index < sectionCount
        ? .index(index) : .other(UInt32(index))
    }
  }

  /// The name of a symbol of this table; empty for symbols without one.
  ///
  /// - Throws: ``ELFError`` with ``ELFError/Code/invalidName`` when the name does not lie in the
  ///   table's strings or is longer than 16 KiB.
  public func name(of symbol: Symbol) throws(ELFError) -> String {
    guard symbol.nameOffset != 0 else { return "" }
    do throws(StringTable.Fault) {
      let name = try strings.string(at: symbol.nameOffset)
      return name.span.text
    } catch {
      throw ELFError(
        .invalidName, "symbol \(symbol.index)", section: section.index,
        at: section.offset &+ UInt64(symbol.index &* SymbolTable.entrySize),
        "the name, at \(symbol.nameOffset) in \(stringSection.label), \(error.detail)")
    }
  }

  /// Whether a symbol of this table has a certain name; makes no string.
  public func isName(_ name: String, of symbol: Symbol) -> Bool {
    symbol.nameOffset == 0 ? name.isEmpty : strings.holds(name, at: symbol.nameOffset)
  }

  /// Whether the name of a symbol of this table is a certain one up to a byte; makes no string.
  func isName(_ name: String, of symbol: Symbol, before end: UInt8) -> Bool {
    symbol.nameOffset != 0 && strings.holds(name, at: symbol.nameOffset, before: end)
  }

  /// The first symbol of a name, found by going through the table.
  public func symbol(named name: String) -> Symbol? {
    first { isName(name, of: $0) }
  }
}

extension SymbolTable: RandomAccessCollection {
  /// 0, the index of the symbol that is none.
  public var startIndex: Int { 0 }
  /// The number of symbols.
  public var endIndex: Int { count }

  /// The symbol of an index, which must be one of the table's; see ``symbol(at:)``.
  public subscript(index: Int) -> Symbol {
    guard let symbol = symbol(at: index) else {
      // The caller's mistake, as with an array: indices from bytes were checked before.
      preconditionFailure("symbol index out of range")
    }
    return symbol
  }
}
