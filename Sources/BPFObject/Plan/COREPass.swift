import BTF
import CORE

/// Applies the CO-RE relocations of an object to copies of its sections' instructions.
///
/// Subprograms are relocated once, before they are copied behind each program that calls them.
struct COREPass {
  private let object: ObjectFile
  private let tables: TargetTables
  /// The instructions of the functions whose relocations are applied, by the functions' places.
  private(set) var code: [Int: [Instruction]] = [:]
  private(set) var outcomes: [RelocationOutcome] = []
  private(set) var relocator: CORERelocator?

  init(
    _ object: ObjectFile, _ tables: TargetTables, _ programs: [ProgramSpec]
  ) throws(ObjectError) {
    self.object = object
    self.tables = tables
    let chosen = Set(programs.map { [$0.sectionIndex, $0.firstInstruction] })
    for (index, function) in object.functions.enumerated() {
      guard
        function.programIndex == nil || chosen.contains([function.sectionIndex, function.first])
      else { continue }
      guard let section = object.section(function.sectionIndex),
        function.first + function.count <= section.instructions.count
      else {
        throw ObjectError(
          .malformedProgram, "the function reaches beyond its section", program: function.name)
      }
      code[index] = Array(section.instructions[function.first..<(function.first + function.count)])
    }
  }

  mutating func run() throws(ObjectError) {
    guard let info = object.info, let types = object.types, !info.relocations.isEmpty else {
      return
    }
    var work: [(record: CORERecord, number: Int, function: Int)] = []
    let sections = object.sectionNumbers
    for group in info.relocations {
      let name = try readingBTF { () throws(BTFError) in try types.string(at: group.sectionName) }
      guard let section = sections[name] else { continue }
      for number in 0..<group.count {
        let record = try readingBTF { () throws(BTFError) in
          try info.relocation(number, of: group)
        }
        let instruction = Int(record.instructionOffset / 8)
        // What no function covers belongs to a body that the static linker replaced.
        guard
          let function = object.functions.place(section: section, containing: instruction),
          code[function] != nil
        else { continue }
        work.append((record, number, function))
      }
    }
    guard !work.isEmpty else { return }
    var relocator = CORERelocator(local: types, target: tables.kernel)
    relocator.prepare(roots: work.map(\.record.type))
    // Modules come second: only for what the kernel proper does not have.
    if relocator.hasRootsWithoutCandidates { relocator.add(modules: tables.modules.map(\.types)) }
    outcomes.reserveCapacity(work.count)
    for (record, number, function) in work {
      try apply(record, number, function, &relocator)
    }
    self.relocator = relocator
  }

  private mutating func apply(
    _ record: CORERecord, _ number: Int, _ index: Int, _ relocator: inout CORERelocator
  ) throws(ObjectError) {
    let function = object.functions[index]
    let place = Int(record.instructionOffset / 8) - function.first
    do {
      let outcome = try relocator.relocate(
        record, number: number, at: place, in: &code[index, default: []])
      outcomes.append(RelocationOutcome(function: function, outcome: outcome))
    } catch {
      let isMissing = error.code == .missingTarget
      throw ObjectError(
        isMissing ? .missingTarget : .relocation, error.description, program: function.name,
        section: function.sectionName, instruction: place,
        advice: isMissing ? "give the kernel's BTF" : nil, cause: .core(error))
    }
  }
}
