internal import BPFObject
internal import CLinuxBPF
internal import Synchronization
internal import SystemPackage

/// What probes have found.
final class FeatureCache: Sendable {
  private let results = Mutex<[Feature: Support]>([:])

  func support(for feature: Feature, probe: () -> Support) -> Support {
    if let known = results.withLock({ $0[feature] }) { return known }
    let found = probe()
    // What could not be found out now may be found out later, with other privileges.
    if case .unknown = found { return found }
    results.withLock { $0[feature] = found }
    return found
  }
}

extension Kernel {
  /// Whether the kernel has a feature, found by trying it once.
  public func support(for feature: Feature) -> Support {
    features.support(for: feature) { probe(feature) }
  }

  /// Whether the kernel has a feature, where not knowing is as bad as not having it.
  package func supports(_ feature: Feature) -> Bool {
    support(for: feature) == .supported
  }

  private func probe(_ feature: Feature) -> Support {
    switch feature.name {
    case .programName: probeProgram(ProbePrograms.returnZero, name: "probe")
    case .globalData: probeGlobalData()
    case .mappableArray: probeMap(flags: .mappable)
    case .probeReadKernel: probeProgram(ProbePrograms.probeReadKernel, type: .tracepoint)
    case .attachCookie: probeProgram(ProbePrograms.attachCookie, type: .tracepoint)
    case .memoryControlGroupAccounting: probeMemoryAccounting()
    case .bindMap: probeBindMap()
    case .perfLink: probePerfLink()
    case .systemCallWrapper: probeSystemCallWrapper()
    case .largeValueOffsets: probeLargeValueOffsets()
    case .btf, .btfFunction, .btfGlobalFunction, .btfDataSection, .btfFloat, .btfDeclarationTag,
      .btfTypeTag, .btfEnum64:
      probeBTF(ProbeBTF.bytes(for: feature))
    }
  }

  /// What the refusal of a probe means: `EPERM` is about the asker and not about the kernel.
  private func outcome(_ errno: Errno) -> Support {
    switch errno {
    case .notPermitted: .unknown("the process may not ask (\(errno.cName))")
    case .noMemory, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .resourceTemporarilyUnavailable:
      .unknown("the kernel is short of something (\(errno.cName))")
    case .noFunction: .unknown("the kernel or a sandbox refuses bpf(2) (\(errno.cName))")
    default: .unsupported
    }
  }

  private func outcome(_ probe: () throws(Errno) -> Void) -> Support {
    do {
      try probe()
      return .supported
    } catch {
      return outcome(error)
    }
  }

  private func load(
    _ instructions: [UInt64], type: ProgramType, name: String, raisesMemlock: Bool = true
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_prog_load()
    attributes.prog_type = type.rawValue
    attributes.prog_name = kernelName(name)
    let license = Array("GPL".utf8CString)
    return try unsafe instructions.span.withUnsafeBytes { code throws(Errno) in
      try unsafe license.span.withUnsafeBytes { license throws(Errno) in
        attributes.insns = unsafe address(code.baseAddress)
        attributes.insn_cnt = UInt32(instructions.count)
        attributes.license = unsafe address(license.baseAddress)
        guard raisesMemlock else { return try open(.programLoad, &attributes) }
        // Before Linux 5.11 a probe, too, can fail for want of memory that may be locked, which says
        // nothing about what it asks.
        return try withMemlockRaised { () throws(Errno) in try open(.programLoad, &attributes) }
      }
    }
  }

  private func probeProgram(
    _ instructions: [UInt64], type: ProgramType = .socketFilter, name: String = ""
  ) -> Support {
    outcome { () throws(Errno) in _ = try load(instructions, type: type, name: name) }
  }

  private func makeArray(flags: MapFlags = []) throws(Errno) -> OwnedDescriptor {
    let creation = MapCreation(
      name: "", type: .array, keySize: 4, valueSize: 32, maxEntries: 1, flags: flags)
    return try withMemlockRaised { () throws(Errno) in
      var attributes = creation.attributes
      return try open(.mapCreate, &attributes)
    }
  }

  /// Raising the limit asks this very question, so the probe must not.
  private func probeMemoryAccounting() -> Support {
    outcome { () throws(Errno) in
      _ = try load(
        ProbePrograms.coarseTime, type: .socketFilter, name: "", raisesMemlock: false)
    }
  }

  private func probeMap(flags: MapFlags) -> Support {
    outcome { () throws(Errno) in _ = try makeArray(flags: flags) }
  }

  private func probeGlobalData() -> Support {
    outcome { () throws(Errno) in
      let map = try makeArray()
      _ = try load(
        ProbePrograms.storeToMapValue(map.rawValue), type: .socketFilter, name: "")
    }
  }

  private func probeBindMap() -> Support {
    outcome { () throws(Errno) in
      let map = try makeArray()
      let program = try load(ProbePrograms.returnZero, type: .socketFilter, name: "")
      var attributes = lbpf_prog_bind_map()
      attributes.prog_fd = UInt32(bitPattern: program.rawValue)
      attributes.map_fd = UInt32(bitPattern: map.rawValue)
      try call(.programBindMap, &attributes)
    }
  }

  /// A kernel that has perf links looks at the descriptor of the event and finds it bad; an older
  /// one does not get that far.
  private func probePerfLink() -> Support {
    do throws(Errno) {
      let program = try load(ProbePrograms.returnZero, type: .tracepoint, name: "")
      _ = try createLink(program: program.rawValue, target: -1, .perfEvent)
      return .supported
    } catch {
      return error == .badFileDescriptor ? .supported : outcome(error)
    }
  }

  /// An arena finds the offset beyond its end, where the kernel lets it look.
  private func probeLargeValueOffsets() -> Support {
    do throws(Errno) {
      var creation = MapCreation(
        name: "", type: .arena, keySize: 0, valueSize: 0, maxEntries: 1, flags: .mappable)
      creation.extra = 1 << 44
      let arena = try withMemlockRaised { () throws(Errno) in
        var attributes = creation.attributes
        return try open(.mapCreate, &attributes)
      }
      _ = try load(
        Assembly.loadMapValue(1, arena.rawValue, offset: 1 << 30) + ProbePrograms.returnZero,
        type: .syscall, name: "")
      return .supported
    } catch {
      return error == .outOfRange ? .supported : outcome(error)
    }
  }

  private func probeBTF(_ bytes: [UInt8]) -> Support {
    outcome { () throws(Errno) in _ = unsafe try loadBTFQuietly(bytes.span.bytes) }
  }

  /// The wrappers are kernel functions: the kernel's types have them, or else its symbol table, which
  /// takes far longer to read.
  private func probeSystemCallWrapper() -> Support {
    #if arch(x86_64)
    let wrapper = "__x64_sys_bpf"
    #elseif arch(arm64)
    let wrapper = "__arm64_sys_bpf"
    #else
    return .unknown("this architecture has no rule")
    #endif
    let function = try? types().firstType(named: wrapper, where: { $0 == .function })
    if function != nil { return .supported }
    do {
      return try calls.file("/proc/kallsyms", contains: " \(wrapper)\n")
        ? .supported : .unsupported
    } catch {
      return .unknown("/proc/kallsyms cannot be read (\(error.cName))")
    }
  }
}
