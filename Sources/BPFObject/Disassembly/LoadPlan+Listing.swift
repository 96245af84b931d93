import BTF
import Bytes

extension LoadPlan {
  /// The final instructions of each program, those of its subprograms included.
  ///
  /// Maps are named, so are the accesses of CO-RE whose instructions were poisoned, and source lines
  /// are shown where the object has them.
  public func listings() -> [Listing] {
    var variables = VariableNames(types: types, maps: maps.map(\.spec))
    var sourceLines = types.map { SourceLines(types: $0) }
    let poisoned = Dictionary(grouping: relocations.filter { $0.outcome.decision == .poisoned }) {
      FunctionPlace(section: $0.function.sectionIndex, first: $0.function.first)
    }
    return programs.map { program in
      var listing = Listing(
        name: program.spec.name, section: program.spec.sectionName,
        instructions: program.instructions)
      for function in program.functions {
        listing.functions[function.start] = function.name
        let place = FunctionPlace(section: function.sectionIndex, first: function.sectionStart)
        for relocation in poisoned[place] ?? [] {
          let instruction = function.start + relocation.outcome.instructionIndex
          listing.references[instruction] = "poisoned: " + specification(of: relocation)
        }
      }
      for reference in program.references {
        listing.references[reference.instruction] = name(of: reference, in: program, &variables)
      }
      if sourceLines != nil { listing.lines = lines(of: program, &sourceLines) }
      return listing
    }
  }

  /// Where a function stands in the object.
  private struct FunctionPlace: Hashable {
    let section: Int
    let first: Int
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

  /// The lines by the places where they begin, out of the records that the kernel is given.
  private func lines(
    of program: ProgramPlan, _ sourceLines: inout SourceLines?
  ) -> [Int: SourceLine] {
    let info = program.lineInfo
    guard info.recordSize >= 16 else { return [:] }
    let bytes = Bytes(info.bytes)
    var lines: [Int: SourceLine] = [:]
    for index in 0..<info.count {
      func word(_ offset: Int) -> UInt32 {
        bytes.span.load(at: index * info.recordSize + offset, swapped: byteOrder.isSwapped) ?? 0
      }
      lines[Int(word(0))] = sourceLines?.line(
        file: word(4), text: word(8), lineAndColumn: word(12))
    }
    return lines
  }
}
