public import BPFObject

// Links on places that packets and sockets pass, and on control groups.
extension LinkInfo {
  /// A link on a control group (Linux 5.8).
  public struct Cgroup: Sendable, Hashable {
    /// The number of the group, which is the inode of its folder; 0 when it is gone.
    public var id: UInt64
    /// How the program is attached.
    public var attachType: AttachType
  }

  /// A link on a network namespace (Linux 5.8).
  public struct NetworkNamespace: Sendable, Hashable {
    /// The inode of the namespace; 0 when it is gone.
    public var inode: UInt32
    /// How the program is attached.
    public var attachType: AttachType
  }

  /// A link on a network interface: of XDP, of traffic control (tcx), of netkit.
  public struct Device: Sendable, Hashable {
    /// The index of the interface; 0 when it is gone.
    public var interfaceIndex: UInt32
    /// How the program is attached; always ``BPFObject/AttachType/xdp`` for XDP.
    public var attachType: AttachType
  }

  /// A link on a hook of netfilter (Linux 6.4).
  public struct Netfilter: Sendable, Hashable {
    /// The family of protocols (`NFPROTO_*`): 2 is IPv4, 10 is IPv6.
    public var protocolFamily: UInt32
    /// The hook (`NF_INET_*`): 0 is prerouting, 1 input, 2 forward, 3 output, 4 postrouting.
    public var hook: UInt32
    /// Smaller numbers run first.
    public var priority: Int32
    /// The kernel's bits.
    public var flags: UInt32

    /// Whether packets are put together before the program sees them (`BPF_F_NETFILTER_IP_DEFRAG`).
    public var isDefragmenting: Bool { flags & 1 != 0 }
  }

  /// A link on a socket map (Linux 6.10).
  public struct SocketMap: Sendable, Hashable {
    /// The map; 0 when it is gone.
    public var mapID: UInt32
    /// How the program is attached.
    public var attachType: AttachType
  }
}
