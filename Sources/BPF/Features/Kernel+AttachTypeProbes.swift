internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// How the kernel shows that it knows an attach type.
private enum AttachTypeEvidence {
  /// It checks the attach type of such programs when it loads them.
  case load(ProgramType)
  /// The verifier looks for the target in the kernel's BTF, and says that it is none.
  case target(ProgramType)
  /// `BPF_PROG_ATTACH` looks for the target, a descriptor, and finds it bad.
  case attach(ProgramType)
  /// `BPF_LINK_CREATE` looks for the target and finds none: a descriptor or an interface.
  case link(ProgramType, ProbeLink)
  /// A map that came with it can be made.
  case map(MapCreation, Errno?)
  /// Links of a type.
  case linkType(LinkType)
  /// Nothing but the constant in the kernel's BTF.
  case name
}

/// Links that cannot be, each with the mistake that only a kernel that knows them finds.
enum ProbeLink {
  case descriptor, interface, functions, userFunctions, netfilter, offload
}

extension Kernel {
  func probe(_ type: AttachType) -> Support {
    switch evidence(of: type) {
    case .load(let program):
      var probe = program.smallest
      probe.attachType = type
      let answer = support(loading: probe)
      guard answer == .supported else { return answer }
      // A kernel that does not check takes any number.
      probe.attachType = AttachType(rawValue: 0x7fff)
      return support(loading: probe) == .unsupported
        ? .supported
        : supportByName(.attachType(type), type.cName, in: "bpf_attach_type")
    case .target(let program):
      guard let target = wrongTarget else {
        return .unknown("the kernel has no BTF to attach to (CONFIG_DEBUG_INFO_BTF)")
      }
      do throws(ProbeRefusal) {
        _ = try load(ProbeLoad(type: program, attachType: type, target: target))
        return .unsupported
      } catch {
        // "attach_btf_id 123 is not a function": one that does not know the attach type says nothing.
        if error.log.contains("attach_btf_id") { return .supported }
        return meaning(of: error.errno, .programLoad)
      }
    case .attach(let program):
      return answer(program, type) { (descriptor) throws(Errno) in
        var attributes = lbpf_prog_attach()
        attributes.target_fd = .max
        attributes.attach_bpf_fd = UInt32(bitPattern: descriptor)
        attributes.attach_type = type.rawValue
        try call(.programAttach, &attributes)
      }
    case .link(let program, let mistake): return support(linking: program, type, mistake)
    case .map(let creation, let expected):
      do throws(Errno) {
        _ = try descriptor(creation)
        return .supported
      } catch {
        return error == expected ? .supported : meaning(of: error, .mapCreate)
      }
    case .linkType(let link): return support(for: link)
    case .name: return supportByName(.attachType(type), type.cName, in: "bpf_attach_type")
    }
  }

  private func evidence(of type: AttachType) -> AttachTypeEvidence {
    switch type {
    case .cgroupInetIngress, .cgroupInetEgress: return .attach(.cgroupSKB)
    case .cgroupSocketOperations: return .attach(.socketOperations)
    case .cgroupDevice: return .attach(.cgroupDevice)
    case .cgroupSysctl: return .attach(.cgroupSysctl)
    case .cgroupInetSocketCreate, .cgroupInetSocketRelease, .cgroupInet4PostBind,
      .cgroupInet6PostBind:
      return .load(.cgroupSocket)
    case .cgroupGetSocketOption, .cgroupSetSocketOption: return .load(.cgroupSocketOption)
    case .socketSKBStreamParser, .socketSKBStreamVerdict, .socketSKBVerdict:
      return .attach(.socketSKB)
    case .socketMessageVerdict: return .attach(.socketMessage)
    case .lircMode2: return .attach(.lircMode2)
    case .flowDissector: return .link(.flowDissector, .descriptor)
    case .socketLookup: return .load(.socketLookup)
    case .socketReuseportSelect, .socketReuseportSelectOrMigrate: return .load(.socketReuseport)
    case .netfilter: return .load(.netfilter)
    case .traceRawTracepoint, .traceFunctionEntry, .traceFunctionExit, .modifyReturn,
      .traceIterator, .traceFunctionSession:
      return .target(.tracing)
    case .lsmMAC, .lsmCgroup: return .target(.lsm)
    case .xdp: return .linkType(.xdp)
    case .xdpDeviceMap:
      // Programs in device maps came with values of 8 bytes.
      return .map(
        MapCreation(name: "", type: .deviceMap, keySize: 4, valueSize: 8, maxEntries: 1), nil)
    case .xdpCPUMap:
      return .map(
        MapCreation(name: "", type: .cpuMap, keySize: 4, valueSize: 8, maxEntries: 1), nil)
    case .perfEvent: return .link(.tracepoint, .descriptor)
    case .traceKprobeMulti, .traceKprobeSession: return .link(.kprobe, .functions)
    case .traceUprobeMulti, .traceUprobeSession: return .link(.kprobe, .userFunctions)
    case .structOps:
      // Links of such maps came with a flag; a kernel that takes it looks for the structure next.
      var creation = MapCreation(
        name: "", type: .structOps, keySize: 4, valueSize: 4, maxEntries: 1, flags: .link)
      creation.btfVmlinuxValueTypeID = 1
      return .map(creation, .notSupportedInternally)
    case .tcxIngress, .tcxEgress, .netkitPrimary, .netkitPeer:
      return .link(.trafficClassifier, .interface)
    default:
      if type.name.hasPrefix("cgroup_inet") || type.name.hasPrefix("cgroup_udp")
        || type.name.hasPrefix("cgroup_unix")
      {
        return .load(.cgroupSocketAddress)
      }
      return .name
    }
  }

