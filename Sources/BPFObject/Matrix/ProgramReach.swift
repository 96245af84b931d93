import BTF
import CORE

/// Which instructions of a program can be reached on one kernel.
struct ProgramReach {
  let program: LinkedProgram
  /// With the constants of `.rodata`; `nil` where nothing is poisoned.
  private let flow: ProgramFlow?
  /// With what the kernel alone decides.
  private let flowWithoutConstants: ProgramFlow?

  init(_ program: LinkedProgram, _ check: KernelCheck) {
    self.program = program
    var input = ProgramReach.input(program, check)
    guard !input.poisoned.isEmpty else {
      flow = nil
      flowWithoutConstants = nil
      return
    }
    let object = check.survey.object
    let flow = ProgramFlow(input)
    flowWithoutConstants = flow
    guard input.poisoned.keys.contains(where: { ProgramReach.reached(flow, $0) }),
      object.maps.contains(where: \.isReadOnlyData)
    else {
      self.flow = flow
      return
    }
    for (index, map) in object.maps.enumerated() where map.isReadOnlyData {
      input.constants[index] = ConstantBytes(map.contents ?? [], count: Int(map.valueSize))
    }
    self.flow = ProgramFlow(input)
  }

  /// Where an instruction of a function stands in the program; `nil` when the function is no part.
  func places(_ function: Int, _ instruction: Int) -> Int? {
    guard let number = program.functionIndices.firstIndex(of: function) else { return nil }
    return program.functions[number].start + instruction
  }

  /// Whether an instruction can be reached.
  func reached(_ place: Int) -> Bool { ProgramReach.reached(flow, place) }

  /// Whether an instruction could be reached with other constants in `.rodata`.
  func reachedWithoutConstants(_ place: Int) -> Bool {
    ProgramReach.reached(flowWithoutConstants, place)
  }

  private static func reached(_ flow: ProgramFlow?, _ place: Int) -> Bool {
    guard let flow else { return true }
    return flow.reached.indices.contains(place) && flow.reached[place]
  }

  // MARK: - The program on the kernel

  static func input(_ program: LinkedProgram, _ check: KernelCheck) -> ProgramFlow.Program {
    let object = check.survey.object
    var input = ProgramFlow.Program(
      instructions: program.instructions, functions: program.functions,
      byteOrder: object.byteOrder)
    input.entersGlobals = check.verifiesUncalledFunctions
    for (number, function) in program.functionIndices.enumerated() {
      let start = program.functions[number].start
      for (relocation, answer) in zip(check.survey.relocations, check.answers)
      where relocation.function == function {
        let place = start + relocation.instruction
        guard let code = check.code[function], code.indices.contains(relocation.instruction),
          input.instructions.indices.contains(place)
        else { continue }
        input.instructions[place] = code[relocation.instruction]
        if code.indices.contains(relocation.instruction + 1), place + 1 < input.instructions.count,
          program.instructions[place].isWideLoad
        {
          input.instructions[place + 1] = code[relocation.instruction + 1]
        }
        if case .poisoned(let outcome) = answer {
          input.poisoned[place] = Register(rawValue: outcome.before.destination) ?? .r0
        }
      }
    }
    refer(&input, program, check)
    return input
  }

  private static func refer(
    _ input: inout ProgramFlow.Program, _ program: LinkedProgram, _ check: KernelCheck
  ) {
    let object = check.survey.object
    let configuration = object.maps.firstIndex { $0.origin == .kconfig }
    for (place, target) in program.references {
      switch target {
      case .call, .functionAddress: break
      case .map: input.addresses[place] = .nonNull
      case .mapValue(let map, let symbolOffset):
        guard program.instructions.indices.contains(place) else { continue }
        input.addresses[place] = .mapValue(
          map, offset: Int(program.instructions[place].immediate) + Int(symbolOffset))
      case .externValue(let index):
        let item = object.externs[index]
        if item.kind == .kconfig, let configuration {
          input.addresses[place] = .mapValue(configuration, offset: item.offset)
        } else if case .absent = check.externs[index] {
          input.addresses[place] = .number(KnownBits(0))
        } else {
          input.addresses[place] = .nonNull
        }
      case .externCall(let index):
        if case .absent = check.externs[index] { input.poisoned[place] = .r0 }
        if input.instructions.indices.contains(place) {
          input.instructions[place] = Instruction(
            opcode: 0x85, source: Instruction.pseudoKernelFunctionCall)
        }
      case .arenaValue, .jumpTable: input.addresses[place] = .unknown
      }
    }
    guard let configuration else { return }
    var bytes = [UInt8](repeating: 0, count: Int(object.maps[configuration].valueSize))
    var unknown: [Range<Int>] = []
    for (index, item) in object.externs.enumerated() where item.kind == .kconfig {
      let range = item.offset..<(item.offset + item.size)
      switch check.externs[index] {
      case .value(let value):
        for (place, byte) in zip(range, value) where bytes.indices.contains(place) {
          bytes[place] = byte
        }
      case .absent: break
      case .unknownValue, .present, .failed: unknown.append(range)
      }
    }
    var constants = ConstantBytes(bytes, count: bytes.count)
    for range in unknown { constants.forget(range) }
    input.constants[configuration] = constants
  }
}
