import BTF
import Bytes
import CORE

/// Prepares an object for one kernel: CO-RE, linking, references to maps, the configuration.
struct Planner {
  let object: ObjectFile
  let target: TargetKernel
  let lines: LineTable

  init(_ object: ObjectFile, _ target: TargetKernel) throws(ObjectError) {
    self.object = object
    self.target = target
    lines = try LineTable(
      types: object.types, info: object.info, sections: object.sectionNumbers)
  }

  mutating func plan(_ selection: Selection) throws(ObjectError) -> LoadPlan {
    let programs = selection.programs
    if let construct = object.unsupported.first(where: \.affectsWholeObject) {
      throw Planner.unsupported(construct)
    }
    if let types = target.types, types.byteOrder != object.byteOrder {
      throw ObjectError(
        .foreignByteOrder,
        "the object is \(object.byteOrder)-endian, the kernel's BTF \(types.byteOrder)-endian",
        advice: "compile with -target bpf\(types.byteOrder == .little ? "el" : "eb")")
    }
    for program in programs where program.type == .unspecified {
      throw ObjectError(
        .unknownSection, "the section's name does not say what type of program it is",
        program: program.name, section: program.sectionName,
        advice: "use a known section name, or set the program's type")
    }
    for program in programs {
      if let construct = Planner.unsupportedKind(of: program) {
        throw Planner.unsupported(construct, program: program.name)
      }
    }
    var relocation = try COREPass(object, target, programs)
    try relocation.run()
    let structOps = try StructOpsPass(object, target, selection)
    let placement = MapPlacement(object, selection)
    var plans: [ProgramPlan] = []
    let attachTargets = try AttachTargets(target, programs)
    for program in programs {
      let linker = try Linker(program, in: object, code: relocation.code, lines: lines)
      let finished = try finish(program, linker, attachTargets)
      plans.append(placement.settle(try structOps.settle(finished)))
    }
    return LoadPlan(
      name: object.name, byteOrder: object.byteOrder, license: object.license,
      kernelVersion: object.kernelVersion, types: object.types,
      maps: placement.created(try mapPlans(structOps)), programs: plans,
      relocations: relocation.outcomes, relocator: relocation.relocator, lines: lines)
  }

  /// What makes a program one that needs more than its section's name to be loaded.
  private static func unsupportedKind(of program: ProgramSpec) -> UnsupportedConstruct? {
    let place = "in SEC(\"\(program.sectionName)\")"
    switch program.type {
    case .ext:
      return UnsupportedConstruct(
        construct: "a program that replaces a function of another one", place: place)
    default: return nil
    }
  }

  static func unsupported(
    _ construct: UnsupportedConstruct, program: String? = nil, instruction: Int? = nil
  ) -> ObjectError {
    ObjectError(
      .unsupported, "\(construct) cannot be loaded by this version yet", program: program,
      instruction: instruction, advice: "load the object without the programs that use it")
  }

  /// Fills in what the linked instructions refer to.
  private func finish(
    _ program: ProgramSpec, _ linker: Linker, _ attachTargets: AttachTargets
  ) throws(ObjectError) -> ProgramPlan {
    var instructions = linker.instructions
    var references: [ProgramPlan.Reference] = []
    for (place, target) in linker.relocations {
      switch target {
      case .call, .functionAddress: break
      case .map(let map):
        instructions[place].source = Instruction.pseudoMapDescriptor
        instructions[place].immediate = 0
        references.append(
          ProgramPlan.Reference(instruction: place, mapIndex: map, isValue: false))
      case .mapValue(let map, let symbolOffset):
        let offset = instructions[place].immediate &+ Int32(truncatingIfNeeded: symbolOffset)
        references.append(
          try value(at: offset, of: map, place, &instructions, program))
      case .arenaValue(let map, let symbolOffset):
        let offset = try arenaOffset(object.maps[map]) &+ UInt64(symbolOffset)
        references.append(
          try value(
            at: instructions[place].immediate &+ Int32(truncatingIfNeeded: offset), of: map, place,
            &instructions, program))
      case .externValue(let index):
        let item = object.externs[index]
        guard item.kind == .kconfig, let map = configurationMap else {
          throw Planner.unsupported(
            UnsupportedConstruct(construct: item.kind.construct, place: "'\(item.name)'"),
            program: program.name, instruction: place)
        }
        do { _ = try configurationValue(item, program: program.name) } catch {
          var error = error
          error.instruction = place
          throw error
        }
        references.append(
          try value(
            at: Int32(truncatingIfNeeded: item.offset), of: map, place, &instructions, program))
      case .externCall(let index):
        throw Planner.unsupported(
          UnsupportedConstruct(
            construct: object.externs[index].kind.construct,
            place: "'\(object.externs[index].name)'"),
          program: program.name, instruction: place)
      case .unsupported(let construct):
        throw Planner.unsupported(construct, program: program.name, instruction: place)
      }
    }
    references.sort { $0.instruction < $1.instruction }
    var spec = program
    // One link for all the places of a probe: libbpf's choice where the kernel has such links.
    if program.definition?.flags.contains(.usdt) == true, program.expectedAttachType.rawValue == 0,
      target.hasUprobeMultiLinks
    {
      spec.expectedAttachType = .traceUprobeMulti
    }
    return ProgramPlan(
      spec: spec, instructions: instructions, references: references,
      functions: linker.functions,
      functionInfo: ProgramPlan.InfoRecords(
        recordSize: linker.functionInfo.recordSize, bytes: linker.functionInfo.bytes),
      lineInfo: ProgramPlan.InfoRecords(
        recordSize: linker.lineInfo.recordSize, bytes: linker.lineInfo.bytes),
      attachTarget: try attachTargets.find(for: program))
  }

  /// Makes a wide load the load of an address in a map's value.
  private func value(
    at offset: Int32, of map: Int, _ place: Int, _ instructions: inout [Instruction],
    _ program: ProgramSpec
  ) throws(ObjectError) -> ProgramPlan.Reference {
    guard place + 1 < instructions.count else {
      throw ObjectError(
        .malformedProgram, "a wide load has no second half", program: program.name,
        instruction: place)
    }
    instructions[place].source = Instruction.pseudoMapValue
    instructions[place].immediate = 0
    instructions[place + 1].immediate = offset
    return ProgramPlan.Reference(instruction: place, mapIndex: map, isValue: true)
  }
}
