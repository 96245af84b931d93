import BTF
import CORE

extension ObjectFile {
  /// The instructions of each program and subprogram as the compiler left them, with the names of
  /// what they refer to.
  ///
  /// Places count from the start of the function; source lines are shown where the object has them.
  public func listings() -> [Listing] {
    var variables = VariableNames(types: types, maps: maps.elements)
    let lines = try? LineTable(types: types, info: info, sections: sectionNumbers)
    var sourceLines = types.map { SourceLines(types: $0) }
    return functions.compactMap { function in
      guard let instructions = instructions(of: function) else { return nil }
      var listing = Listing(
        name: function.name, section: function.sectionName,
        instructions: Array(instructions))
      if function.sectionIndex == textSection {
        // Inside .text, calls have no relocations: the distance was known to the compiler.
        for instruction in DecodedInstructions(listing.instructions) {
          guard let target = instruction.functionTarget else { continue }
          listing.references[instruction.place] = subprogramName(Int64(function.first + target))
        }
      }
      for relocation in relocations(of: function) {
        let place = relocation.instruction - function.first
        listing.references[place] = name(
          of: relocation.target, for: listing.instructions[place], &variables)
      }
      if let lines { listing.lines = sourceLines?.lines(of: function, in: lines) ?? [:] }
      return listing
    }
  }

  /// What a relocation's symbol names, as far as the object says.
  private func name(
    of target: CodeRelocation.Target, for instruction: Instruction,
    _ variables: inout VariableNames
  ) -> String? {
    switch target {
    case .map(let index): maps[index].name
    case .mapValue(let index, let offset), .arenaValue(let index, let offset):
      variables.name(inMap: index, at: offset &+ UInt32(bitPattern: instruction.immediate))
    case .call(let offset):
      subprogramName(Int64(clamping: offset / 8) + Int64(instruction.immediate) + 1)
    case .functionAddress(let offset):
      subprogramName(Int64(clamping: offset / 8) + Int64(instruction.immediate) / 8)
    case .externValue(let index), .externCall(let index): externs[index].name
    case .jumpTable(let offset, _): ".jumptables+\(offset)"
    }
  }

  /// The name of the subprogram at an instruction of `.text`.
  private func subprogramName(_ instruction: Int64) -> String? {
    subprogram(at: instruction).map { functions[$0].name }
  }
}
