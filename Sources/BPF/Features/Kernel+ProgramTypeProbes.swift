internal import BPFObject
internal import BTF
internal import SystemPackage

extension ProgramType {
  /// The smallest program of the type, as far as nothing of the kernel's BTF is needed.
  var smallest: ProbeLoad {
    var probe = ProbeLoad(type: self)
    switch self {
    // Since Linux 4.17 these are checked for what they attach to.
    case .cgroupSocketAddress: probe.attachType = .cgroupInet4Connect
    case .cgroupSocketOption: probe.attachType = .cgroupGetSocketOption
    case .socketLookup: probe.attachType = .socketLookup
    case .netfilter: probe.attachType = .netfilter
    case .syscall: probe.flags = .sleepable
    case .tracing: probe.attachType = .traceRawTracepoint
    case .lsm: probe.attachType = .lsmMAC
    default: break
    }
    return probe
  }

  /// Whether a program says what of the kernel's BTF it attaches to.
  var attachesByBTF: Bool {
    switch self {
    case .tracing, .lsm, .ext, .structOps: true
    default: false
    }
  }
}

extension Kernel {
  func probe(_ type: ProgramType) -> Support {
    guard type != .unspecified else { return .unsupported }
    var probe = type.smallest
    guard type.attachesByBTF else { return support(loading: probe) }
    // They are told to attach to a structure, which is found to be no function by the verifier: a
    // kernel that does not know the type never gets there.
    guard let target = wrongTarget else {
      // Before the verifier, a kernel without BTF refuses them all.
      return .unknown("the kernel has no BTF to attach to (CONFIG_DEBUG_INFO_BTF)")
    }
    probe.target = target
    return support(loading: probe)
  }

  /// A type of the kernel's BTF that no program can attach to, but that has a name.
  var wrongTarget: UInt32? {
    (try? types().firstType(named: "task_struct", where: { $0 == .struct }))?.id.rawValue
  }
}
