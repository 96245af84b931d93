/// Where a program may run and what it may do (`enum bpf_prog_type`).
public struct ProgramType: KernelConstant {
  /// The kernel's number.
  public var rawValue: UInt32

  /// Makes a value of the kernel's number, whether it has a name here or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

extension ProgramType {
  /// No type; never valid for a program (`BPF_PROG_TYPE_UNSPEC`).
  public static var unspecified: Self { Self(rawValue: 0) }
  /// Filters what a socket receives (`BPF_PROG_TYPE_SOCKET_FILTER`, Linux 3.19).
  public static var socketFilter: Self { Self(rawValue: 1) }
  /// Runs at a kernel probe, a user probe, or many of either (`BPF_PROG_TYPE_KPROBE`, Linux 4.1).
  public static var kprobe: Self { Self(rawValue: 2) }
  /// Classifies packets in traffic control (tc, tcx, netkit).
  ///
  /// `BPF_PROG_TYPE_SCHED_CLS`, Linux 4.1.
  public static var trafficClassifier: Self { Self(rawValue: 3) }
  /// An action of traffic control (`BPF_PROG_TYPE_SCHED_ACT`, Linux 4.1).
  public static var trafficAction: Self { Self(rawValue: 4) }
  /// Runs at a tracepoint, with its stable arguments (`BPF_PROG_TYPE_TRACEPOINT`, Linux 4.7).
  public static var tracepoint: Self { Self(rawValue: 5) }
  /// Runs on every frame that a network driver receives (`BPF_PROG_TYPE_XDP`, Linux 4.8).
  public static var xdp: Self { Self(rawValue: 6) }
  /// Runs at a perf event, such as a timer for profiling (`BPF_PROG_TYPE_PERF_EVENT`, Linux 4.9).
  public static var perfEvent: Self { Self(rawValue: 7) }
  /// Filters the packets of a control group (`BPF_PROG_TYPE_CGROUP_SKB`, Linux 4.10).
  public static var cgroupSKB: Self { Self(rawValue: 8) }
  /// Watches a control group create, bind or release sockets.
  ///
  /// `BPF_PROG_TYPE_CGROUP_SOCK`, Linux 4.10.
  public static var cgroupSocket: Self { Self(rawValue: 9) }
  /// Runs on packets that enter a lightweight tunnel (`BPF_PROG_TYPE_LWT_IN`, Linux 4.10).
  public static var lwtIn: Self { Self(rawValue: 10) }
  /// Runs on packets that leave through a lightweight tunnel (`BPF_PROG_TYPE_LWT_OUT`, Linux 4.10).
  public static var lwtOut: Self { Self(rawValue: 11) }
  /// Runs on packets transmitted by a lightweight tunnel (`BPF_PROG_TYPE_LWT_XMIT`, Linux 4.10).
  public static var lwtTransmit: Self { Self(rawValue: 12) }
  /// Sets the parameters of a control group's TCP connections.
  ///
  /// `BPF_PROG_TYPE_SOCK_OPS`, Linux 4.13.
  public static var socketOperations: Self { Self(rawValue: 13) }
  /// Parses, redirects or drops what a socket of a map receives.
  ///
  /// `BPF_PROG_TYPE_SK_SKB`, Linux 4.14.
  public static var socketSKB: Self { Self(rawValue: 14) }
  /// Decides on a control group's access to devices (`BPF_PROG_TYPE_CGROUP_DEVICE`, Linux 4.15).
  public static var cgroupDevice: Self { Self(rawValue: 15) }
  /// Redirects or drops what a socket of a map sends (`BPF_PROG_TYPE_SK_MSG`, Linux 4.17).
  public static var socketMessage: Self { Self(rawValue: 16) }
  /// Runs at a tracepoint, with its raw arguments (`BPF_PROG_TYPE_RAW_TRACEPOINT`, Linux 4.17).
  public static var rawTracepoint: Self { Self(rawValue: 17) }
  /// Changes the addresses that a control group binds or connects to.
  ///
  /// `BPF_PROG_TYPE_CGROUP_SOCK_ADDR`, Linux 4.17.
  public static var cgroupSocketAddress: Self { Self(rawValue: 18) }
  /// An action of IPv6 segment routing (`BPF_PROG_TYPE_LWT_SEG6LOCAL`, Linux 4.18).
  public static var lwtSeg6Local: Self { Self(rawValue: 19) }
  /// Decodes infrared signals (`BPF_PROG_TYPE_LIRC_MODE2`, Linux 4.18).
  public static var lircMode2: Self { Self(rawValue: 20) }
  /// Chooses a socket of a `SO_REUSEPORT` group (`BPF_PROG_TYPE_SK_REUSEPORT`, Linux 4.19).
  public static var socketReuseport: Self { Self(rawValue: 21) }
  /// Dissects packets of a network namespace (`BPF_PROG_TYPE_FLOW_DISSECTOR`, Linux 4.20).
  public static var flowDissector: Self { Self(rawValue: 22) }
  /// Decides on a control group's access to sysctls (`BPF_PROG_TYPE_CGROUP_SYSCTL`, Linux 5.2).
  public static var cgroupSysctl: Self { Self(rawValue: 23) }
  /// A raw tracepoint whose first argument may be written.
  ///
  /// `BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE`, Linux 5.2.
  public static var rawTracepointWritable: Self { Self(rawValue: 24) }
  /// Watches a control group get or set socket options (`BPF_PROG_TYPE_CGROUP_SOCKOPT`, Linux 5.3).
  public static var cgroupSocketOption: Self { Self(rawValue: 25) }
  /// Runs at the entry or exit of kernel functions, raw tracepoints by BTF, or an iterator.
  ///
  /// `BPF_PROG_TYPE_TRACING`, Linux 5.5.
  public static var tracing: Self { Self(rawValue: 26) }
  /// A callback of a kernel structure (`BPF_PROG_TYPE_STRUCT_OPS`, Linux 5.6).
  public static var structOps: Self { Self(rawValue: 27) }
  /// Replaces a global function of another program (`BPF_PROG_TYPE_EXT`, Linux 5.6).
  public static var ext: Self { Self(rawValue: 28) }
  /// Runs at a hook of the Linux security modules (`BPF_PROG_TYPE_LSM`, Linux 5.7).
  public static var lsm: Self { Self(rawValue: 29) }
  /// Chooses the socket that receives a connection (`BPF_PROG_TYPE_SK_LOOKUP`, Linux 5.9).
  public static var socketLookup: Self { Self(rawValue: 30) }
  /// Runs only when asked to, and may make system calls (`BPF_PROG_TYPE_SYSCALL`, Linux 5.14).
  public static var syscall: Self { Self(rawValue: 31) }
  /// Runs at a hook of netfilter (`BPF_PROG_TYPE_NETFILTER`, Linux 6.4).
  public static var netfilter: Self { Self(rawValue: 32) }

