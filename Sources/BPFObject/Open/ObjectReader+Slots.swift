import BTF
import Bytes
import ELF

/// Maps and programs that stand in the slots of other maps from the start.
extension ObjectReader {
  /// Fills the slots of maps of maps and of program arrays from the relocations of `.maps`.
  mutating func readMapSlots() throws(ObjectError) {
    guard let mapsIndex = roles.firstIndex(of: .mapDefinitions),
      let tables = relocationTables[mapsIndex]
    else { return }
    let starts = mapAtOffset.sorted { $0.key < $1.key }
    let valuesOffsets = try valuesOffsets()
    let programNames = Set(programs.map(\.name))
    for table in tables {
      for relocation in try relocations(in: elf.sections[table]) {
        let after = starts.partitionPoint { $0.key > relocation.offset }
        guard after > 0, let symbol = symbols.symbol(at: relocation.symbolIndex) else {
          throw ObjectError(
            .malformedRelocation, "a slot at byte \(relocation.offset) belongs to no map",
            section: ".maps")
        }
        let (start, map) = starts[after - 1]
        let slot = try slot(
          at: relocation.offset - start, of: maps[map], symbol, values: valuesOffsets[start],
          programNames)
        maps[map].slots.append(slot)
      }
    }
  }

  /// Where the slots of each map begin in its definition, by the map's place in `.maps`.
  private func valuesOffsets() throws(ObjectError) -> [UInt64: UInt64] {
    guard let types, let list = try dataSection(named: ".maps", types) else { return [:] }
    return try readingBTF { () throws(BTFError) in
      var found: [UInt64: UInt64] = [:]
      for index in 0..<list.count {
        let entry = try types.sectionVariable(index, of: list)
        let definition = try types.resolved(types.type(entry.type).referent)
        guard definition.kind == .struct, definition.count > 0 else { continue }
        let last = try types.member(definition.count - 1, of: definition)
        guard try types.name(of: last) == "values" else { continue }
        found[UInt64(entry.offset)] = UInt64(last.bitOffset / 8)
      }
      return found
    }
  }

  private func slot(
    at offset: UInt64, of map: MapSpec, _ symbol: Symbol, values: UInt64?, _ programs: Set<String>
  ) throws(ObjectError) -> MapSpec.Slot {
    let target = try symbolName(symbol)
    func malformed(_ detail: String) -> ObjectError {
      ObjectError(.malformedRelocation, detail, map: map.name, section: ".maps")
    }
    guard let values, offset >= values, (offset - values).isMultiple(of: 8),
      let index = UInt32(exactly: (offset - values) / 8)
    else { throw malformed("'\(target)' stands in no slot of 'values'") }
    if map.inner.isEmpty {
      guard symbol.type == .function, programs.contains(target) else {
        throw malformed("slot \(index) holds '\(target)', which is not a program")
      }
      return MapSpec.Slot(index: index, name: target, isProgram: true)
    }
    guard case .index(let section) = symbol.section, section < roles.count,
      roles[section] == .mapDefinitions, mapAtOffset[symbol.value] != nil
    else { throw malformed("slot \(index) holds '\(target)', which is not a map") }
    return MapSpec.Slot(index: index, name: target, isProgram: false)
  }
}
