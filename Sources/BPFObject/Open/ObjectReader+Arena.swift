import ELF

/// Variables that live in an arena, the memory that programs share with user space.
extension ObjectReader {
  mutating func readArena() throws(ObjectError) {
    for (section, role) in zip(elf.sections, roles) where role == .arenaData && section.size > 0 {
      let arenas = maps.indices.filter { maps[$0].type == .arena }
      guard arenas.count == 1 else {
        throw ObjectError(
          .malformedMap,
          arenas.isEmpty
            ? "variables in an arena, but no map of type arena"
            : "variables in an arena, but \(arenas.count) maps of type arena",
          section: section.name, advice: "define one map of type BPF_MAP_TYPE_ARENA")
      }
      guard mapOfSection.values.allSatisfy({ $0 != arenas[0] }) else {
        throw ObjectError(
          .malformedSection, "a second section of variables in an arena", section: section.name)
      }
      mapOfSection[section.index] = arenas[0]
      maps[arenas[0]].contents = try contents(of: section).array
      try addVariables(section, in: arenas[0])
    }
  }
}
