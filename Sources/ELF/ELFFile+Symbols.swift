import Bytes

/// Where a file's symbol tables are.
struct SymbolSections: Sendable {
  private(set) var symbolTables: [Int] = []
  private(set) var dynamicSymbolTables: [Int] = []
  /// The index of a table's `SHT_SYMTAB_SHNDX` by the index of the table.
  private(set) var extendedIndices: [Int: Int] = [:]

  mutating func note(_ section: Section) {
    switch section.type {
    case .symbolTable: symbolTables.append(section.index)
    case .dynamicSymbolTable: dynamicSymbolTables.append(section.index)
    case .extendedSectionIndices: extendedIndices[Int(section.link)] = section.index
    default: break
    }
  }
}

extension ELFFile {
  /// The symbol table (`SHT_SYMTAB`), or `nil` when the file was stripped of it.
  ///
  /// - Throws: ``ELFError`` when there are several, or when the table or its strings are damaged.
  public func symbolTable() throws(ELFError) -> SymbolTable? {
    try onlySymbolTable(symbolSections.symbolTables)
  }

  /// The symbols of the dynamic linker (`SHT_DYNSYM`), or `nil` when there are none.
  ///
  /// - Throws: ``ELFError`` when there are several, or when the table or its strings are damaged.
  public func dynamicSymbolTable() throws(ELFError) -> SymbolTable? {
    try onlySymbolTable(symbolSections.dynamicSymbolTables)
  }

  private func onlySymbolTable(_ indices: [Int]) throws(ELFError) -> SymbolTable? {
    guard let index = indices.first else { return nil }
    guard indices.count == 1 else {
      let second = sections[indices[1]]
      throw ELFError(
        .duplicateSymbolTable, second,
        "a second table of type \(second.type) beside \(sections[index].label)")
    }
    return try symbolTable(in: sections[index])
  }

  /// The symbol table that a section holds.
  ///
  /// - Throws: ``ELFError`` when the section is neither `SHT_SYMTAB` nor `SHT_DYNSYM`, or when the
  ///   table or its strings are damaged.
  public func symbolTable(in section: Section) throws(ELFError) -> SymbolTable {
    guard section.type == .symbolTable || section.type == .dynamicSymbolTable else {
      throw ELFError(
        .wrongSectionType, section, "sections of type \(section.type) hold no symbols")
    }
    let entries = try table(in: section, of: SymbolTable.entrySize)
    let stringSection = try linkedSection(of: section)
    guard stringSection.type == .stringTable else {
      throw ELFError(
        .invalidLink, section,
        "sh_link names \(stringSection.label), which is \(stringSection.type), not SHT_STRTAB")
    }
    var extendedIndices: Bytes?
    if let index = symbolSections.extendedIndices[section.index] {
      extendedIndices = try table(in: sections[index], of: 4)
    }
    return SymbolTable(
      section: section, entries: entries, swapped: byteOrder.isSwapped,
      strings: try contents(of: stringSection), stringSection: stringSection,
      extendedIndices: extendedIndices, sectionCount: sections.count)
  }

  /// The contents of a section that is a table of entries of one size.
  func table(in section: Section, of entrySize: Int) throws(ELFError) -> Bytes {
    guard section.entrySize == UInt64(entrySize) else {
      throw ELFError(
        .invalidEntrySize, section, "sh_entsize is \(section.entrySize), not \(entrySize)")
    }
    let contents = try contents(of: section)
    guard contents.count.isMultiple(of: entrySize) else {
      throw ELFError(
        .invalidEntrySize, section,
        "\(contents.count) bytes are no whole number of entries of \(entrySize)")
    }
    return contents
  }

  /// The section that `sh_link` names.
  func linkedSection(of section: Section) throws(ELFError) -> Section {
    guard section.link != 0, Int(section.link) < sections.count else {
      throw ELFError(
        .invalidLink, section,
        "sh_link names section \(section.link), but there are \(sections.count) sections")
    }
    return sections[Int(section.link)]
  }
}
