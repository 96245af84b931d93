import BTF
import CORE

/// Applies the CO-RE relocations of an object to copies of its functions' instructions.
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
    for place in object.places(of: programs) {
      let function = object.functions[place]
      guard let instructions = object.instructions(of: function) else {
        throw ObjectError(
          .malformedProgram, "the function reaches beyond its section", program: function.name)
      }
      code[place] = Array(instructions)
    }
  }

  mutating func run() throws(ObjectError) {
    let entries = try object.relocationEntries(of: Set(code.keys))
    guard let types = object.types, !entries.isEmpty else { return }
    var relocator = tables.relocator(from: types, for: entries)
    outcomes.reserveCapacity(entries.count)
    for entry in entries { try apply(entry, &relocator) }
    self.relocator = relocator
  }

  private mutating func apply(
    _ entry: RelocationEntry, _ relocator: inout CORERelocator
  ) throws(ObjectError) {
    let function = object.functions[entry.function]
    do {
      let outcome = try relocator.relocate(
        entry.record, number: entry.number, at: entry.instruction,
        in: &code[entry.function, default: []])
      outcomes.append(RelocationOutcome(function: function, outcome: outcome))
    } catch {
      let isMissing = error.code == .missingTarget
      var failure = ObjectError(
        isMissing ? .missingTarget : .relocation, error.description, program: function.name,
        section: function.sectionName, instruction: entry.instruction,
        advice: isMissing ? "give the kernel's BTF" : nil, cause: .core(error))
      failure.operation = code[entry.function]?.operation(at: entry.instruction)
      throw failure
    }
  }
}
