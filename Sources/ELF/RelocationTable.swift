import Bytes

/// One place that must be patched when a symbol's value is known (`Elf64_Rel`, `Elf64_Rela`).
public struct Relocation: Sendable, Hashable {
  /// `r_offset`: in objects the byte offset in the patched section, else an address.
  public let offset: UInt64
  /// The type in `r_info`; its meaning is the machine's.
  public let type: UInt32
  /// The symbol in `r_info`, an index of ``RelocationTable/symbols``; 0 means no symbol.
  public let symbolIndex: Int
  /// `r_addend`, or `nil` in `SHT_REL`, where it stands in what is patched.
  public let addend: Int64?
}

/// The relocations of a section (`SHT_REL` or `SHT_RELA`), each decoded when it is asked for.
public struct RelocationTable: Sendable {
  /// The section that holds the relocations.
  public let section: Section
  /// The section that they patch (`sh_info`), or `nil` when they patch memory (`ET_DYN`).
  public let target: Section?
  /// The symbols that they refer to; `nil` when none of them refers to one.
  public let symbols: SymbolTable?
  /// The number of relocations.
  public let count: Int

  private let entries: Bytes
  private let hasAddends: Bool
  private let swapped: Bool

  init(
    section: Section, target: Section?, symbols: SymbolTable?, entries: Bytes, swapped: Bool
  ) {
    self.section = section
    self.target = target
    self.symbols = symbols
    self.entries = entries
    self.swapped = swapped
    hasAddends = section.type == .relocationsWithAddends
    count = entries.count / RelocationTable.entrySize(hasAddends: hasAddends)
  }

  static func entrySize(hasAddends: Bool) -> Int { hasAddends ? 24 : 16 }

  private func relocation(at index: Int) -> Relocation? {
    let size = RelocationTable.entrySize(hasAddends: hasAddends)
    guard
      index >= 0, index < count,
      let fields = Fields(entries.span, at: index &* size, count: size, swapped: swapped)
    else { return nil }
    let info = fields.u64(8)
    return Relocation(
      offset: fields.u64(0), type: UInt32(truncatingIfNeeded: info),
      symbolIndex: Int(info >> 32),
      addend: hasAddends ? Int64(bitPattern: fields.u64(16)) : nil)
  }
}

extension RelocationTable: RandomAccessCollection {
  /// 0, the index of the first relocation.
  public var startIndex: Int { 0 }
  /// The number of relocations.
  public var endIndex: Int { count }

  /// The relocation of an index, which must be one of the table's.
  public subscript(index: Int) -> Relocation {
    guard let relocation = relocation(at: index) else {
      // The caller's mistake, as with an array: indices from bytes were checked before.
      preconditionFailure("relocation index out of range")
    }
    return relocation
  }
}

extension ELFFile {
  /// The relocations that a section holds, each known to refer to a symbol that exists.
  ///
  /// - Throws: ``ELFError`` when the section is neither `SHT_REL` nor `SHT_RELA`, when it, its
  ///   symbols or their strings are damaged, or when a relocation refers to a missing symbol.
  public func relocations(of section: Section) throws(ELFError) -> RelocationTable {
    let hasAddends = section.type == .relocationsWithAddends
    guard hasAddends || section.type == .relocations else {
      throw ELFError(
        .wrongSectionType, section, "sections of type \(section.type) hold no relocations")
    }
    let size = RelocationTable.entrySize(hasAddends: hasAddends)
    let entries = try table(in: section, of: size)
    guard Int(section.info) < sections.count else {
      throw ELFError(
        .invalidLink, section,
        "sh_info names section \(section.info), but there are \(sections.count) sections")
    }
    var symbols: SymbolTable?
    if section.link != 0 { symbols = try symbolTable(in: try linkedSection(of: section)) }
    let table = RelocationTable(
      section: section, target: section.info == 0 ? nil : sections[Int(section.info)],
      symbols: symbols, entries: entries, swapped: byteOrder.isSwapped)
    try table.checkSymbolIndices()
    return table
  }
}

extension RelocationTable {
  fileprivate func checkSymbolIndices() throws(ELFError) {
    let symbolCount = UInt64(symbols?.count ?? 0)
    let size = RelocationTable.entrySize(hasAddends: hasAddends)
    let span = entries.span
    for offset in stride(from: 0, to: entries.count, by: size) {
      let info: UInt64? = span.load(at: offset &+ 8, swapped: swapped)
      let symbol = (info ?? 0) >> 32
      guard symbol < symbolCount || symbol == 0 else {
        throw ELFError(
          .invalidSymbolIndex, "relocation \(offset / size) of \(section.label)",
          section: section.index, at: section.offset &+ UInt64(offset),
          "it refers to symbol \(symbol), but there are \(symbolCount) symbols")
      }
    }
  }
}
