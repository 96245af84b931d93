import BTF
import ELF

/// Externs: undefined symbols that BTF places in `.kconfig` or `.ksyms`.
extension ObjectReader {
  mutating func readExterns() throws(ObjectError) {
    var wanted: [(name: String, symbol: Symbol)] = []
    for symbol in symbols
    where symbol.section == .undefined && symbol.type == .none && symbol.binding != .local {
      let name = try symbolName(symbol)
      if !name.isEmpty { wanted.append((name, symbol)) }
    }
    guard !wanted.isEmpty else { return }
    guard let types else {
      throw ObjectError(
        .missingBTF, "extern '\(wanted[0].name)' has no type information",
        advice: "compile with -g")
    }
    let declared = try declaredExterns(types)
    var ordered: [(spec: ExternSpec, symbol: Int)] = []
    for (name, symbol) in wanted {
      guard let declaration = declared[name] else {
        throw ObjectError(
          .malformedExtern, "extern '\(name)' is in neither .kconfig nor .ksyms",
          advice: "declare it with __kconfig or __ksym, or link the object that defines it")
      }
      let spec = ExternSpec(
        name: name, kind: declaration.kind, isWeak: symbol.binding == .weak,
        type: declaration.type, declaration: declaration.declaration, size: declaration.size,
        offset: 0, isTypeless: declaration.isTypeless)
      ordered.append((spec, symbol.index))
    }
    try sortExterns(&ordered, types)
    externs = ordered.map(\.spec)
    for (place, entry) in ordered.enumerated() { externOfSymbol[entry.symbol] = place }
  }

  /// Puts the options first, largest alignment, then smallest size, then by name, and the symbols
  /// behind them by name.
  ///
  /// It is libbpf's order, so that the offsets of options, and the numbers of functions that a kernel
  /// does not have, are the same in the instructions.
  private func sortExterns(
    _ externs: inout [(spec: ExternSpec, symbol: Int)], _ types: BTFTable
  ) throws(ObjectError) {
    var keys: [(isSymbol: Int, alignment: Int, size: Int, name: String)] = []
    for (spec, _) in externs {
      let alignment = try readingBTF { () throws(BTFError) in
        spec.kind == .kconfig ? Int(try types.alignment(of: spec.type)) : 0
      }
      let isSymbol = spec.kind != .kconfig
      keys.append((isSymbol ? 1 : 0, -alignment, spec.size, spec.name))
    }
    externs = externs.indices.sorted { keys[$0] < keys[$1] }.map { externs[$0] }
  }

  private struct Declaration {
    let kind: ExternSpec.Kind
    let type: TypeID
    let declaration: TypeID
    let size: Int
    let isTypeless: Bool
  }

  private func declaredExterns(_ types: BTFTable) throws(ObjectError) -> [String: Declaration] {
    try readingBTF { () throws(BTFError) in
      var found: [String: Declaration] = [:]
      try types.forEachOwnType { section throws(BTFError) in
        guard section.kind == .dataSection else { return }
        let sectionName = try types.name(of: section)
        guard sectionName == ".kconfig" || sectionName == ".ksyms" else { return }
        for index in 0..<section.count {
          let type = try types.type(types.sectionVariable(index, of: section).type)
          let name = try types.name(of: type)
          let isFunction = type.kind == .function
          let isConfiguration = sectionName == ".kconfig" && !isFunction
          found[name] = Declaration(
            kind: isFunction ? .kernelFunction : isConfiguration ? .kconfig : .kernelVariable,
            type: isFunction ? type.id : type.referent, declaration: type.id,
            size: isConfiguration ? Int(clamping: try types.size(of: type.referent)) : 0,
            isTypeless: !isFunction && !isConfiguration
              ? try types.resolved(type.referent).kind == .void : false)
        }
      }
      return found
    }
  }

  /// More bytes than all the options of any kernel have together.
  private static let kernelConfigurationLimit = 1 << 20

