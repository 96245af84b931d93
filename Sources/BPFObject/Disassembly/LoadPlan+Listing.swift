import BTF

extension LoadPlan {
  /// The final instructions of each program, those of its subprograms included.
  ///
  /// Maps are named, so are the accesses of CO-RE whose instructions were poisoned, and source lines
  /// are shown where the object has them.
  public func listings() -> [Listing] {
    var variables = VariableNames(types: types, maps: maps.map(\.spec))
    var sourceLines = types.map { SourceLines(types: $0) }
    let poisoned = Dictionary(
      grouping: relocations.filter { $0.outcome.decision == .poisoned }, by: \.function)
    return programs.map { program in
      var listing = Listing(
        name: program.spec.name, section: program.spec.sectionName,
        instructions: program.instructions)
      for function in program.functions {
        listing.functions[function.start] = function.name
        for (place, line) in sourceLines?.lines(of: function.spec, in: lines) ?? [:] {
          listing.lines[function.start + place] = line
        }
        for relocation in poisoned[function.spec] ?? [] {
          let instruction = function.start + relocation.outcome.instructionIndex
          listing.references[instruction] = "poisoned: " + specification(of: relocation)
        }
      }
      for (place, absence) in program.absences {
        listing.references[place] = "missing: \(absence)"
      }
      for reference in program.references {
        listing.references[reference.instruction] = name(of: reference, in: program, &variables)
      }
      return listing
    }
  }

  private func name(
    of reference: ProgramPlan.Reference, in program: ProgramPlan, _ variables: inout VariableNames
  ) -> String? {
    let second = reference.instruction + 1
    switch reference.target {
    case .symbol(let name, _), .kernelType(let name, _), .kernelFunction(let name, _):
      return name
    case .jumpTable(let index): return "jump table \(index)"
    case .map(let index):
      return maps.indices.contains(index) ? maps[index].spec.name : nil
    case .mapValue(let index):
      guard maps.indices.contains(index) else { return nil }
      guard program.instructions.indices.contains(second) else { return maps[index].spec.name }
      return variables.name(
        inMap: index, at: UInt32(bitPattern: program.instructions[second].immediate))
    }
  }
}
