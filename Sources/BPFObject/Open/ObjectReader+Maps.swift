import BTF
import Bytes
import ELF

/// Maps: definitions in `.maps`, and one for each section of variables.
extension ObjectReader {
  mutating func readMapDefinitions() throws(ObjectError) {
    guard let index = roles.firstIndex(of: .mapDefinitions) else { return }
    let section = elf.sections[index]
    guard section.size > 0 else { return }
    guard let types, let list = try dataSection(named: ".maps", types) else {
      throw ObjectError(
        .missingBTF, "map definitions are described by BTF, and there is none", section: ".maps",
        advice: "compile with -g, and keep .BTF when stripping")
    }
    for place in 0..<list.count {
      let (entry, variable, name) = try readingBTF { () throws(BTFError) in
        let entry = try types.sectionVariable(place, of: list)
        let variable = try types.type(entry.type)
        return (entry, variable, try types.name(of: variable))
      }
      let (linkage, definition) = try readingBTF { () throws(BTFError) in
        (try types.linkage(of: variable), try types.resolved(variable.referent))
      }
      func malformed(_ detail: String) -> ObjectError {
        ObjectError(.malformedMap, detail, map: name, section: ".maps")
      }
      guard linkage == .global else { throw malformed("a map must not be static or hidden") }
      guard definition.kind == .struct else {
        throw malformed("the definition is a \(definition.kind), not a struct")
      }
      guard definition.statedSize <= entry.size,
        UInt64(entry.offset) + UInt64(entry.size) <= section.size
      else { throw malformed("the definition reaches beyond its variable or section") }
      mapAtOffset[UInt64(entry.offset)] = maps.count
      maps.append(try MapDefinition(types: types, mapName: name).read(definition))
    }
  }

  mutating func readDataSections() throws(ObjectError) {
    for (section, role) in zip(elf.sections, roles) where section.size > 0 {
      var contents: [UInt8]?
      switch role {
      case .data, .readOnlyData: contents = try self.contents(of: section).array
      case .zeroedData: contents = nil
      default: continue
      }
      guard let size = UInt32(exactly: section.size), size <= UInt32(Int32.max) else {
        throw ObjectError(
          .malformedSection, "\(section.size) bytes are more than a map's value can have",
          section: section.name)
      }
      let isConstant = role == .readOnlyData
      mapOfSection[section.index] = maps.count
      try addInternalMap(
        section.name,
        origin: isConstant
          ? .readOnlyData(section: section.name) : .data(section: section.name),
        size: size, contents: contents)
      try addVariables(section, in: maps.count - 1)
    }
  }

  mutating func readKernelConfiguration() throws(ObjectError) {
    guard kernelConfigurationSize > 0 else { return }
    try addInternalMap(
      ".kconfig", origin: .kconfig, size: UInt32(clamping: kernelConfigurationSize), contents: nil)
  }

  private mutating func addInternalMap(
    _ sectionName: String, origin: MapSpec.Origin, size: UInt32, contents: [UInt8]?
  ) throws(ObjectError) {
    var flags: MapFlags = []
    var valueType = TypeID.void
    switch origin {
    case .readOnlyData, .kconfig: flags.insert(.readOnlyProgram)
    case .definition, .data, .structOps: break
    }
    // Sections without BTF, such as the string literals of .rodata.str1.1, have no type.
    if let types, let list = try dataSection(named: sectionName, types) {
      valueType = list.id
      if try hasVisibleVariable(list, types) { flags.insert(.mappable) }
    }
    maps.append(
      MapSpec(
        name: InternalMapName.make(object: name, section: sectionName), origin: origin,
        type: .array, keySize: 4, valueSize: size, maxEntries: 1, flags: flags, extra: 0,
        numaNode: 0, pinning: .none, keyType: .void, valueType: valueType, inner: [], slots: [],
        contents: contents))
  }

  /// Only a section with a variable that is neither static nor hidden is meant for user space.
  private func hasVisibleVariable(_ list: BTFType, _ types: BTFTable) throws(ObjectError) -> Bool {
    try readingBTF { () throws(BTFError) in
      for index in 0..<list.count {
        let variable = try types.type(types.sectionVariable(index, of: list).type)
        if variable.kind == .variable, try types.linkage(of: variable) != .static { return true }
      }
      return false
    }
  }

  mutating func addVariables(_ section: Section, in map: Int) throws(ObjectError) {
    guard let types, let list = try dataSection(named: section.name, types) else { return }
    for index in 0..<list.count {
      let (entry, variable, name, linkage) = try readingBTF { () throws(BTFError) in
        let entry = try types.sectionVariable(index, of: list)
        let variable = try types.type(entry.type)
        return (entry, variable, try types.name(of: variable), try types.linkage(of: variable))
      }
      guard UInt64(entry.offset) + UInt64(entry.size) <= section.size else {
        throw ObjectError(
          .malformedBTF, "variable '\(name)' reaches beyond its section", section: section.name)
      }
      variables.append(
        VariableSpec(
          name: name, sectionName: section.name, mapIndex: map,
          offset: Int(entry.offset), size: Int(entry.size), type: variable.referent,
          isHidden: linkage == .static))
    }
  }

  func dataSection(named name: String, _ types: BTFTable) throws(ObjectError) -> BTFType? {
    guard let id = dataSections[name] else { return nil }
    return try readingBTF { () throws(BTFError) in try types.type(id) }
  }
}
