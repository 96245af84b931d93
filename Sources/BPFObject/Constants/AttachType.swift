/// What a program is attached to (`enum bpf_attach_type`).
public struct AttachType: KernelConstant {
  /// The kernel's number.
  public var rawValue: UInt32

  /// Makes a value of the kernel's number, whether it has a name here or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

extension AttachType {
  /// Packets that a control group receives (`BPF_CGROUP_INET_INGRESS`, Linux 4.10).
  public static var cgroupInetIngress: Self { Self(rawValue: 0) }
  /// Packets that a control group sends (`BPF_CGROUP_INET_EGRESS`, Linux 4.10).
  public static var cgroupInetEgress: Self { Self(rawValue: 1) }
  /// A control group's new sockets (`BPF_CGROUP_INET_SOCK_CREATE`, Linux 4.10).
  public static var cgroupInetSocketCreate: Self { Self(rawValue: 2) }
  /// TCP events of a control group's sockets (`BPF_CGROUP_SOCK_OPS`, Linux 4.13).
  public static var cgroupSocketOperations: Self { Self(rawValue: 3) }
  /// The parser of a socket map (`BPF_SK_SKB_STREAM_PARSER`, Linux 4.14).
  public static var socketSKBStreamParser: Self { Self(rawValue: 4) }
  /// The verdict of a socket map (`BPF_SK_SKB_STREAM_VERDICT`, Linux 4.14).
  public static var socketSKBStreamVerdict: Self { Self(rawValue: 5) }
  /// A control group's access to devices (`BPF_CGROUP_DEVICE`, Linux 4.15).
  public static var cgroupDevice: Self { Self(rawValue: 6) }
  /// The verdict on what sockets of a map send (`BPF_SK_MSG_VERDICT`, Linux 4.17).
  public static var socketMessageVerdict: Self { Self(rawValue: 7) }
  /// `bind(2)` to an IPv4 address (`BPF_CGROUP_INET4_BIND`, Linux 4.17).
  public static var cgroupInet4Bind: Self { Self(rawValue: 8) }
  /// `bind(2)` to an IPv6 address (`BPF_CGROUP_INET6_BIND`, Linux 4.17).
  public static var cgroupInet6Bind: Self { Self(rawValue: 9) }
  /// `connect(2)` to an IPv4 address (`BPF_CGROUP_INET4_CONNECT`, Linux 4.17).
  public static var cgroupInet4Connect: Self { Self(rawValue: 10) }
  /// `connect(2)` to an IPv6 address (`BPF_CGROUP_INET6_CONNECT`, Linux 4.17).
  public static var cgroupInet6Connect: Self { Self(rawValue: 11) }
  /// After `bind(2)` to an IPv4 address (`BPF_CGROUP_INET4_POST_BIND`, Linux 4.17).
  public static var cgroupInet4PostBind: Self { Self(rawValue: 12) }
  /// After `bind(2)` to an IPv6 address (`BPF_CGROUP_INET6_POST_BIND`, Linux 4.17).
  public static var cgroupInet6PostBind: Self { Self(rawValue: 13) }
  /// `sendmsg(2)` of UDP over IPv4 (`BPF_CGROUP_UDP4_SENDMSG`, Linux 4.18).
  public static var cgroupUDP4SendMessage: Self { Self(rawValue: 14) }
  /// `sendmsg(2)` of UDP over IPv6 (`BPF_CGROUP_UDP6_SENDMSG`, Linux 4.18).
  public static var cgroupUDP6SendMessage: Self { Self(rawValue: 15) }
  /// An infrared device (`BPF_LIRC_MODE2`, Linux 4.18).
  public static var lircMode2: Self { Self(rawValue: 16) }
  /// The flow dissector of a network namespace (`BPF_FLOW_DISSECTOR`, Linux 4.20).
  public static var flowDissector: Self { Self(rawValue: 17) }
  /// A control group's access to sysctls (`BPF_CGROUP_SYSCTL`, Linux 5.2).
  public static var cgroupSysctl: Self { Self(rawValue: 18) }
  /// `recvmsg(2)` of UDP over IPv4 (`BPF_CGROUP_UDP4_RECVMSG`, Linux 5.2).
  public static var cgroupUDP4ReceiveMessage: Self { Self(rawValue: 19) }
  /// `recvmsg(2)` of UDP over IPv6 (`BPF_CGROUP_UDP6_RECVMSG`, Linux 5.2).
  public static var cgroupUDP6ReceiveMessage: Self { Self(rawValue: 20) }
  /// `getsockopt(2)` in a control group (`BPF_CGROUP_GETSOCKOPT`, Linux 5.3).
  public static var cgroupGetSocketOption: Self { Self(rawValue: 21) }
  /// `setsockopt(2)` in a control group (`BPF_CGROUP_SETSOCKOPT`, Linux 5.3).
  public static var cgroupSetSocketOption: Self { Self(rawValue: 22) }
  /// A raw tracepoint with arguments typed by BTF (`BPF_TRACE_RAW_TP`, Linux 5.5).
  public static var traceRawTracepoint: Self { Self(rawValue: 23) }
  /// The entry of a kernel function or of a program (`BPF_TRACE_FENTRY`, Linux 5.5).
  public static var traceFunctionEntry: Self { Self(rawValue: 24) }
  /// The exit of a kernel function or of a program (`BPF_TRACE_FEXIT`, Linux 5.5).
  public static var traceFunctionExit: Self { Self(rawValue: 25) }
  /// The return value of a kernel function (`BPF_MODIFY_RETURN`, Linux 5.7).
  public static var modifyReturn: Self { Self(rawValue: 26) }
  /// A hook of the Linux security modules (`BPF_LSM_MAC`, Linux 5.7).
  public static var lsmMAC: Self { Self(rawValue: 27) }
  /// An iterator over kernel objects (`BPF_TRACE_ITER`, Linux 5.8).
  public static var traceIterator: Self { Self(rawValue: 28) }
  /// `getpeername(2)` of an IPv4 socket (`BPF_CGROUP_INET4_GETPEERNAME`, Linux 5.8).
  public static var cgroupInet4GetPeerName: Self { Self(rawValue: 29) }
  /// `getpeername(2)` of an IPv6 socket (`BPF_CGROUP_INET6_GETPEERNAME`, Linux 5.8).
  public static var cgroupInet6GetPeerName: Self { Self(rawValue: 30) }
  /// `getsockname(2)` of an IPv4 socket (`BPF_CGROUP_INET4_GETSOCKNAME`, Linux 5.8).
  public static var cgroupInet4GetSocketName: Self { Self(rawValue: 31) }
  /// `getsockname(2)` of an IPv6 socket (`BPF_CGROUP_INET6_GETSOCKNAME`, Linux 5.8).
  public static var cgroupInet6GetSocketName: Self { Self(rawValue: 32) }
  /// A program in an entry of a device map (`BPF_XDP_DEVMAP`, Linux 5.8).
  public static var xdpDeviceMap: Self { Self(rawValue: 33) }
  /// A control group's closing sockets (`BPF_CGROUP_INET_SOCK_RELEASE`, Linux 5.9).
  public static var cgroupInetSocketRelease: Self { Self(rawValue: 34) }
  /// A program in an entry of a CPU map (`BPF_XDP_CPUMAP`, Linux 5.9).
  public static var xdpCPUMap: Self { Self(rawValue: 35) }
  /// The socket lookup of a network namespace (`BPF_SK_LOOKUP`, Linux 5.9).
  public static var socketLookup: Self { Self(rawValue: 36) }
  /// A network device's received frames (`BPF_XDP`, Linux 5.9).
  public static var xdp: Self { Self(rawValue: 37) }
  /// The verdict of a socket map, without a parser (`BPF_SK_SKB_VERDICT`, Linux 5.13).
  public static var socketSKBVerdict: Self { Self(rawValue: 38) }
  /// The choice of a socket in a `SO_REUSEPORT` group (`BPF_SK_REUSEPORT_SELECT`, Linux 5.14).
  public static var socketReuseportSelect: Self { Self(rawValue: 39) }
  /// The choice of a socket, also for migrated connections.
  ///
  /// `BPF_SK_REUSEPORT_SELECT_OR_MIGRATE`, Linux 5.14.
  public static var socketReuseportSelectOrMigrate: Self { Self(rawValue: 40) }
  /// A perf event: tracepoint, kprobe, uprobe, timer or counter (`BPF_PERF_EVENT`, Linux 5.15).
  public static var perfEvent: Self { Self(rawValue: 41) }
  /// Many kernel functions at once (`BPF_TRACE_KPROBE_MULTI`, Linux 5.18).
  public static var traceKprobeMulti: Self { Self(rawValue: 42) }
  /// A hook of the Linux security modules, for one control group (`BPF_LSM_CGROUP`, Linux 6.0).
  public static var lsmCgroup: Self { Self(rawValue: 43) }
  /// A registered kernel structure (`BPF_STRUCT_OPS`, Linux 6.4).
  public static var structOps: Self { Self(rawValue: 44) }
  /// A hook of netfilter (`BPF_NETFILTER`, Linux 6.4).
  public static var netfilter: Self { Self(rawValue: 45) }
  /// Packets that a device receives, in traffic control (`BPF_TCX_INGRESS`, Linux 6.6).
  public static var tcxIngress: Self { Self(rawValue: 46) }
  /// Packets that a device sends, in traffic control (`BPF_TCX_EGRESS`, Linux 6.6).
  public static var tcxEgress: Self { Self(rawValue: 47) }
  /// Many user-space functions at once (`BPF_TRACE_UPROBE_MULTI`, Linux 6.6).
  public static var traceUprobeMulti: Self { Self(rawValue: 48) }
  /// `connect(2)` of a Unix socket (`BPF_CGROUP_UNIX_CONNECT`, Linux 6.7).
  public static var cgroupUnixConnect: Self { Self(rawValue: 49) }
  /// `sendmsg(2)` of a Unix socket (`BPF_CGROUP_UNIX_SENDMSG`, Linux 6.7).
  public static var cgroupUnixSendMessage: Self { Self(rawValue: 50) }
  /// `recvmsg(2)` of a Unix socket (`BPF_CGROUP_UNIX_RECVMSG`, Linux 6.7).
  public static var cgroupUnixReceiveMessage: Self { Self(rawValue: 51) }
  /// `getpeername(2)` of a Unix socket (`BPF_CGROUP_UNIX_GETPEERNAME`, Linux 6.7).
  public static var cgroupUnixGetPeerName: Self { Self(rawValue: 52) }
  /// `getsockname(2)` of a Unix socket (`BPF_CGROUP_UNIX_GETSOCKNAME`, Linux 6.7).
  public static var cgroupUnixGetSocketName: Self { Self(rawValue: 53) }
  /// The primary device of a netkit pair (`BPF_NETKIT_PRIMARY`, Linux 6.7).
  public static var netkitPrimary: Self { Self(rawValue: 54) }
  /// The peer device of a netkit pair (`BPF_NETKIT_PEER`, Linux 6.7).
  public static var netkitPeer: Self { Self(rawValue: 55) }
  /// Entry and exit of many kernel functions with one program.
  ///
  /// `BPF_TRACE_KPROBE_SESSION`, Linux 6.10.
  public static var traceKprobeSession: Self { Self(rawValue: 56) }
  /// Entry and exit of many user-space functions with one program.
  ///
  /// `BPF_TRACE_UPROBE_SESSION`, Linux 6.13.
  public static var traceUprobeSession: Self { Self(rawValue: 57) }
  /// Entry and exit of a kernel function with one program (`BPF_TRACE_FSESSION`, Linux 7.0).
  public static var traceFunctionSession: Self { Self(rawValue: 58) }
  /// The entry of many kernel functions (`BPF_TRACE_FENTRY_MULTI`, Linux 7.2).
  public static var traceFunctionEntryMulti: Self { Self(rawValue: 59) }
  /// The exit of many kernel functions (`BPF_TRACE_FEXIT_MULTI`, Linux 7.2).
  public static var traceFunctionExitMulti: Self { Self(rawValue: 60) }
  /// Entry and exit of many kernel functions with one program.
  ///
  /// `BPF_TRACE_FSESSION_MULTI`, Linux 7.2.
  public static var traceFunctionSessionMulti: Self { Self(rawValue: 61) }

