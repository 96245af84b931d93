/// What kind of attachment a link is (`enum bpf_link_type`).
public struct LinkType: KernelConstant {
  /// The kernel's number.
  public var rawValue: UInt32

  /// Makes a value of the kernel's number, whether it has a name here or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

extension LinkType {
  /// No type; never reported for a link (`BPF_LINK_TYPE_UNSPEC`).
  public static var unspecified: Self { Self(rawValue: 0) }
  /// A program on a raw tracepoint (`BPF_LINK_TYPE_RAW_TRACEPOINT`, Linux 5.8).
  public static var rawTracepoint: Self { Self(rawValue: 1) }
  /// A program on a kernel function, a hook, or another program.
  ///
  /// `BPF_LINK_TYPE_TRACING`, Linux 5.8.
  public static var tracing: Self { Self(rawValue: 2) }
  /// A program on a control group (`BPF_LINK_TYPE_CGROUP`, Linux 5.8).
  public static var cgroup: Self { Self(rawValue: 3) }
  /// An iterator (`BPF_LINK_TYPE_ITER`, Linux 5.8).
  public static var iterator: Self { Self(rawValue: 4) }
  /// A program on a network namespace (`BPF_LINK_TYPE_NETNS`, Linux 5.8).
  public static var networkNamespace: Self { Self(rawValue: 5) }
  /// A program on a network device's received frames (`BPF_LINK_TYPE_XDP`, Linux 5.9).
  public static var xdp: Self { Self(rawValue: 6) }
  /// A program on a perf event (`BPF_LINK_TYPE_PERF_EVENT`, Linux 5.15).
  public static var perfEvent: Self { Self(rawValue: 7) }
  /// A program on many kernel functions (`BPF_LINK_TYPE_KPROBE_MULTI`, Linux 5.18).
  public static var kprobeMulti: Self { Self(rawValue: 8) }
  /// A registered kernel structure (`BPF_LINK_TYPE_STRUCT_OPS`, Linux 6.4).
  public static var structOps: Self { Self(rawValue: 9) }
  /// A program on a hook of netfilter (`BPF_LINK_TYPE_NETFILTER`, Linux 6.4).
  public static var netfilter: Self { Self(rawValue: 10) }
  /// A program on a device, in traffic control (`BPF_LINK_TYPE_TCX`, Linux 6.6).
  public static var tcx: Self { Self(rawValue: 11) }
  /// A program on many user-space functions (`BPF_LINK_TYPE_UPROBE_MULTI`, Linux 6.6).
  public static var uprobeMulti: Self { Self(rawValue: 12) }
  /// A program on a netkit device (`BPF_LINK_TYPE_NETKIT`, Linux 6.7).
  public static var netkit: Self { Self(rawValue: 13) }
  /// A program on a socket map (`BPF_LINK_TYPE_SOCKMAP`, Linux 6.10).
  public static var socketMap: Self { Self(rawValue: 14) }
  /// A program on many kernel functions, through BTF (`BPF_LINK_TYPE_TRACING_MULTI`, Linux 7.2).
  public static var tracingMulti: Self { Self(rawValue: 15) }

  /// The names of the enumeration.
  public static let table = KernelNames(
    prefix: "BPF_LINK_TYPE_",
    names: [
      "unspec",
      "raw_tracepoint",
      "tracing",
      "cgroup",
      "iter",
      "netns",
      "xdp",
      "perf_event",
      "kprobe_multi",
      "struct_ops",
      "netfilter",
      "tcx",
      "uprobe_multi",
      "netkit",
      "sockmap",
      "tracing_multi",
    ],
    firstKernels: [
      "", "5.8", "5.8", "5.8", "5.8", "5.8", "5.9", "5.15", "5.18", "6.4",
      "6.4", "6.6", "6.6", "6.7", "6.10", "7.2",
    ])
}
