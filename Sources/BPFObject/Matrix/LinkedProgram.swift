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

  init(_ program: ProgramSpec, _ linker: Linker, _ object: ObjectFile) throws(ObjectError) {
    name = program.name
    instructions = linker.instructions
    references = linker.relocations.map { ($0.instruction, $0.target) }
    let globals = LinkedProgram.globalFunctions(linker.functionInfo, object)
    let referredTo = LinkedProgram.referredTo(linker.instructions)
    var indices: [Int] = []
    var functions: [ProgramFlow.Function] = []
    for function in linker.functions {
      let index = object.functions.firstIndex {
        $0.sectionIndex == function.sectionIndex && $0.first == function.sectionStart
      }
      guard let index else {
        throw ObjectError(.missingFunction, "there is no such function", program: function.name)
      }
      indices.append(index)
      functions.append(
        ProgramFlow.Function(
          start: function.start, count: function.count,
          isGlobal: globals.contains(function.start),
          // What nothing refers to is called by the kernel, or it would not be here.
          isEntry: function.start == 0 || !referredTo.contains(function.start)))
    }
    functionIndices = indices
    self.functions = functions
  }

  /// The starts of functions that the verifier looks at by themselves, by the linkage in BTF.
  private static func globalFunctions(
    _ info: LineTable.Records, _ object: ObjectFile
  ) -> Set<Int> {
    guard let types = object.types, info.recordSize >= 8 else { return [] }
    var globals: Set<Int> = []
    let span = unsafe info.bytes.span.bytes
    let swapped = object.byteOrder.isSwapped
    for offset in stride(from: 0, to: info.bytes.count, by: info.recordSize) {
      guard let place: UInt32 = span.load(at: offset, swapped: swapped),
        let id: UInt32 = span.load(at: offset + 4, swapped: swapped),
        let type = try? types.type(TypeID(id)), type.kind == .function,
        (try? types.linkage(of: type)) == .global
      else { continue }
      globals.insert(Int(place))
    }
    return globals
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
