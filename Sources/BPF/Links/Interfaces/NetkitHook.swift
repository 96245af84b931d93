public import BPFObject

/// The packets that a netkit device sends to its peer (Linux 6.7).
///
/// Both ends are named by the primary device, so that a container that has the peer cannot take away
/// what watches it.
public struct NetkitHook: AttachPoint {
  /// An end of the pair of devices.
  public enum End: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// What the primary device sends (`BPF_NETKIT_PRIMARY`).
    case primary
    /// What the peer sends (`BPF_NETKIT_PEER`).
    case peer

    /// `primary` or `peer`.
    public var description: String {
      switch self {
      case .primary: "primary"
      case .peer: "peer"
      }
    }
  }

  /// The primary device, of this thread's network namespace.
  public var interface: NetworkInterface
  /// Whose packets.
  public var end: End
  /// How the program stands to the others.
  public var placement: OrderedPlacement

  /// A primary device and an end.
  public init(
    _ interface: NetworkInterface, _ end: End, _ placement: OrderedPlacement = OrderedPlacement()
  ) {
    self.interface = interface
    self.end = end
    self.placement = placement
  }

  /// How programs are attached there.
  public var attachType: AttachType { end == .primary ? .netkitPrimary : .netkitPeer }

  /// `netkit primary of interface nk0`.
  public var description: String { "netkit \(end) of \(interface)" }

  /// Attaches a program of type `sched_cls`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    try placement.attach(
      program, interface, attachType, target: description,
      instead: "Use a pair of veth, with attach(to: .tc(interface:, .egress))")
  }

  /// Looks for the interface, and whether it is a netkit device.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try kernel.query(.interface(try kernel.interface(interface).index), attachType)
  }
}

extension AttachPoint where Self == NetkitHook {
  /// The packets that an end of a netkit pair sends (Linux 6.7):
  /// `.netkit(interface: "nk0", .peer)`.
  ///
  /// - Parameters:
  ///   - interface: the primary device, for both ends.
  ///   - order: where the program stands among the others.
  ///   - replacing: the program whose place it takes, attached without a link.
  ///   - expectedRevision: what the number of changes must be now (``AttachedPrograms/revision``).
  ///   - form: what holds the program.
  public static func netkit(
    interface: NetworkInterface, _ end: NetkitHook.End, order: AttachOrder = .automatic,
    replacing: Program? = nil, expectedRevision: UInt64? = nil, form: AttachmentForm = .automatic
  ) -> Self {
    NetkitHook(
      interface, end,
      OrderedPlacement(
        order: order, replacing: replacing, expectedRevision: expectedRevision, form: form))
  }
}