  /// Gives each value of the kernel's configuration its place in the map `.kconfig`, in order.
  mutating func layOutKernelConfiguration(
    _ section: BTFType, of types: BTFTable, _ editor: inout BTFEditor
  ) throws(ObjectError) {
    var alignments: [String: Int] = [:]
    for item in externs where item.kind == .kconfig {
      alignments[item.name] = try readingBTF { () throws(BTFError) in
        Int(try types.alignment(of: item.type))
      }
    }
    var offset = 0
    var entries: [SectionVariable] = []
    for index in externs.indices where externs[index].kind == .kconfig {
      let item = externs[index]
      let alignment = max(1, alignments[item.name] ?? 1)
      let (padded, overflow) = offset.addingReportingOverflow(alignment - 1)
      guard !overflow, let size = UInt32(exactly: item.size), size > 0,
        let place = UInt32(exactly: padded / alignment * alignment),
        Int(place) + Int(size) <= ObjectReader.kernelConfigurationLimit
      else {
        throw ObjectError(
          .malformedExtern, "extern '\(item.name)' has a size of \(item.size) bytes",
          section: ".kconfig")
      }
      entries.append(SectionVariable(type: item.declaration, offset: place, size: size))
      externs[index] = ExternSpec(
        name: item.name, kind: item.kind, isWeak: item.isWeak, type: item.type,
        declaration: item.declaration, size: item.size, offset: Int(place),
        isTypeless: false)
      let variable = try readingBTF { () throws(BTFError) in try types.type(item.declaration) }
      // The kernel knows no extern variables; to it this is a section of constants like another.
      try readingBTF { () throws(BTFError) in try editor.setLinkage(.global, of: variable) }
      offset = Int(place) + Int(size)
    }
    kernelConfigurationSize = offset
    guard entries.count == section.count, let size = UInt32(exactly: offset) else {
      throw ObjectError(
        .malformedExtern, "BTF and the symbol table disagree about the externs",
        section: ".kconfig")
    }
    try readingBTF { () throws(BTFError) in
      try editor.setSection(section, size: size, variables: entries)
    }
  }

  /// Makes the section of the kernel's symbols one that the kernel takes: it knows neither extern
  /// variables nor functions in sections.
  ///
  /// Every entry becomes a variable of 4 bytes; functions are stood for by one that is added, and
  /// whose name parameters without a name get too. This is libbpf's way, so that the same bytes are
  /// loaded. What the types were, ``ExternSpec/type`` remembers.
  mutating func layOutKernelSymbols(
    _ section: BTFType, of types: BTFTable, _ editor: inout BTFEditor
  ) throws(ObjectError) {
    try readingBTF { () throws(BTFError) in
      var int: TypeID?
      try types.forEachOwnType { type throws(BTFError) in
        if int == nil, type.kind == .int, try types.intEncoding(of: type).bitCount == 32 {
          int = type.id
        }
      }
      let word = int ?? editor.addInt()
      var dummy: (name: UInt32, variable: TypeID)?
      var entries: [SectionVariable] = []
      for index in 0..<section.count {
        let entry = try types.sectionVariable(index, of: section)
        let declared = try types.type(entry.type)
        var variable = declared.id
        if declared.kind == .function {
          let name = dummy?.name ?? editor.addString("dummy_ksym")
          let stand = dummy?.variable ?? editor.addVariable(name: name, type: word, .global)
          dummy = (name, stand)
          variable = stand
          try editor.nameParameters(of: types.type(declared.referent), name)
          try editor.setLinkage(.global, of: declared)
        } else {
          try editor.setLinkage(.global, of: declared)
          try editor.setType(word, of: declared)
        }
        entries.append(
          SectionVariable(
            type: variable, offset: UInt32(truncatingIfNeeded: index * 4), size: 4))
      }
      try editor.setSection(
        section, size: UInt32(truncatingIfNeeded: section.count * 4), variables: entries)
    }
  }
}
