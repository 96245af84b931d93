import ELF

/// Programs and subprograms: every function symbol of a section of instructions.
extension ObjectReader {
  mutating func readFunctions() throws(ObjectError) {
    var found: [FunctionSpec] = []
    for symbol in symbols where symbol.type == .function {
      guard case .index(let index) = symbol.section, index < roles.count, roles[index] == .code
      else { continue }
      found.append(try function(symbol, in: elf.sections[index]))
    }
    // Aliases share instructions; a file in which thousands of symbols share the same ones is made to
    // cost memory when each function's are copied.
    let total = found.reduce(0) { $0 &+ $1.count }
    guard total <= elf.bytes.count else {
      throw ObjectError(
        .malformedProgram,
        "the functions claim \(total) instructions of a file of \(elf.bytes.count) bytes",
        advice: "the file is damaged; compile it again")
    }
    found.sort { ($0.sectionIndex, $0.first) < ($1.sectionIndex, $1.first) }
    for function in found {
      guard function.sectionIndex != textSection else {
        functions.append(function)
        continue
      }
      functions.append(
        FunctionSpec(
          name: function.name, sectionIndex: function.sectionIndex,
          sectionName: function.sectionName, first: function.first, count: function.count,
          programIndex: programs.count))
      programs.append(program(function))
    }
  }

  private func function(_ symbol: Symbol, in section: Section) throws(ObjectError) -> FunctionSpec {
    let name = try symbolName(symbol)
    let (end, overflow) = symbol.value.addingReportingOverflow(symbol.size)
    guard !overflow, end <= section.size, symbol.value < section.size, symbol.size > 0,
      symbol.value.isMultiple(of: 8), symbol.size.isMultiple(of: 8)
    else {
      throw ObjectError(
        .malformedProgram,
        "\(symbol.size) bytes at \(symbol.value) are not whole instructions of the section's "
          + "\(section.size) bytes", program: name, section: section.name)
    }
    if section.index != textSection, symbol.binding == .local {
      throw ObjectError(
        .staticProgram, "a static function cannot be a program", program: name,
        section: section.name, advice: "remove 'static', or SEC() when it is a subprogram")
    }
    return FunctionSpec(
      name: name, sectionIndex: section.index, sectionName: section.name,
      first: Int(symbol.value / 8), count: Int(symbol.size / 8), programIndex: nil)
  }

  private func program(_ function: FunctionSpec) -> ProgramSpec {
    let match = SectionDefinition.matching(function.sectionName)
    return ProgramSpec(
      name: function.name, sectionName: function.sectionName, definition: match?.definition,
      target: match?.target, type: match?.definition.programType ?? .unspecified,
      expectedAttachType: match?.definition.attachType ?? AttachType(rawValue: 0),
      flags: match?.definition.programFlags ?? [],
      autoload: !function.sectionName.hasPrefix("?"), sectionIndex: function.sectionIndex,
      firstInstruction: function.first, instructionCount: function.count)
  }
}
