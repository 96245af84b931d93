internal import BPFObject
internal import SystemPackage

/// A route whose packets a program sees: a light-weight tunnel that is a program (`RTM_NEWROUTE`;
/// `LWTUNNEL_ENCAP_BPF`, Linux 4.10; `seg6local` with `End.BPF`, Linux 4.18).
///
/// The type of the program says where: `lwt_in` for packets that come in by the route, `lwt_out` and
/// `lwt_xmit` for packets that go out by it, `lwt_seg6local` for segments of IPv6. The route is made
/// for the program, and removed by the link; the kernel has no links for it.
public struct RouteHook: AttachPoint {
  /// The network that the route leads to: `10.1.0.0/16`, `fc00::/64`.
  public var destination: String
  /// The interface of the route.
  public var interface: NetworkInterface
  /// The next machine on the way, if the network is not the interface's own.
  public var gateway: String?
  /// Routes of smaller metrics are taken first; 0 is what the kernel gives.
  public var metric: UInt32 = 0
  /// Bytes in front of a packet for `lwt_xmit` programs to fill, at most 256.
  public var headroom: UInt32 = 0

  /// A route to a network by an interface.
  public init(_ destination: String, interface: NetworkInterface, gateway: String? = nil) {
    self.destination = destination
    self.interface = interface
    self.gateway = gateway
  }

  /// `route to 10.1.0.0/16 by interface eth0`.
  public var description: String { "route to \(destination) by \(interface)" }

  /// Attaches a program of type `lwt_in`, `lwt_out`, `lwt_xmit` or `lwt_seg6local`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard let tunnel = Tunnel(program.type) else { throw program.wrongType(.lwtTransmit, action) }
    guard let network = IPNetwork(destination) else {
      throw invalid(
        "\"\(destination)\" is no network such as 10.1.0.0/16 or fc00::/64", action, program)
    }
    var hop: IPNetwork?
    if let gateway {
      hop = IPNetwork(gateway)
      guard let hop, hop.family == network.family, hop.prefix == hop.bytes.count * 8 else {
        throw invalid("\"\(gateway)\" is no address of the same family", action, program)
      }
    }
    let netlink = try Netlink(kernel)
    let index: UInt32
    do { index = try netlink.interface(interface, kernel).index } catch {
      throw error.adding { facts in
        facts.action = action
        facts.program = program.name
      }
    }
    let request = self.request(
      .newRoute, [.create, .exclusive], program, tunnel, network, hop, index)
    do throws(NetlinkFailure) { _ = try netlink.exchange(request) } catch {
      throw kernel.failure(
        .newRoute, error, action, program: program.name, reason: reason(error.errno, tunnel))
    }
    let removal = self.request(.deleteRoute, [], program, tunnel, network, hop, index)
    return Link(
      kernel: kernel,
      holding: RouteAttachment(
        program: program, netlink: netlink, removal: removal, target: description),
      target: description, programName: program.name)
  }

  private func invalid(_ reason: String, _ action: String, _ program: Program) -> BPFError {
    BPFError(.invalidArgument, action, reason: reason, program: program.name)
  }

  private func reason(_ errno: Errno, _ tunnel: Tunnel) -> String? {
    switch errno {
    case .fileExists: "there is a route to it"
    case .notSupported:
      tunnel == .segment
        ? "the kernel was built without programs for segments of IPv6 (CONFIG_IPV6_SEG6_BPF)"
        : "the kernel was built without tunnels of BPF (CONFIG_LWTUNNEL_BPF)"
    case .networkDown: "the interface is down"
    case .networkUnreachable: "the gateway cannot be reached by the interface"
    default: nil
    }
  }

  /// What a type of program makes of a route.
  private enum Tunnel: UInt16 {
    // LWT_BPF_IN, LWT_BPF_OUT, LWT_BPF_XMIT
    case `in` = 1
    case out, transmit
    case segment

    init?(_ type: ProgramType) {
      switch type {
      case .lwtIn: self = .in
      case .lwtOut: self = .out
      case .lwtTransmit: self = .transmit
      case .lwtSeg6Local: self = .segment
      default: return nil
      }
    }
  }

  private func request(
    _ type: NetlinkType, _ flags: NetlinkRequest.Flags, _ program: Program, _ tunnel: Tunnel,
    _ network: IPNetwork, _ hop: IPNetwork?, _ index: UInt32
  ) -> NetlinkRequest {
    // struct rtmsg: the main table, a route that an administrator made, to a link or anywhere, of one
    // machine.
    let scope: UInt8 = hop == nil && network.family == 2 ? 253 : 0
    var request = NetlinkRequest(
      type, flags,
      structure: [network.family, network.prefix, 0, 0, 254, 4, scope, 1, 0, 0, 0, 0])
    request.add(1, network.bytes)  // RTA_DST
    request.add(4, index)  // RTA_OIF
    if let hop { request.add(5, hop.bytes) }  // RTA_GATEWAY
    if metric != 0 { request.add(6, metric) }  // RTA_PRIORITY
    // RTA_ENCAP_TYPE: LWTUNNEL_ENCAP_SEG6_LOCAL or LWTUNNEL_ENCAP_BPF, 16 bits.
    var encapsulation: [UInt8] = []
    encapsulation.append(half: tunnel == .segment ? 7 : 6)
    request.add(21, encapsulation)
    let (descriptor, name, headroom) = (program.descriptor.rawValue, program.name, self.headroom)
    request.nest(22) { tunnelRequest in  // RTA_ENCAP
      if tunnel == .segment { tunnelRequest.add(1, 15) }  // SEG6_LOCAL_ACTION_END_BPF
      tunnelRequest.nest(tunnel == .segment ? 8 : tunnel.rawValue) { part in
        part.add(1, descriptor: descriptor)
        part.add(2, text: name)
      }
      if headroom != 0 { tunnelRequest.add(4, headroom) }  // LWT_BPF_XMIT_HEADROOM
    }
    return request
  }

  /// Looks for the interface.
  public func check(on kernel: Kernel) throws(BPFError) { _ = try kernel.interface(interface) }
}

/// A route that was made for a program.
private final class RouteAttachment: Attachment {
  private let program: Program
  private let netlink: Netlink
  private let removal: NetlinkRequest
  private let target: String

  init(program: Program, netlink: Netlink, removal: NetlinkRequest, target: String) {
    self.program = program
    self.netlink = netlink
    self.removal = removal
    self.target = target
  }

  func detach() throws(BPFError) {
    do throws(NetlinkFailure) { _ = try netlink.exchange(removal) } catch {
      // Somebody removed the route, or the interface is gone with it.
      if error.errno == .noSuchProcess || error.errno == .operationNotSupportedByDevice { return }
      throw program.kernel.failure(
        .deleteRoute, error, "detach program \"\(program.name)\" from \(target)",
        program: program.name)
    }
  }
}

extension AttachPoint where Self == RouteHook {
  /// A route that is made for a program of a light-weight tunnel:
  /// `.route(to: "10.1.0.0/16", interface: "eth0")`.
  ///
  /// - Parameter gateway: the next machine on the way, if the network is not the interface's own.
  public static func route(
    to destination: String, interface: NetworkInterface, gateway: String? = nil
  ) -> Self {
    RouteHook(destination, interface: interface, gateway: gateway)
  }
}
