extension ELFFile {
  /// A table of symbols in which functions are looked for.
  public enum FunctionTable: Sendable, Hashable, CaseIterable {
    /// What other files can call (`SHT_DYNSYM`); strip leaves it.
    case dynamic
    /// All functions (`SHT_SYMTAB`); strip takes it away.
    case all
  }

  /// The functions of a name that the file defines, from the first table that has any: the dynamic one,
  /// then the one of all symbols.
  ///
  /// - Throws: ``ELFError`` when a table is damaged.
  public func functions(named name: VersionedName) throws(ELFError) -> [FunctionSymbol] {
    for table in FunctionTable.allCases {
      var found: [FunctionSymbol] = []
      try forEachFunction(in: table, named: name) { found.append($0) }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// The functions whose names, without versions, a closure accepts, from the first table that has
  /// any: the one of all symbols, then the dynamic one.
  ///
  /// - Throws: ``ELFError`` when a table is damaged.
  public func functions(
    where accepts: (String) -> Bool
  ) throws(ELFError) -> [FunctionSymbol] {
    for table in FunctionTable.allCases.reversed() {
      var found: [FunctionSymbol] = []
      try forEachFunction(in: table) { if accepts($0.name) { found.append($0) } }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// Whether the file has a table at all.
  public func has(_ table: FunctionTable) -> Bool {
    switch table {
    case .dynamic: !symbolSections.dynamicSymbolTables.isEmpty
    case .all: !symbolSections.symbolTables.isEmpty
    }
  }

  /// Calls a closure with each function that the file defines.
  ///
  /// - Parameter name: the only name that is asked for; others cost no string then.
  public func forEachFunction(
    in table: FunctionTable, named name: VersionedName? = nil,
    _ body: (FunctionSymbol) -> Void
  ) throws(ELFError) {
    guard let symbols = try table == .dynamic ? dynamicSymbolTable() : symbolTable() else { return }
    let versions = table == .dynamic ? try symbolVersions() : nil
    for index in 0..<symbols.count {
      guard let symbol = symbols.symbol(at: index),
        symbol.type == .function || symbol.type == .indirectFunction
      else { continue }
      let isNamed = name.map { symbols.isName($0.name, of: symbol) }
      // In the table of all symbols the version is part of the name.
      if isNamed == false, table == .dynamic || !symbols.mayBeVersion(of: name, symbol) { continue }
      guard let offset = fileOffset(of: symbol) else { continue }
      var version = versions?.version(ofSymbol: index)
      var ownName = try symbols.name(of: symbol)
      if table == .all {
        let parts = VersionedName(ownName)
        ownName = parts.name
        version = parts.version.map {
          SymbolVersions.Version(name: $0, isDefault: parts.isDefault)
        }
      }
      if let name, name.name != ownName || !name.accepts(version) { continue }
      body(
        FunctionSymbol(
          name: ownName, version: version, address: symbol.value, fileOffset: offset,
          size: symbol.size, isWeak: symbol.binding == .weak,
          isIndirect: symbol.type == .indirectFunction))
    }
  }

  /// The byte offset of what a symbol stands for, in an executable or a shared library.
  ///
  /// - Returns: `nil` for symbols that are defined elsewhere, or stand for nothing in the file.
  public func fileOffset(of symbol: Symbol) -> UInt64? {
    guard symbol.section != .undefined, symbol.value != 0 else { return nil }
    if let section = section(of: symbol) {
      guard section.type != .noBits, symbol.value >= section.address else { return nil }
      let distance = symbol.value &- section.address
      let (offset, overflow) = section.offset.addingReportingOverflow(distance)
      return distance < section.size && !overflow ? offset : nil
    }
    return fileOffset(ofAddress: symbol.value)
  }
}

extension SymbolTable {
  /// Whether a symbol's name begins as a name does, with `@` behind.
  fileprivate func mayBeVersion(of name: VersionedName?, _ symbol: Symbol) -> Bool {
    guard let name else { return true }
    return isName(name.name, of: symbol, before: UInt8(ascii: "@"))
  }
}
