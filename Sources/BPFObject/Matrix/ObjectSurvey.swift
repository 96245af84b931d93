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
  let relocations: [RelocationEntry]
  /// The programs that attach to something in the kernel's BTF.
  private(set) var attaching: [ProgramSpec] = []
  /// The places of the maps whose struct the kernel must have.
  let structOpsMaps: [Int]
  /// The externs that programs refer to, and where.
  private(set) var externs: [ExternUse] = []

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
    relocations = try object.relocationEntries(of: Set(object.places(of: programs)))
    link()
    attaching = programs.filter { $0.attachesToNamedType }
    collectExterns()
  }

  /// Whether some program calls functions that the verifier looks at by themselves.
  var hasGlobalSubprograms: Bool {
    linked.contains { $0.functions.dropFirst().contains(where: \.isGlobal) }
  }

  private mutating func link() {
    var code: [Int: [Instruction]] = [:]
    for (place, function) in object.functions.enumerated() {
      code[place] = object.instructions(of: function).map(Array.init)
    }
    for program in programs {
      do throws(ObjectError) {
        let linker = try Linker(program, in: object, code: code, lines: lines)
        linked.append(LinkedProgram(program, linker, object))
      } catch {
        unlinked.append((program, error))
      }
    }
  }

  private mutating func collectExterns() {
    var known: Set<Int> = []
    for program in linked {
      for (place, target) in program.references {
        guard let index = target.externIndex, known.insert(index).inserted,
          let (function, start) = program.function(around: place)
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
