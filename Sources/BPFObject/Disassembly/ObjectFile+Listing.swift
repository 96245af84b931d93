import BTF
import CORE

extension ObjectFile {
  /// The instructions of each program and subprogram as the compiler left them, with the names of
  /// what they refer to.
  ///
  /// Places count from the start of the function; source lines are shown where the object has them.
  public func listings() -> [Listing] {
    var variables = VariableNames(types: types, maps: maps.elements)
    let lines = lineGroups()
    var sourceLines = types.map { SourceLines(types: $0) }
    let sections = Dictionary(code.map { ($0.index, $0) }) { first, _ in first }
    let subprograms = SubprogramNames(self)
    return functions.compactMap { function in
      guard let section = sections[function.sectionIndex],
        section.instructions.count - function.count >= function.first
      else { return nil }
      var listing = Listing(
        name: function.name, section: function.sectionName,
        instructions: Array(section.instructions[function.first..<function.first + function.count]))
      if function.sectionIndex == textSection {
        // Inside .text, calls have no relocations: the distance was known to the compiler.
        for instruction in DecodedInstructions(listing.instructions) {
          guard let target = instruction.functionTarget else { continue }
          listing.references[instruction.place] = subprograms.name(
            at: Int64(function.first + target))
        }
      }
      for relocation in section.relocations(of: function) {
        let place = relocation.instruction - function.first
        listing.references[place] = name(
          of: relocation.target, for: listing.instructions[place], subprograms, &variables)
      }
      if let group = lines[function.sectionIndex] {
        listing.lines = group.lines(of: function, &sourceLines)
      }
      return listing
    }
  }

  /// What a relocation's symbol names, as far as the object says.
  private func name(
    of target: CodeRelocation.Target, for instruction: Instruction,
    _ subprograms: SubprogramNames, _ variables: inout VariableNames
  ) -> String? {
    switch target {
    case .map(let index): maps[index].name
    case .mapValue(let index, let offset), .arenaValue(let index, let offset):
      variables.name(inMap: index, at: offset &+ UInt32(bitPattern: instruction.immediate))
    case .call(let offset):
      subprograms.name(at: Int64(clamping: offset / 8) + Int64(instruction.immediate) + 1)
    case .functionAddress(let offset):
      subprograms.name(at: Int64(clamping: offset / 8) + Int64(instruction.immediate) / 8)
    case .externValue(let index), .externCall(let index): externs[index].name
    case .jumpTable(let offset, _): ".jumptables+\(offset)"
    }
  }

  /// The records of source lines of each section that has code.
  private func lineGroups() -> [Int: LineGroup] {
    guard let types, let info else { return [:] }
    let sections = sectionNumbers
    var groups: [Int: LineGroup] = [:]
    for group in info.lines {
      guard let name = try? types.string(at: group.sectionName), let number = sections[name]
      else { continue }
      groups[number] = LineGroup(group, of: info)
    }
    return groups
  }
}

/// The names of the functions of `.text`, by where they begin.
private struct SubprogramNames {
  private let names: [Int64: String]

  init(_ object: ObjectFile) {
    let subprograms = object.functions.filter { $0.sectionIndex == object.textSection }
    names = Dictionary(subprograms.map { (Int64($0.first), $0.name) }) { first, _ in first }
  }

  func name(at instruction: Int64) -> String? { names[instruction] }
}

extension CodeSection {
  /// The relocations of a function, in order.
  fileprivate func relocations(of function: FunctionSpec) -> ArraySlice<CodeRelocation> {
    func first(from instruction: Int) -> Int {
      var low = 0
      var high = relocations.count
      while low < high {
        let middle = (low + high) / 2
        if relocations[middle].instruction < instruction { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return relocations[first(from: function.first)..<first(from: function.first + function.count)]
  }
}

/// The records of one section, in ascending order of their instructions.
private struct LineGroup {
  private let records: [LineInfo]

  init(_ group: BTFExt.Group, of info: BTFExt) {
    records = (0..<group.count).compactMap { try? info.line($0, of: group) }
      .sorted { $0.instructionOffset < $1.instructionOffset }
  }

  /// The lines of a function, by places counted from its start.
  func lines(of function: FunctionSpec, _ sourceLines: inout SourceLines?) -> [Int: SourceLine] {
    var low = 0
    var high = records.count
    while low < high {
      let middle = (low + high) / 2
      if Int(records[middle].instructionOffset) / 8 < function.first {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var lines: [Int: SourceLine] = [:]
    for record in records[low...] {
      let place = Int(record.instructionOffset) / 8 - function.first
      guard place < function.count else { break }
      lines[place] = sourceLines?.line(
        file: record.fileName, text: record.text, lineAndColumn: record.lineAndColumn)
    }
    return lines
  }
}