  /// The names of the enumeration.
  public static let table = KernelNames(
    prefix: "BPF_PROG_TYPE_",
    names: [
      "unspec",
      "socket_filter",
      "kprobe",
      "sched_cls",
      "sched_act",
      "tracepoint",
      "xdp",
      "perf_event",
      "cgroup_skb",
      "cgroup_sock",
      "lwt_in",
      "lwt_out",
      "lwt_xmit",
      "sock_ops",
      "sk_skb",
      "cgroup_device",
      "sk_msg",
      "raw_tracepoint",
      "cgroup_sock_addr",
      "lwt_seg6local",
      "lirc_mode2",
      "sk_reuseport",
      "flow_dissector",
      "cgroup_sysctl",
      "raw_tracepoint_writable",
      "cgroup_sockopt",
      "tracing",
      "struct_ops",
      "ext",
      "lsm",
      "sk_lookup",
      "syscall",
      "netfilter",
    ],
    firstKernels: [
      "", "3.19", "4.1", "4.1", "4.1", "4.7", "4.8", "4.9", "4.10", "4.10",
      "4.10", "4.10", "4.10", "4.13", "4.14", "4.15", "4.17", "4.17", "4.17", "4.18",
      "4.18", "4.19", "4.20", "5.2", "5.2", "5.3", "5.5", "5.6", "5.6", "5.7",
      "5.9", "5.14", "6.4",
    ])
}
