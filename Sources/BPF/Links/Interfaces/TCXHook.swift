public import BPFObject

/// The packets that an interface receives or sends, for programs of traffic control that run one after
/// the other (tcx, Linux 6.6).
///
/// It needs no qdisc and no priorities: a program is put before or behind others. Older kernels have
/// ``TrafficControlHook``.
public struct TCXHook: AttachPoint {
  /// The interface, of this thread's network namespace.
  public var interface: NetworkInterface
  /// Received or sent packets.
  public var direction: PacketDirection
  /// How the program stands to the others.
  public var placement: OrderedPlacement

  /// An interface and a direction.
  public init(
    _ interface: NetworkInterface, _ direction: PacketDirection,
    _ placement: OrderedPlacement = OrderedPlacement()
  ) {
    self.interface = interface
    self.direction = direction
    self.placement = placement
  }

  /// How programs are attached there.
  public var attachType: AttachType { direction == .ingress ? .tcxIngress : .tcxEgress }

  /// `tcx ingress of interface eth0`.
  public var description: String { "tcx \(direction) of \(interface)" }

  /// Attaches a program of type `sched_cls`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    try placement.attach(
      program, interface, attachType, target: description,
      instead: "Attach it as a filter: attach(to: .tc(interface:, .\(direction)))")
  }

  /// Looks for the interface, and whether the kernel has tcx.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try kernel.query(.interface(try kernel.interface(interface).index), attachType)
  }
}

extension AttachPoint where Self == TCXHook {
  /// The packets that an interface receives or sends (Linux 6.6):
  /// `.tcx(interface: "eth0", .ingress, order: .first)`.
  ///
  /// - Parameters:
  ///   - order: where the program stands among the others.
  ///   - replacing: the program whose place it takes, attached without a link.
  ///   - expectedRevision: what the number of changes must be now (``AttachedPrograms/revision``).
  ///   - form: what holds the program.
  public static func tcx(
    interface: NetworkInterface, _ direction: PacketDirection, order: AttachOrder = .automatic,
    replacing: Program? = nil, expectedRevision: UInt64? = nil, form: AttachmentForm = .automatic
  ) -> Self {
    TCXHook(
      interface, direction,
      OrderedPlacement(
        order: order, replacing: replacing, expectedRevision: expectedRevision, form: form))
  }
}
