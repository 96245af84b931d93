internal import BPFObject
internal import BTF
internal import Bytes
internal import CORE

/// Programs: descriptors filled in, verified by the kernel, tied to the maps they need.
extension Loader {
  func loadPrograms(maps: [Map], types: SharedDescriptor?) throws(BPFError) -> [Program] {
    var programs: [Program] = []
    for planned in plan.programs {
      programs.append(try load(planned, maps: maps, types: types))
    }
    return programs
  }

  private func load(
    _ planned: ProgramPlan, maps: [Map], types: SharedDescriptor?
  ) throws(BPFError) -> Program {
    var instructions = planned.instructions
    for reference in planned.references
    where reference.mapIndex < maps.count && reference.instruction < instructions.count {
      instructions[reference.instruction].immediate =
        maps[reference.mapIndex].descriptor.rawValue
    }
    let request = request(planned, types: types)
    let bytes = Bytes(instructions.encoded(.host))
    do {
      return try Program(kernel: kernel, load: request, instructions: bytes.span)
    } catch {
      throw PoisonReport(plan: plan, program: planned).explain(error)
    }
  }

  private func request(_ planned: ProgramPlan, types: SharedDescriptor?) -> ProgramLoad {
    var request = ProgramLoad(
      name: planned.spec.name, type: planned.spec.type, license: plan.license)
    request.expectedAttachType = planned.spec.expectedAttachType
    request.flags = planned.spec.flags
    request.kernelVersion = plan.kernelVersion ?? kernel.version?.code ?? 0
    request.logLevel = options.logLevel
    request.attachBTFID = planned.attachTarget?.id.rawValue ?? 0
    if let types {
      request.btf = types.descriptor.rawValue
      request.functionInfo = planned.functionInfo.bytes
      request.functionInfoRecordSize = UInt32(clamping: planned.functionInfo.recordSize)
      request.lineInfo = planned.lineInfo.bytes
      request.lineInfoRecordSize = UInt32(clamping: planned.lineInfo.recordSize)
    }
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
    let constants = zip(maps, plan.maps).filter {
      if case .readOnlyData = $0.1.spec.origin { true } else { false }
    }
    guard !constants.isEmpty, kernel.supports(.bindMap) else { return }
    for program in programs {
      for (map, _) in constants { try? program.bind(map) }
    }
  }
}
