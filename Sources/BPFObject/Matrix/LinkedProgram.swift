import BTF
import CORE

/// A program with its subprograms behind it, before any kernel is known.
struct LinkedProgram {
  let name: String
  let instructions: [Instruction]
  let functions: [ProgramFlow.Function]
  /// The place in `ObjectFile.functions` of each function.
  let functionIndices: [Int]
  /// What instructions refer to, by the instructions' places.
  let references: [(place: Int, target: CodeRelocation.Target)]

  init(_ program: ProgramSpec, _ linker: Linker, _ object: ObjectFile) {
    name = program.name
    instructions = linker.instructions
    references = linker.relocations.map { ($0.instruction, $0.target) }
    let globals = LinkedProgram.globalFunctions(linker.functionInfo, object)
    let referredTo = LinkedProgram.referredTo(linker.instructions)
    functionIndices = linker.functions.map(\.index)
    functions = linker.functions.map { function in
      ProgramFlow.Function(
        start: function.start, count: function.count,
        isGlobal: globals.contains(function.start),
        // What nothing refers to is called by the kernel, or it would not be here.
        isEntry: function.start == 0 || !referredTo.contains(function.start))
    }
  }

  /// The starts of functions that the verifier looks at by themselves, by the linkage in BTF.
  private static func globalFunctions(
    _ info: ProgramPlan.InfoRecords, _ object: ObjectFile
  ) -> Set<Int> {
    guard let types = object.types else { return [] }
    let globals = (0..<info.count).filter { record in
      guard let type = try? types.type(TypeID(info.word(1, of: record, object.byteOrder))),
        type.kind == .function
      else { return false }
      return (try? types.linkage(of: type)) == .global
    }
    return Set(globals.map { Int(info.word(0, of: $0, object.byteOrder)) })
  }

  /// The places that calls and addresses of functions name.
  private static func referredTo(_ instructions: [Instruction]) -> Set<Int> {
    var places: Set<Int> = []
    for (place, instruction) in instructions.enumerated()
    where instruction.isSubprogramCall || instruction.isFunctionAddress {
      places.insert(place + 1 + Int(instruction.immediate))
    }
    return places
  }

  /// The function that an instruction belongs to, and where that starts.
  func function(around place: Int) -> (index: Int, start: Int)? {
    guard let number = functions.lastIndex(where: { $0.start <= place }) else { return nil }
    return (functionIndices[number], functions[number].start)
  }
}