  /// Whether a link that cannot be fails for want of its target.
  func support(
    linking program: ProgramType, _ type: AttachType, _ mistake: ProbeLink
  ) -> Support {
    answer(program, type) { (descriptor) throws(Errno) in
      let program = UInt32(bitPattern: descriptor)
      switch mistake {
      case .descriptor, .interface, .offload:
        var attributes = lbpf_link_create()
        attributes.prog_fd = program
        attributes.attach_type = type.rawValue
        // No descriptor and no interface; or the loopback (1), which takes no programs into its
        // hardware: XDP_FLAGS_HW_MODE.
        attributes.target_fd = mistake == .offload ? 1 : .max
        attributes.flags = mistake == .offload ? 8 : 0
        _ = try open(.linkCreate, &attributes)
      case .functions:
        var attributes = lbpf_link_create_kprobe_multi()
        attributes.prog_fd = program
        attributes.attach_type = type.rawValue
        attributes.cnt = 1
        // No address from which the function's could be read.
        attributes.addrs = 8
        _ = try open(.linkCreate, &attributes)
      case .userFunctions:
        let path = Array("/".utf8CString)
        let offsets: [UInt64] = [0]
        try unsafe path.span.withUnsafeBytes { path throws(Errno) in
          try unsafe offsets.span.withUnsafeBytes { offsets throws(Errno) in
            var attributes = lbpf_link_create_uprobe_multi()
            attributes.prog_fd = program
            attributes.attach_type = type.rawValue
            attributes.path = unsafe address(path.baseAddress)
            attributes.offsets = unsafe address(offsets.baseAddress)
            attributes.cnt = 1
            _ = try open(.linkCreate, &attributes)
          }
        }
      case .netfilter:
        var attributes = lbpf_link_create_netfilter()
        attributes.prog_fd = program
        attributes.attach_type = type.rawValue
        // No protocol family.
        attributes.pf = 99
        _ = try open(.linkCreate, &attributes)
      }
    }
  }

  /// Loads a program, tries what cannot succeed, and reads the error.
  private func answer(
    _ program: ProgramType, _ type: AttachType, _ attempt: (Int32) throws(Errno) -> Void
  ) -> Support {
    var probe = program.smallest
    switch program {
    case .kprobe, .flowDissector, .cgroupSKB, .xdp, .netfilter: probe.attachType = type
    default: break
    }
    let descriptor: OwnedDescriptor
    do throws(ProbeRefusal) { descriptor = try load(probe) } catch {
      return meaning(of: error.errno, .programLoad)
    }
    do throws(Errno) {
      try attempt(descriptor.rawValue)
      return .supported
    } catch {
      switch error {
      // The target was looked for: a descriptor (EBADF), an interface (ENODEV), the address of
      // functions (EFAULT), a protocol family (EAFNOSUPPORT).
      case .badFileDescriptor, .operationNotSupportedByDevice, .badAddress,
        .addressFamilyNotSupported:
        return .supported
      case .notSupported where program == .xdp: return .supported
      default: return meaning(of: error, .linkCreate)
      }
    }
  }
}