  /// The names of the enumeration.
  public static let table = KernelNames(
    prefix: "BPF_",
    names: [
      "cgroup_inet_ingress",
      "cgroup_inet_egress",
      "cgroup_inet_sock_create",
      "cgroup_sock_ops",
      "sk_skb_stream_parser",
      "sk_skb_stream_verdict",
      "cgroup_device",
      "sk_msg_verdict",
      "cgroup_inet4_bind",
      "cgroup_inet6_bind",
      "cgroup_inet4_connect",
      "cgroup_inet6_connect",
      "cgroup_inet4_post_bind",
      "cgroup_inet6_post_bind",
      "cgroup_udp4_sendmsg",
      "cgroup_udp6_sendmsg",
      "lirc_mode2",
      "flow_dissector",
      "cgroup_sysctl",
      "cgroup_udp4_recvmsg",
      "cgroup_udp6_recvmsg",
      "cgroup_getsockopt",
      "cgroup_setsockopt",
      "trace_raw_tp",
      "trace_fentry",
      "trace_fexit",
      "modify_return",
      "lsm_mac",
      "trace_iter",
      "cgroup_inet4_getpeername",
      "cgroup_inet6_getpeername",
      "cgroup_inet4_getsockname",
      "cgroup_inet6_getsockname",
      "xdp_devmap",
      "cgroup_inet_sock_release",
      "xdp_cpumap",
      "sk_lookup",
      "xdp",
      "sk_skb_verdict",
      "sk_reuseport_select",
      "sk_reuseport_select_or_migrate",
      "perf_event",
      "trace_kprobe_multi",
      "lsm_cgroup",
      "struct_ops",
      "netfilter",
      "tcx_ingress",
      "tcx_egress",
      "trace_uprobe_multi",
      "cgroup_unix_connect",
      "cgroup_unix_sendmsg",
      "cgroup_unix_recvmsg",
      "cgroup_unix_getpeername",
      "cgroup_unix_getsockname",
      "netkit_primary",
      "netkit_peer",
      "trace_kprobe_session",
      "trace_uprobe_session",
      "trace_fsession",
      "trace_fentry_multi",
      "trace_fexit_multi",
      "trace_fsession_multi",
    ],
    firstKernels: [
      "4.10", "4.10", "4.10", "4.13", "4.14", "4.14", "4.15", "4.17", "4.17", "4.17",
      "4.17", "4.17", "4.17", "4.17", "4.18", "4.18", "4.18", "4.20", "5.2", "5.2",
      "5.2", "5.3", "5.3", "5.5", "5.5", "5.5", "5.7", "5.7", "5.8", "5.8",
      "5.8", "5.8", "5.8", "5.8", "5.9", "5.9", "5.9", "5.9", "5.13", "5.14",
      "5.14", "5.15", "5.18", "6.0", "6.4", "6.4", "6.6", "6.6", "6.6", "6.7",
      "6.7", "6.7", "6.7", "6.7", "6.7", "6.7", "6.10", "6.13", "7.0", "7.2",
      "7.2", "7.2",
    ])
}
