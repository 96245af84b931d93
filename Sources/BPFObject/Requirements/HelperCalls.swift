import CORE

/// The helpers that a program calls where it can get to.
struct HelperCalls {
  private(set) var reached: Set<HelperFunction> = []

  /// Follows a program on no kernel in particular.
  ///
  /// - Parameter asksNothing: whether questions of what a kernel has can have either answer; else the
  ///   answer is "no".
  init(_ program: LinkedProgram, _ survey: ObjectSurvey, asksNothing: Bool) {
    var input = ProgramFlow.Program(
      instructions: program.instructions, functions: program.functions,
      byteOrder: survey.object.byteOrder)
    for (number, function) in program.functionIndices.enumerated() {
      let start = program.functions[number].start
      for relocation in survey.relocations where relocation.function == function {
        let place = start + relocation.instruction
        guard input.instructions.indices.contains(place) else { continue }
        guard !asksNothing, RelocationKind(rawValue: relocation.record.kind).isQuestion else {
          input.forget(place)
          continue
        }
        input.instructions[place] = Instruction(
          opcode: input.instructions[place].opcode,
          destination: input.instructions[place].destination,
          source: input.instructions[place].source, offset: input.instructions[place].offset,
          immediate: 0)
      }
    }
    for (place, target) in program.references {
      switch target {
      case .mapValue(let map, let symbolOffset):
        guard program.instructions.indices.contains(place) else { continue }
        input.addresses[place] = .mapValue(
          map, offset: Int(program.instructions[place].immediate) + Int(symbolOffset))
      case .map: input.addresses[place] = .nonNull
      case .externValue(let index):
        let item = survey.object.externs[index]
        input.addresses[place] =
          item.kind != .kconfig && item.isWeak && !asksNothing ? .number(KnownBits(0)) : .unknown
      case .externCall:
        guard input.instructions.indices.contains(place) else { continue }
        input.instructions[place] = Instruction(
          opcode: 0x85, source: Instruction.pseudoKernelFunctionCall)
      default: input.addresses[place] = .unknown
      }
    }
    follow(input, survey.object)
  }

  /// Follows a program on a kernel.
  init(_ program: LinkedProgram, _ check: KernelCheck) {
    follow(ProgramReach.input(program, check), check.survey.object)
  }

  private mutating func follow(_ program: ProgramFlow.Program, _ object: ObjectFile) {
    var input = program
    for (index, map) in object.maps.enumerated() where map.isReadOnlyData {
      input.constants[index] = ConstantBytes(map.contents ?? [], count: Int(map.valueSize))
    }
    let flow = ProgramFlow(input)
    for (place, instruction) in input.instructions.enumerated()
    where flow.reached[place] && instruction.isCall && instruction.source == 0
      && input.poisoned[place] == nil && instruction.immediate > 0
    {
      reached.insert(HelperFunction(rawValue: UInt32(instruction.immediate)))
    }
  }
}

extension RelocationKind {
  /// Whether the answer is whether something is there.
  fileprivate var isQuestion: Bool {
    switch self {
    case .fieldExists, .typeExists, .enumeratorExists, .typeMatches: true
    default: false
    }
  }
}

extension ProgramFlow.Program {
  /// Makes the result of an instruction unknown, as that of one that is poisoned.
  fileprivate mutating func forget(_ place: Int) {
    poisoned[place] = Register(rawValue: instructions[place].destination) ?? .r0
  }
}

extension Requirements {
  /// The helpers that programs of some names reach on a kernel.
  package func helpersReached(on target: TargetKernel) -> [String: Set<HelperFunction>] {
    let check = KernelCheck(survey, target)
    return Dictionary(
      survey.linked.map { ($0.name, HelperCalls($0, check).reached) }
    ) { first, _ in first }
  }
}
