internal import BPFObject
internal import BTF
internal import CLinuxBPF
internal import SystemPackage

/// How each feature is tried.
extension Kernel {
  func probe(_ feature: Feature) -> Support {
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
    case .expectedAttachType: probeExpectedAttachType()
    case .argumentContextTag: probeArgumentContextTag()
    case .uprobeMultiLinks: probeUprobeMultiLinks()
    case .btf, .btfFunction, .btfGlobalFunction, .btfDataSection, .btfFloat, .btfDeclarationTag,
      .btfTypeTag, .btfEnum64, .btfQuestionMark, .btfLayout:
      probeBTF(feature)
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
    _ instructions: [UInt64], type: ProgramType, name: String,
    attachType: AttachType = AttachType(rawValue: 0), raisesMemlock: Bool = true
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_prog_load()
    attributes.prog_type = type.rawValue
    attributes.expected_attach_type = attachType.rawValue
    attributes.prog_name = kernelName(name)
    take(&attributes)
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
      take(&attributes)
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
        take(&attributes)
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

  private func probeExpectedAttachType() -> Support {
    outcome { () throws(Errno) in
      _ = try load(
        [Assembly.set(0, to: 1), Assembly.exit], type: .cgroupSocket, name: "",
        attachType: .cgroupInetSocketCreate)
    }
  }

  private func probeArgumentContextTag() -> Support {
    guard let (table, functions) = try? ProbeBTF.contextParameter() else {
      return .unknown("the types to ask with cannot be written")
    }
    do throws(BPFError) {
      let types = try loadBTF(table.bytes.span)
      var request = ProgramLoad(name: "", type: .kprobe)
      request.btf = types.rawValue
      request.functionInfo = functions
      _ = try loadProgram(request, instructions: ProbePrograms.contextParameter)
      return .supported
    } catch {
      return error.errno.map(outcome) ?? .unsupported
    }
  }

  /// A kernel that has such links looks for the file and finds a folder; the ones that came first mixed
  /// up threads and processes, and did not look at the number of the process before.
  private func probeUprobeMultiLinks() -> Support {
    do throws(Errno) {
      let program = try load(
        ProbePrograms.returnZero, type: .kprobe, name: "", attachType: .traceUprobeMulti)
      guard try errorOfUprobeMultiLink(program, pid: 0) == .badFileDescriptor else {
        return .unsupported
      }
      return try errorOfUprobeMultiLink(program, pid: .max) == .invalidArgument
        ? .supported : .unsupported
    } catch {
      return outcome(error)
    }
  }

  private func errorOfUprobeMultiLink(
    _ program: borrowing OwnedDescriptor, pid: UInt32
  ) throws(Errno) -> Errno? {
    let path = Array("/".utf8CString)
    let offsets: [UInt64] = [0]
    do {
      _ = try unsafe path.span.withUnsafeBytes { path throws(Errno) in
        try unsafe offsets.span.withUnsafeBytes { offsets throws(Errno) in
          var attributes = lbpf_link_create_uprobe_multi()
          attributes.prog_fd = UInt32(bitPattern: program.rawValue)
          attributes.attach_type = AttachType.traceUprobeMulti.rawValue
          attributes.path = unsafe address(path.baseAddress)
          attributes.offsets = unsafe address(offsets.baseAddress)
          attributes.cnt = 1
          attributes.pid = pid
          return try open(.linkCreate, &attributes)
        }
      }
      return nil
    } catch {
      if case .unknown = outcome(error) { throw error }
      return error
    }
  }

  private func probeBTF(_ feature: Feature) -> Support {
    do throws(BTFError) {
      let types = try ProbeBTF.table(for: feature)
      return outcome { () throws(Errno) in _ = try loadBTFQuietly(types.bytes.span) }
    } catch {
      return .unknown("the types to ask with cannot be written (\(error))")
    }
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
