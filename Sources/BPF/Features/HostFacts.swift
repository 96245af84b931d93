public import BPFObject
internal import SystemPackage

/// What of a machine decides which BPF runs there, beside its kernel's version and build.
public struct HostFacts: Sendable {
  /// The kernel's version, where it tells it.
  public let version: KernelVersion?
  /// The kernel's release as it stands, such as `6.1.0-56-amd64`.
  public let release: String?
  /// The options of the kernel's build that matter to BPF, in the order of their names.
  ///
  /// `nil` for those that are not set. Empty when the kernel does not tell how it was built.
  public let options: [(name: String, value: String?)]
  /// Settings that matter to BPF by their paths under `/proc/sys`; `nil` for those that cannot be read.
  public let settings: [(name: String, value: String?)]
  /// The security modules in force (`/sys/kernel/security/lsm`); `nil` when that cannot be read.
  public let securityModules: [String]?
  /// The mode of lockdown: `none`, `integrity`, `confidentiality`; `nil` when that cannot be read.
  public let lockdown: String?
  /// The names of the effective capabilities that BPF asks for, and whether the process has each.
  public let capabilities: [(name: String, isHeld: Bool)]
  /// Where the file systems that BPF uses are mounted: `bpf`, `cgroup2`, `tracefs`, `debugfs`,
  /// `securityfs`.
  public let mounts: [(type: String, paths: [String])]
}

extension Kernel {
  /// Looks at the machine; nothing is changed or loaded.
  public func hostFacts() -> HostFacts {
    let privileges = ProcessPrivileges(calls)
    let names = HostFacts.optionNames
    let values = configuration?.values(of: Set(names))
    return HostFacts(
      version: version, release: line("/proc/sys/kernel/osrelease"),
      options: values.map { values in names.map { ($0, values[$0]) } } ?? [],
      settings: HostFacts.settingNames.map { ($0, line("/proc/sys/" + $0)) },
      securityModules: line("/sys/kernel/security/lsm").map {
        $0.split(separator: ",").map(String.init)
      },
      lockdown: privileges.lockdown,
      capabilities: ProcessPrivileges.Capability.allCases.compactMap { capability in
        privileges.has(capability).map { (capability.cName, $0) }
      },
      mounts: mounts())
  }

  private func line(_ path: String) -> String? {
    text(path).map { text in
      String(text.prefix { $0 != "\n" })
    }
  }

  private func mounts() -> [(type: String, paths: [String])] {
    var found: [String: [String]] = [:]
    // DEVICE PATH TYPE OPTIONS…
    for line in (text("/proc/self/mounts") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 2 else { continue }
      found[String(words[2]), default: []].append(String(words[1]))
    }
    return ["bpf", "cgroup2", "tracefs", "debugfs", "securityfs"].map { ($0, found[$0] ?? []) }
  }
}

extension HostFacts {
  fileprivate static let settingNames = [
    "kernel/unprivileged_bpf_disabled", "kernel/perf_event_paranoid", "kernel/kptr_restrict",
    "kernel/bpf_stats_enabled", "net/core/bpf_jit_enable", "net/core/bpf_jit_harden",
    "net/core/bpf_jit_kallsyms", "net/core/bpf_jit_limit",
  ]

  fileprivate static let optionNames = """
    BPF BPF_EVENTS BPF_JIT BPF_JIT_ALWAYS_ON BPF_KPROBE_OVERRIDE BPF_LIRC_MODE2 BPF_LSM \
    BPF_STREAM_PARSER BPF_SYSCALL BPF_UNPRIV_DEFAULT_OFF CGROUPS CGROUP_BPF CGROUP_NET_CLASSID \
    DEBUG_INFO_BTF DEBUG_INFO_BTF_MODULES DYNAMIC_FTRACE_WITH_ARGS \
    DYNAMIC_FTRACE_WITH_DIRECT_CALLS FPROBE FTRACE_SYSCALLS FUNCTION_ERROR_INJECTION \
    FUNCTION_TRACER HAVE_EBPF_JIT IPV6_SEG6_BPF KPROBES KPROBE_EVENTS LWTUNNEL_BPF MODULES NET \
    NETFILTER_BPF_LINK NETFILTER_XT_MATCH_BPF NETKIT NET_ACT_BPF NET_CLS_BPF NET_SCH_INGRESS \
    NET_XGRESS PERF_EVENTS SCHED_CLASS_EXT SECURITY_LOCKDOWN_LSM UPROBES UPROBE_EVENTS XDP_SOCKETS
    """.split(separator: " ").map { "CONFIG_" + $0 }
}
