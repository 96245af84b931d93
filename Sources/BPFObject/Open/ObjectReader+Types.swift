import BTF
import ELF

/// The object's own types, with what the compiler left to the loader.
extension ObjectReader {
  mutating func readTypes() throws(ObjectError) {
    for (section, role) in zip(elf.sections, roles) {
      switch role {
      case .btf where types == nil:
        let bytes = try contents(of: section)
        types = try readingBTF { () throws(BTFError) in try BTFTable(bytes) }
      case .btfExt where info == nil:
        let bytes = try contents(of: section)
        info = try readingBTF { () throws(BTFError) in try BTFExt(bytes) }
      default: break
      }
    }
    if let types, let info, types.byteOrder != info.byteOrder || types.byteOrder != elf.byteOrder {
      throw ObjectError(.malformedBTF, "ELF, .BTF and .BTF.ext are not of one byte order")
    }
  }

  /// Sets the sizes of data sections and the places of their variables, which only ELF knows, and
  /// makes hidden variables and functions static, which is how the kernel and libbpf treat them.
  mutating func mendTypes() throws(ObjectError) {
    guard let types else { return }
    var sections: [BTFType] = []
    var functionTypes: [BTFType] = []
    try readingBTF { () throws(BTFError) in
      try types.forEachOwnType { type in
        if type.kind == .dataSection { sections.append(type) }
        if type.kind == .function { functionTypes.append(type) }
      }
    }
    guard !sections.isEmpty || !functionTypes.isEmpty else { return }
    let objects = try variableSymbols()
    var elfSections: [String: Section] = [:]
    for section in elf.sections where elfSections[section.name] == nil {
      elfSections[section.name] = section
    }
    var editor = try readingBTF { () throws(BTFError) in try BTFEditor(types) }
    for type in sections {
      let name = try readingBTF { () throws(BTFError) in try types.name(of: type) }
      if dataSections[name] == nil { dataSections[name] = type.id }
      try mend(type, name, in: elfSections[name], of: types, objects, &editor)
    }
    let hidden = try hiddenFunctions()
    for type in functionTypes where !hidden.isEmpty {
      let name = try readingBTF { () throws(BTFError) in try types.name(of: type) }
      guard type.count == Linkage.global.rawValue, hidden.contains(name) else { continue }
      try readingBTF { () throws(BTFError) in try editor.setLinkage(.static, of: type) }
    }
    let mended = editor
    self.types = try readingBTF { () throws(BTFError) in try mended.finish() }
  }

  private mutating func mend(
    _ type: BTFType, _ sectionName: String, in section: Section?, of types: BTFTable,
    _ objects: [String: Symbol], _ editor: inout BTFEditor
  ) throws(ObjectError) {
    // The virtual sections of externs are laid out by the reader of externs.
    if sectionName == ".ksyms" { return try layOutKernelSymbols(type, of: types, &editor) }
    if sectionName == ".kconfig" { return try layOutKernelConfiguration(type, of: types, &editor) }
    guard let section, section.size > 0,
      let size = UInt32(exactly: section.size)
    else {
      throw ObjectError(
        .malformedBTF, "BTF describes variables of a section that the file does not have",
        section: sectionName)
    }
    var variables: [SectionVariable] = []
    for index in 0..<type.count {
      var entry = try readingBTF { () throws(BTFError) in
        try types.sectionVariable(index, of: type)
      }
      let variable = try readingBTF { () throws(BTFError) in try types.type(entry.type) }
      guard variable.kind == .variable else {
        throw ObjectError(
          .malformedBTF, "entry \(index) is a \(variable.kind), not a var", section: sectionName)
      }
      let linkage = try readingBTF { () throws(BTFError) in try types.linkage(of: variable) }
      if linkage != .static, linkage != .extern {
        let name = try readingBTF { () throws(BTFError) in try types.name(of: variable) }
        guard let symbol = objects[name], let offset = UInt32(exactly: symbol.value) else {
          throw ObjectError(
            .malformedBTF, "variable '\(name)' has no symbol", section: sectionName)
        }
        entry = SectionVariable(type: entry.type, offset: offset, size: entry.size)
        if symbol.visibility == .hidden || symbol.visibility == .internal {
          try readingBTF { () throws(BTFError) in try editor.setLinkage(.static, of: variable) }
        }
      }
      variables.append(entry)
    }
    variables.sort { $0.offset < $1.offset }
    try readingBTF { () throws(BTFError) in
      try editor.setSection(type, size: size, variables: variables)
    }
  }

  private func variableSymbols() throws(ObjectError) -> [String: Symbol] {
    var found: [String: Symbol] = [:]
    for symbol in symbols
    where symbol.type == .object && (symbol.binding == .global || symbol.binding == .weak) {
      let name = try symbolName(symbol)
      if found[name] == nil { found[name] = symbol }
    }
    return found
  }

  private func hiddenFunctions() throws(ObjectError) -> Set<String> {
    var names: Set<String> = []
    for symbol in symbols
    where symbol.type == .function && symbol.binding != .local
      && (symbol.visibility == .hidden || symbol.visibility == .internal)
    {
      names.insert(try symbolName(symbol))
    }
    return names
  }
}
