import BTF
import Bytes
import CORE
import ELF

/// Instructions and what of them is to be filled in.
extension ObjectReader {
  func readCode() throws(ObjectError) -> [CodeSection] {
    var found: [CodeSection] = []
    // The functions are sorted by section, so that each section's stand side by side.
    var next = 0
    while next < functions.count {
      let index = functions[next].sectionIndex
      while next < functions.count, functions[next].sectionIndex == index { next += 1 }
      let section = elf.sections[index]
      let instructions = try decode(section)
      var relocations: [CodeRelocation] = []
      for table in relocationTables[index] ?? [] {
        for relocation in try self.relocations(in: elf.sections[table]) {
          let known = try codeRelocation(relocation, instructions, section)
          if let known { relocations.append(known) }
        }
      }
      relocations.sort { $0.instruction < $1.instruction }
      found.append(
        CodeSection(
          index: section.index, name: section.name, instructions: instructions,
          relocations: relocations))
    }
    return found
  }

  private func decode(_ section: Section) throws(ObjectError) -> [Instruction] {
    let bytes = try contents(of: section)
    guard bytes.count.isMultiple(of: 8) else {
      throw ObjectError(
        .malformedSection, "\(bytes.count) bytes are not whole instructions",
        section: section.name)
    }
    return Instruction.decode(bytes.span, elf.byteOrder)
  }

  /// What the symbol of a relocation means for its instruction; the relocation's own type says
  /// nothing more, and libbpf does not look at it either.
  private func codeRelocation(
    _ relocation: ELF.Relocation, _ instructions: [Instruction], _ section: Section
  ) throws(ObjectError) -> CodeRelocation? {
    guard relocation.offset.isMultiple(of: 8), let index = Int(exactly: relocation.offset / 8),
      index < instructions.count
    else {
      throw ObjectError(
        .malformedRelocation, "byte \(relocation.offset) is not the start of an instruction",
        section: section.name)
    }
    // What no symbol covers is the body of a weak function that another one replaced.
    guard let place = functions.place(section: section.index, containing: index) else { return nil }
    let function = functions[place]
    guard let symbol = symbols.symbol(at: relocation.symbolIndex) else {
      throw ObjectError(
        .malformedRelocation, "there is no symbol \(relocation.symbolIndex)",
        program: function.name, section: section.name, instruction: index - function.first)
    }
    let target = try target(of: symbol, instructions[index]) { (detail) in
      ObjectError(
        .malformedRelocation, detail, program: function.name, section: section.name,
        instruction: index - function.first)
    }
    return CodeRelocation(instruction: index, target: target)
  }

  private func target(
    of symbol: Symbol, _ instruction: Instruction, _ malformed: (String) -> ObjectError
  ) throws(ObjectError) -> CodeRelocation.Target {
    // Names are for messages; most relocations need none.
    var name: String { (try? symbolName(symbol)) ?? "symbol \(symbol.index)" }
    guard instruction.isCall || instruction.isWideLoad else {
      throw malformed(
        "opcode 0x\(String(instruction.opcode, radix: 16)) cannot refer to '\(name)'")
    }
    if symbol.section == .undefined, symbol.type == .none, symbol.binding != .local,
      symbol.nameOffset != 0
    {
      guard let index = externOfSymbol[symbol.index] else {
        throw malformed("extern '\(name)' is not declared in BTF")
      }
      return instruction.isCall ? .externCall(index) : .externValue(index)
    }
    guard case .index(let sectionIndex) = symbol.section, sectionIndex < roles.count else {
      throw malformed(
        "'\(name)' is in no section; was a global variable declared without being defined?")
    }
    if instruction.isCall {
      guard instruction.source == Instruction.pseudoCall, sectionIndex == textSection,
        symbol.value.isMultiple(of: 8)
      else {
        throw malformed(
          "a call of '\(name)' in section '\(elf.sections[sectionIndex].name)'; only functions "
            + "without SEC() can be called")
      }
      return .call(symbolOffset: symbol.value)
    }
    if sectionIndex == textSection, symbol.type == .section || symbol.type == .function {
      guard symbol.value.isMultiple(of: 8), instruction.immediate % 8 == 0 else {
        throw malformed("the address of '\(name)' is not the start of an instruction")
      }
      return .functionAddress(symbolOffset: symbol.value)
    }
    return try variableTarget(of: symbol, in: sectionIndex, malformed)
  }

  private func variableTarget(
    of symbol: Symbol, in sectionIndex: Int, _ malformed: (String) -> ObjectError
  ) throws(ObjectError) -> CodeRelocation.Target {
    var name: String { (try? symbolName(symbol)) ?? "symbol \(symbol.index)" }
    switch roles[sectionIndex] {
    case .mapDefinitions:
      guard let map = mapAtOffset[symbol.value] else {
        throw malformed("no map starts at byte \(symbol.value) of .maps, where '\(name)' points")
      }
      return .map(map)
    case .data, .readOnlyData, .zeroedData:
      guard let map = mapOfSection[sectionIndex], let offset = UInt32(exactly: symbol.value) else {
        throw malformed("'\(name)' lies outside its section")
      }
      return .mapValue(map, symbolOffset: offset)
    case .arenaData:
      guard let map = mapOfSection[sectionIndex], let offset = UInt32(exactly: symbol.value) else {
        throw malformed("'\(name)' lies outside its section")
      }
      return .arenaValue(map, symbolOffset: offset)
    case .jumpTables:
      return .jumpTable(offset: symbol.value, size: symbol.size)
    default:
      throw malformed(
        "'\(name)' is in section '\(elf.sections[sectionIndex].name)', which is neither maps nor "
          + "data")
    }
  }
}
