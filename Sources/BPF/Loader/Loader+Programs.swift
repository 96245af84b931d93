internal import BPFObject
internal import BTF
internal import Bytes
internal import CORE

/// Programs: descriptors filled in, verified by the kernel, tied to the maps they need.
extension Loader {
  func loadPrograms(maps: [Map], types: SharedDescriptor?) throws(BPFError) -> [Program] {
    var programs: [Program] = []
    let staticProbes = StaticProbeTables(plan, maps)
    for planned in plan.programs {
      programs.append(try load(planned, maps: maps, types: types, staticProbes))
    }
    return programs
  }

  private func load(
    _ planned: ProgramPlan, maps: [Map], types: SharedDescriptor?,
    _ staticProbes: StaticProbeTables?
  ) throws(BPFError) -> Program {
    var instructions = planned.instructions
    let jumpTables = try jumpTables(of: planned)
    for reference in planned.references {
      fill(reference, maps: maps, jumpTables: jumpTables, &instructions)
    }
    let request = request(planned, types: types)
    let bytes = Bytes(instructions.encoded(.host))
    do {
      // A program that is loaded holds its tables itself.
      return try withExtendedLifetime(jumpTables) { () throws(BPFError) in
        try Program(
          kernel: kernel, load: request, instructions: bytes.span, spec: planned.spec,
          staticProbes: planned.spec.type == .kprobe ? staticProbes : nil)
      }
    } catch {
      throw PoisonReport(plan: plan, program: planned).explain(error)
    }
  }

  /// Writes what only the running kernel knows into an instruction.
  private func fill(
    _ reference: ProgramPlan.Reference, maps: [Map], jumpTables: [Map],
    _ instructions: inout [Instruction]
  ) {
    let place = reference.instruction
    guard instructions.indices.contains(place) else { return }
    let hasSecondHalf = place + 1 < instructions.count
    switch reference.target {
    case .map(let index), .mapValue(let index):
      guard maps.indices.contains(index) else { return }
      instructions[place].immediate = maps[index].descriptor.rawValue
    case .jumpTable(let index):
      guard jumpTables.indices.contains(index) else { return }
      instructions[place].immediate = jumpTables[index].descriptor.rawValue
    case .symbol(_, let address):
      guard let address, hasSecondHalf else { return }
      instructions[place].immediate = Int32(truncatingIfNeeded: address)
      instructions[place + 1].immediate = Int32(truncatingIfNeeded: address >> 32)
    case .kernelType(_, let module):
      guard module > 0, hasSecondHalf else { return }
      instructions[place + 1].immediate = modules.descriptor(of: module)
    // The instruction names the module by its place in `fd_array`.
    case .kernelFunction: break
    }
  }

  private func request(_ planned: ProgramPlan, types: SharedDescriptor?) -> ProgramLoad {
    var request = ProgramLoad(
      name: planned.spec.name, type: planned.spec.type, license: plan.license)
    request.expectedAttachType = planned.spec.expectedAttachType
    request.flags = planned.spec.flags
    request.kernelVersion = plan.kernelVersion ?? kernel.version?.code ?? 0
    request.logLevel = options.logLevel
    if let target = planned.attachTarget {
      request.attachBTFID = target.id.rawValue
      if target.isInProgram {
        request.attachDescriptor = options.targetPrograms[planned.spec.name]?.descriptor.rawValue
      }
      if target.module > 0 { request.attachDescriptor = modules.descriptor(of: target.module) }
    }
    let callsModules = planned.references.contains {
      if case .kernelFunction(_, let module) = $0.target { module > 0 } else { false }
    }
    if callsModules {
      // The first place stands for the kernel itself, which needs no descriptor.
      request.descriptors = [0] + plan.calledModules.map { modules.descriptor(of: $0) }
    }
    if let types {
      request.btf = types.descriptor.rawValue
      let functions = upload?.functionInfo(of: planned) ?? planned.functionInfo
      let lines = upload?.lineInfo(of: planned) ?? planned.lineInfo
      request.functionInfo = functions.bytes
      request.functionInfoRecordSize = UInt32(clamping: functions.recordSize)
      request.lineInfo = lines.bytes
      request.lineInfoRecordSize = UInt32(clamping: lines.recordSize)
    }
    bindToDevice(&request)
    return request
  }

  func fillProgramSlots(maps: [Map], programs: [Program]) throws(BPFError) {
    for (map, planned) in zip(maps, plan.maps) {
      for slot in planned.spec.slots where slot.isProgram {
        // A slot for a program that was not chosen stays empty, as a tail call to nowhere.
        guard let program = programs.first(where: { $0.name == slot.name }) else { continue }
        try map.setValue(
          slotBytes(program.descriptor.rawValue),
          forKey: slotBytes(Int32(bitPattern: slot.index)))
      }
    }
  }

  /// Ties maps of constants to every program, so that tools find them by any of the programs.
  ///
  /// For people's sake only: kernels before 5.10 cannot, and nothing depends on it.
  func bindConstants(maps: [Map], programs: [Program]) {
    let constants = zip(maps, plan.maps).filter(\.1.spec.isReadOnlyData)
    guard !constants.isEmpty, kernel.supports(.bindMap) else { return }
    for program in programs {
      for (map, _) in constants { try? program.bind(map) }
    }
  }
}
