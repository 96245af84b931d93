import BTF
import CORE

/// What an object needs of any kernel: found once, and then held against each.
struct ObjectSurvey {
  let object: ObjectFile
  let lines: LineTable
  /// The programs to follow.
  let programs: [ProgramSpec]
  /// Those that can be put together.
  private(set) var linked: [LinkedProgram] = []
  /// Those that cannot.
  private(set) var unlinked: [(program: ProgramSpec, error: ObjectError)] = []
  /// The CO-RE relocations of all programs and of their subprograms.
  private(set) var relocations: [Relocation] = []
  /// The programs that attach to something in the kernel's BTF.
  private(set) var attaching: [ProgramSpec] = []
  /// The places of the maps whose struct the kernel must have.
  let structOpsMaps: [Int]
  /// The externs that programs refer to, and where.
  private(set) var externs: [ExternUse] = []

  /// A CO-RE relocation.
  struct Relocation {
    let record: CORERecord
    /// Its place among those of its ELF section.
    let number: Int
    /// The place of its function in `ObjectFile.functions`.
    let function: Int
    /// The instruction, counted from the start of the function.
    let instruction: Int
  }

  /// An extern and the first instruction that refers to it.
  struct ExternUse {
    /// The place in `ObjectFile.externs`.
    let index: Int
    let function: Int
    let instruction: Int
  }

  init(_ object: ObjectFile, programs selection: Set<String>?) throws(ObjectError) {
    self.object = object
    lines = try LineTable(types: object.types, info: object.info, sections: object.sectionNumbers)
    let selection = try Selection(object, names: selection)
    programs = selection.programs
    structOpsMaps = object.maps.indices.filter {
      object.maps[$0].structOps != nil && selection.createsMap[$0]
    }
    link()
    try collectRelocations()
    attaching = programs.filter { $0.attachesToNamedType }
    collectExterns()
  }

  /// Whether some program calls functions that the verifier looks at by themselves.
  var hasGlobalSubprograms: Bool {
    linked.contains { $0.functions.dropFirst().contains(where: \.isGlobal) }
  }

  private mutating func link() {
    var code: [Int: [Instruction]] = [:]
    for (index, function) in object.functions.enumerated() {
      guard let section = object.section(function.sectionIndex),
        function.first + function.count <= section.instructions.count
      else { continue }
      code[index] = Array(section.instructions[function.first..<(function.first + function.count)])
    }
    for program in programs {
      do throws(ObjectError) {
        let linker = try Linker(program, in: object, code: code, lines: lines)
        linked.append(try LinkedProgram(program, linker, object))
      } catch {
        unlinked.append((program, error))
      }
    }
  }

  private mutating func collectRelocations() throws(ObjectError) {
    guard let info = object.info, let types = object.types else { return }
    let chosen = Set(programs.map { [$0.sectionIndex, $0.firstInstruction] })
    let sections = object.sectionNumbers
    var functions: [Int: [Int]] = [:]
    for (index, function) in object.functions.enumerated()
    where function.programIndex == nil || chosen.contains([function.sectionIndex, function.first]) {
      functions[function.sectionIndex, default: []].append(index)
    }
    for group in info.relocations {
      let name = try readingBTF { () throws(BTFError) in try types.string(at: group.sectionName) }
      guard let section = sections[name], let candidates = functions[section] else { continue }
      for number in 0..<group.count {
        let record = try readingBTF { () throws(BTFError) in
          try info.relocation(number, of: group)
        }
        let instruction = Int(record.instructionOffset / 8)
        // What no function covers belongs to a body that the static linker replaced.
        guard let index = candidates.first(where: { object.functions[$0].contains(instruction) })
        else { continue }
        relocations.append(
          Relocation(
            record: record, number: number, function: index,
            instruction: instruction - object.functions[index].first))
      }
    }
  }

  private mutating func collectExterns() {
    var known: Set<Int> = []
    for program in linked {
      for (place, target) in program.references {
        let index: Int
        switch target {
        case .externValue(let extern), .externCall(let extern): index = extern
        default: continue
        }
        guard known.insert(index).inserted, let (function, start) = program.function(around: place)
        else { continue }
        externs.append(
          ExternUse(index: index, function: function, instruction: place - start))
      }
    }
  }

  /// The line of an instruction of a function.
  func line(_ function: Int, _ instruction: Int) -> SourceLine? {
    let function = object.functions[function]
    return lines.line(
      section: function.sectionIndex, instruction: function.first + instruction)
  }
}

extension ProgramSpec {
  /// Whether the program attaches to a type of the kernel's that its section names.
  var attachesToNamedType: Bool {
    guard let definition, definition.flags.contains(.attachesToBTF), definition.programType == type,
      type != .ext, let target
    else { return false }
    return !target.isEmpty
  }
}
