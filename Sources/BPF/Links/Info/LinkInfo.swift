public import BPFObject

/// What the kernel says about a link (`struct bpf_link_info`).
///
/// Kernels tell more with time: where one does not tell a number it is 0, and a name is empty.
public struct LinkInfo: Sendable, Hashable {
  /// The number by which the kernel knows it, until it is gone.
  public var id: UInt32
  /// The type.
  public var type: LinkType
  /// The id of the program; 0 for `struct_ops`, which have several.
  public var programID: UInt32
  /// What is told of links of its type only.
  public var kind: Kind

  /// What is told of links of one type only.
  public enum Kind: Sendable, Hashable {
    /// On a raw tracepoint (`BPF_LINK_TYPE_RAW_TRACEPOINT`).
    case rawTracepoint(RawTracepoint)
    /// On a kernel function, a typed tracepoint, a hook or another program
    /// (`BPF_LINK_TYPE_TRACING`).
    case tracing(Tracing)
    /// On a control group (`BPF_LINK_TYPE_CGROUP`).
    case cgroup(Cgroup)
    /// An iterator (`BPF_LINK_TYPE_ITER`).
    case iterator(Iterator)
    /// On a network namespace (`BPF_LINK_TYPE_NETNS`).
    case networkNamespace(NetworkNamespace)
    /// On the received frames of an interface (`BPF_LINK_TYPE_XDP`).
    case xdp(Device)
    /// On a perf event (`BPF_LINK_TYPE_PERF_EVENT`).
    case perfEvent(PerfEvent)
    /// On many kernel functions (`BPF_LINK_TYPE_KPROBE_MULTI`).
    case kprobeMulti(KprobeMulti)
    /// A registered kernel structure (`BPF_LINK_TYPE_STRUCT_OPS`).
    case structOps(StructOps)
    /// On a hook of netfilter (`BPF_LINK_TYPE_NETFILTER`).
    case netfilter(Netfilter)
    /// On an interface, in traffic control (`BPF_LINK_TYPE_TCX`).
    case tcx(Device)
    /// On many user-space functions (`BPF_LINK_TYPE_UPROBE_MULTI`).
    case uprobeMulti(UprobeMulti)
    /// On a netkit interface (`BPF_LINK_TYPE_NETKIT`).
    case netkit(Device)
    /// On a socket map (`BPF_LINK_TYPE_SOCKMAP`).
    case socketMap(SocketMap)
    /// On many kernel functions, through BTF (`BPF_LINK_TYPE_TRACING_MULTI`).
    case tracingMulti(TracingMulti)
    /// Of a type that this library does not know: the union of the structure, as it stands.
    case unknown([UInt64])
  }

  /// Makes a value, for tests.
  package init(id: UInt32, type: LinkType, programID: UInt32, kind: Kind) {
    self.id = id
    self.type = type
    self.programID = programID
    self.kind = kind
  }
}

extension LinkInfo {
  /// The index of the network interface; 0 when it is gone, `nil` for links without one.
  public var interfaceIndex: UInt32? {
    switch kind {
    case .xdp(let device), .tcx(let device), .netkit(let device): device.interfaceIndex
    default: nil
    }
  }

  /// How the program is attached, where the kernel tells it of links of the type.
  public var attachType: AttachType? {
    switch kind {
    case .tracing(let tracing): tracing.attachType
    case .cgroup(let cgroup): cgroup.attachType
    case .networkNamespace(let namespace): namespace.attachType
    case .tcx(let device), .netkit(let device): device.attachType
    case .socketMap(let map): map.attachType
    case .tracingMulti(let multi): multi.attachType
    default: nil
    }
  }

  /// What `bpf_get_attach_cookie` gives in the program, for links that have at most one cookie.
  public var cookie: UInt64? {
    switch kind {
    case .rawTracepoint(let tracepoint): tracepoint.cookie
    case .tracing(let tracing): tracing.cookie
    case .perfEvent(let event): event.cookie
    default: nil
    }
  }

  /// Whether what the program was attached to is gone, so that the link holds it for nothing.
  ///
  /// Told of interfaces, control groups and network namespaces, whose end detaches.
  public var isDefunct: Bool {
    switch kind {
    case .xdp(let device), .tcx(let device), .netkit(let device): device.interfaceIndex == 0
    case .cgroup(let cgroup): cgroup.id == 0
    case .networkNamespace(let namespace): namespace.inode == 0
    case .socketMap(let map): map.mapID == 0
    default: false
    }
  }
}
