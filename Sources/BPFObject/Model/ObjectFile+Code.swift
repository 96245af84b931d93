import Bytes
import CORE

/// Where functions and their instructions stand.
extension ObjectFile {
  /// The place of a program among the functions; of aliases, that of the first, which is relocated
  /// for all of them.
  func place(of program: ProgramSpec) -> Int? {
    let place = functions.partitionPoint {
      ($0.sectionIndex, $0.first) >= (program.sectionIndex, program.firstInstruction)
    }
    guard place < functions.count, functions[place].sectionIndex == program.sectionIndex,
      functions[place].first == program.firstInstruction
    else { return nil }
    return place
  }

  func section(_ index: Int) -> CodeSection? {
    let place = code.partitionPoint { $0.index >= index }
    return place < code.count && code[place].index == index ? code[place] : nil
  }

  /// The relocations of a function, in order.
  func relocations(of function: FunctionSpec) -> ArraySlice<CodeRelocation> {
    guard let all = section(function.sectionIndex)?.relocations else { return [] }
    let start = all.partitionPoint { $0.instruction >= function.first }
    let end = all[start...].partitionPoint { $0.instruction >= function.first + function.count }
    return all[start..<end]
  }

  func relocation(at instruction: Int, of function: FunctionSpec) -> CodeRelocation.Target? {
    section(function.sectionIndex)?.relocation(at: instruction)?.target
  }

  /// The subprogram that starts at an instruction of `.text`, or contains it, as libbpf looks it up.
  func subprogram(at instruction: Int64) -> Int? {
    guard let textSection, let instruction = Int(exactly: instruction) else { return nil }
    return functions.place(section: textSection, containing: instruction)
  }

  /// The instructions of a function as the compiler left them; `nil` when it reaches beyond its
  /// section.
  func instructions(of function: FunctionSpec) -> ArraySlice<Instruction>? {
    guard let all = section(function.sectionIndex)?.instructions,
      all.count - function.count >= function.first
    else { return nil }
    return all[function.first..<(function.first + function.count)]
  }

  /// The places of the functions that some programs can consist of: their own, and all subprograms.
  func places(of programs: [ProgramSpec]) -> [Int] {
    let chosen = Set(programs.map { [$0.sectionIndex, $0.firstInstruction] })
    return functions.indices.filter { place in
      let function = functions[place]
      return function.programIndex == nil
        || chosen.contains([function.sectionIndex, function.first])
    }
  }
}
