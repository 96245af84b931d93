extension KernelPart {
  /// The options that a kernel must be built with to have it, beside `CONFIG_BPF_SYSCALL`.
  ///
  /// They are those around the type's entry in the kernel's `include/linux/bpf_types.h`, or around
  /// the code behind a kind of link.
  public var options: [String] {
    switch self {
    case .programType(let type): type.options
    case .mapType(let type): type.options
    case .helper(_, let type): type.options
    case .attachType(let type): type.options
    case .linkType(let type): type.options
    case .kernelFunction: ["CONFIG_DEBUG_INFO_BTF", "CONFIG_BPF_JIT"]
    case .feature: []
    }
  }
}

extension ProgramType {
  fileprivate var options: [String] {
    switch self {
    case .kprobe, .tracepoint, .perfEvent, .rawTracepoint, .rawTracepointWritable:
      ["CONFIG_BPF_EVENTS"]
    case .tracing: ["CONFIG_BPF_EVENTS", "CONFIG_DEBUG_INFO_BTF"]
    case .socketFilter, .trafficClassifier, .trafficAction, .xdp, .lwtIn, .lwtOut, .lwtTransmit,
      .lwtSeg6Local, .socketOperations, .socketSKB, .socketMessage, .flowDissector:
      ["CONFIG_NET"]
    case .cgroupSKB, .cgroupSocket, .cgroupSocketAddress, .cgroupDevice, .cgroupSysctl,
      .cgroupSocketOption:
      ["CONFIG_CGROUP_BPF"]
    case .lircMode2: ["CONFIG_BPF_LIRC_MODE2"]
    case .socketReuseport, .socketLookup: ["CONFIG_INET"]
    case .structOps, .ext: ["CONFIG_BPF_JIT", "CONFIG_DEBUG_INFO_BTF"]
    case .lsm: ["CONFIG_BPF_LSM", "CONFIG_DEBUG_INFO_BTF"]
    case .netfilter: ["CONFIG_NETFILTER_BPF_LINK"]
    default: []
    }
  }
}

extension MapType {
  fileprivate var options: [String] {
    switch self {
    case .perfEventArray, .stackTrace: ["CONFIG_PERF_EVENTS"]
    case .cgroupArray, .cgroupLocalStorage: ["CONFIG_CGROUPS"]
    case .cgroupStorage, .perCPUCgroupStorage: ["CONFIG_CGROUP_BPF"]
    case .deviceMap, .deviceMapHash, .cpuMap, .socketStorage, .socketMap, .socketHash:
      ["CONFIG_NET"]
    case .xskMap: ["CONFIG_XDP_SOCKETS"]
    case .reuseportSocketArray: ["CONFIG_INET"]
    case .structOps: ["CONFIG_BPF_JIT", "CONFIG_DEBUG_INFO_BTF"]
    case .inodeStorage: ["CONFIG_BPF_LSM"]
    case .arena, .instructionArray: ["CONFIG_BPF_JIT"]
    default: []
    }
  }
}

extension AttachType {
  fileprivate var options: [String] {
    switch self {
    case .lircMode2: ["CONFIG_BPF_LIRC_MODE2"]
    case .lsmMAC: ["CONFIG_BPF_LSM"]
    case .lsmCgroup: ["CONFIG_BPF_LSM", "CONFIG_CGROUP_BPF"]
    case .netkitPrimary, .netkitPeer: ["CONFIG_NETKIT"]
    case .tcxIngress, .tcxEgress: ["CONFIG_NET_XGRESS"]
    case .netfilter: ["CONFIG_NETFILTER_BPF_LINK"]
    case .traceKprobeMulti, .traceKprobeSession: ["CONFIG_FPROBE"]
    case .traceUprobeMulti, .traceUprobeSession: ["CONFIG_UPROBES"]
    case .traceFunctionEntry, .traceFunctionExit, .modifyReturn, .traceFunctionSession,
      .traceFunctionEntryMulti, .traceFunctionExitMulti, .traceFunctionSessionMulti,
      .traceRawTracepoint, .traceIterator:
      ["CONFIG_BPF_EVENTS", "CONFIG_DEBUG_INFO_BTF"]
    case .perfEvent: ["CONFIG_BPF_EVENTS"]
    case .structOps: ["CONFIG_BPF_JIT", "CONFIG_DEBUG_INFO_BTF"]
    default: name.hasPrefix("cgroup_") ? ["CONFIG_CGROUP_BPF"] : []
    }
  }
}

extension LinkType {
  fileprivate var options: [String] {
    switch self {
    case .rawTracepoint, .perfEvent: ["CONFIG_BPF_EVENTS"]
    case .tracing, .tracingMulti: ["CONFIG_BPF_EVENTS", "CONFIG_DEBUG_INFO_BTF"]
    case .cgroup: ["CONFIG_CGROUP_BPF"]
    case .networkNamespace, .xdp, .socketMap: ["CONFIG_NET"]
    case .kprobeMulti: ["CONFIG_FPROBE"]
    case .uprobeMulti: ["CONFIG_UPROBES"]
    case .structOps: ["CONFIG_BPF_JIT", "CONFIG_DEBUG_INFO_BTF"]
    case .netfilter: ["CONFIG_NETFILTER_BPF_LINK"]
    case .tcx: ["CONFIG_NET_XGRESS"]
    case .netkit: ["CONFIG_NETKIT"]
    default: []
    }
  }
}
