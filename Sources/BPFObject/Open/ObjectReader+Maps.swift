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
    try readingBTF { () throws(BTFError) in
      try types.firstType(named: name) { $0 == .dataSection }
    }
  }

  /// Fills the slots of maps of maps and of program arrays from the relocations of `.maps`.
  mutating func readMapSlots() throws(ObjectError) {
    guard let mapsIndex = roles.firstIndex(of: .mapDefinitions) else { return }
    let offsets = mapAtOffset.keys.sorted()
    for (section, role) in zip(elf.sections, roles) where role == .relocations(of: mapsIndex) {
      for relocation in try relocations(in: section) {
        guard let start = offsets.last(where: { $0 <= relocation.offset }),
          let mapIndex = mapAtOffset[start], let symbol = symbols.symbol(at: relocation.symbolIndex)
        else {
          throw ObjectError(
            .malformedRelocation, "a slot at byte \(relocation.offset) belongs to no map",
            section: ".maps")
        }
        let slot = try slot(at: relocation.offset - start, of: mapIndex, symbol)
        maps[mapIndex].slots.append(slot)
      }
    }
  }

  private func slot(
    at offset: UInt64, of mapIndex: Int, _ symbol: Symbol
  ) throws(ObjectError) -> MapSpec.Slot {
    let map = maps[mapIndex]
    let target = try symbolName(symbol)
    func malformed(_ detail: String) -> ObjectError {
      ObjectError(.malformedRelocation, detail, map: map.name, section: ".maps")
    }
    guard let types, let list = try dataSection(named: ".maps", types) else {
      throw malformed("BTF describes no maps")
    }
    let valuesOffset = try readingBTF { () throws(BTFError) -> UInt64? in
      for index in 0..<list.count {
        let variable = try types.type(types.sectionVariable(index, of: list).type)
        guard try types.string(at: variable.nameOffset) == map.name else { continue }
        let definition = try types.resolved(variable.referent)
        guard definition.count > 0 else { return nil }
        let last = try types.member(definition.count - 1, of: definition)
        return try types.name(of: last) == "values" ? UInt64(last.bitOffset / 8) : nil
      }
      return nil
    }
    guard let valuesOffset, offset >= valuesOffset, (offset - valuesOffset).isMultiple(of: 8),
      let index = UInt32(exactly: (offset - valuesOffset) / 8)
    else { throw malformed("'\(target)' stands in no slot of 'values'") }
    if map.inner.isEmpty {
      guard symbol.type == .function, programs.contains(where: { $0.name == target }) else {
        throw malformed("slot \(index) holds '\(target)', which is not a program")
      }
      return MapSpec.Slot(index: index, name: target, isProgram: true)
    }
    guard case .index(let section) = symbol.section, section < roles.count,
      roles[section] == .mapDefinitions, maps.contains(where: { $0.name == target })
    else { throw malformed("slot \(index) holds '\(target)', which is not a map") }
    return MapSpec.Slot(index: index, name: target, isProgram: false)
  }
}
