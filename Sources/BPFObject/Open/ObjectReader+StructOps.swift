import BTF
import Bytes
import ELF

/// struct_ops maps: each variable of `.struct_ops` and its like is a map of its own.
extension ObjectReader {
  mutating func readStructOps() throws(ObjectError) {
    for (section, role) in zip(elf.sections, roles) where role == .structOps && section.size > 0 {
      guard let types, let list = try dataSection(named: section.name, types) else {
        throw ObjectError(
          .missingBTF, "struct_ops maps are described by BTF, and there is none",
          section: section.name, advice: "compile with -g, and keep .BTF when stripping")
      }
      var reader = StructOpsReader(
        types: types, section: section.name, contents: try contents(of: section))
      let first = maps.count
      for place in 0..<list.count {
        let entry = try readingBTF { () throws(BTFError) in
          try types.sectionVariable(place, of: list)
        }
        maps.append(try reader.map(of: entry))
      }
      try fillFunctions(of: section, reader, firstMap: first)
    }
  }

  /// Finds the program of each function member, for which a relocation stands.
  private mutating func fillFunctions(
    of section: Section, _ reader: StructOpsReader, firstMap: Int
  ) throws(ObjectError) {
    for table in relocationTables[section.index] ?? [] {
      for relocation in try relocations(in: elf.sections[table]) {
        guard let (variable, place) = reader.member(at: relocation.offset) else {
          throw ObjectError(
            .malformedRelocation, "no member stands at byte \(relocation.offset)",
            section: section.name)
        }
        let map = firstMap + variable
        guard let member = maps[map].structOps?.members[place] else { continue }
        func malformed(_ detail: String) -> ObjectError {
          ObjectError(.malformedRelocation, detail, map: maps[map].name, section: section.name)
        }
        guard member.isFunction else {
          throw malformed("member '\(member.name)' refers to a symbol, but is no function")
        }
        guard let symbol = symbols.symbol(at: relocation.symbolIndex),
          let program = program(at: symbol)
        else { throw malformed("what stands for '\(member.name)' is not a program") }
        guard program.type == .structOps else {
          throw malformed(
            "'\(program.name)', which stands for '\(member.name)', is in section "
              + "'\(program.sectionName)', not in 'struct_ops'")
        }
        maps[map].structOps?.declare(program.name, at: place)
      }
    }
  }

  /// The program that a symbol is.
  private func program(at symbol: Symbol) -> ProgramSpec? {
    guard case .index(let section) = symbol.section, symbol.value.isMultiple(of: 8),
      let first = Int(exactly: symbol.value / 8),
      let function = functions.place(section: section, containing: first),
      let program = functions[function].programIndex
    else { return nil }
    return programs[program]
  }
}
