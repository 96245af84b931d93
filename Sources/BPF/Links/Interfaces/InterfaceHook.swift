internal import BPFObject
internal import SystemPackage

/// An interface, for a program whose type and section say the rest: `xdp`, `tc/ingress`, `tcx/egress`,
/// `netkit/peer`, `classifier`, `action`.
///
/// Programs of traffic control go to tcx, and to a filter where the kernel has no tcx (before Linux
/// 6.6), so that one line works everywhere.
public struct InterfaceHook: AttachPoint {
  /// The interface, of this thread's network namespace.
  public var interface: NetworkInterface
  /// Received or sent packets, for programs whose section does not say it: `tc`, `action`.
  public var direction: PacketDirection?

  /// An interface.
  public init(_ interface: NetworkInterface, _ direction: PacketDirection? = nil) {
    self.interface = interface
    self.direction = direction
  }

  /// `interface eth0`.
  public var description: String { interface.description }

  /// Attaches a program of type `xdp`, `sched_cls` or `sched_act`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let action = "attach \(program) to \(self)"
    switch program.type {
    case .xdp: return try program.attach(to: .xdp(interface: interface))
    case .trafficClassifier, .trafficAction: break
    default:
      throw program.wrongType(
        .trafficClassifier, action, advice: "Only xdp, sched_cls and sched_act are of an interface")
    }
    switch program.spec?.expectedAttachType {
    case .netkitPrimary: return try program.attach(to: .netkit(interface: interface, .primary))
    case .netkitPeer: return try program.attach(to: .netkit(interface: interface, .peer))
    default: break
    }
    guard let direction = direction ?? program.spec?.packetDirection else {
      throw BPFError(
        .invalidArgument, action,
        reason:
          "neither its section nor the caller says whether it is for received or sent packets",
        advice: "Say .ingress or .egress", program: program.name)
    }
    if program.type == .trafficClassifier, try program.kernel.hasTCX(on: interface) {
      return try program.attach(to: .tcx(interface: interface, direction))
    }
    return try program.attach(to: .tc(interface: interface, TrafficParent(direction)))
  }

  /// Looks for the interface.
  public func check(on kernel: Kernel) throws(BPFError) { _ = try kernel.interface(interface) }
}

extension AttachPoint where Self == InterfaceHook {
  /// An interface, for a program whose type and section say the rest: `.interface("eth0")`.
  ///
  /// - Parameter direction: for programs whose section does not say it.
  public static func interface(
    _ interface: NetworkInterface, _ direction: PacketDirection? = nil
  ) -> Self {
    InterfaceHook(interface, direction)
  }
}

extension ProgramSpec {
  /// Which packets its section names.
  fileprivate var packetDirection: PacketDirection? {
    switch expectedAttachType {
    case .tcxIngress: .ingress
    case .tcxEgress: .egress
    default: nil
    }
  }
}

extension Kernel {
  /// Whether the kernel has tcx: it lists the programs of an interface, or does not know the list.
  func hasTCX(on interface: NetworkInterface) throws(BPFError) -> Bool {
    let index = try self.interface(interface).index
    do {
      _ = try query(.interface(index), .tcxIngress)
      return true
    } catch {
      guard error.errno == .invalidArgument else { throw error }
      return false
    }
  }
}
