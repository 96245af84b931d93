/// What the kernel says about a network interface (`RTM_GETLINK`), as far as BPF is concerned.
public struct InterfaceInfo: Sendable, Hashable {
  /// The number in its network namespace.
  public var index: UInt32
  /// The name.
  public var name: String
  /// The driver that made it, such as `veth` or `netkit`; `nil` for hardware and the loopback.
  public var kind: String?
  /// The largest frame, in bytes without the link's own head.
  public var mtu: UInt32
  /// The XDP programs on it: at most one for each mode.
  public var xdp: [XDPProgram]

  /// An XDP program on an interface.
  public struct XDPProgram: Sendable, Hashable {
    /// Where it runs.
    public var mode: XDPMode
    /// The id of the program.
    public var programID: UInt32
  }
}

extension InterfaceInfo {
  /// Reads `struct ifinfomsg` and the attributes behind it.
  init?(_ message: NetlinkMessage) {
    guard message.type == .newLink, let index = message.number(at: 4) else { return nil }
    let attributes = message.attributes(after: 16)
    self.index = index
    name = attributes.text(3) ?? ""  // IFLA_IFNAME
    kind = attributes.nested(18).text(1)  // IFLA_LINKINFO, IFLA_INFO_KIND
    mtu = attributes.number(4) ?? 0  // IFLA_MTU
    let xdp = attributes.nested(43)  // IFLA_XDP
    let modes: [(XDPMode, UInt16)] = [(.driver, 5), (.generic, 6), (.hardware, 7)]
    self.xdp = modes.compactMap { mode, type in
      xdp.number(type).flatMap { $0 == 0 ? nil : XDPProgram(mode: mode, programID: $0) }
    }
  }

  /// The XDP program of a mode; for ``XDPMode/automatic``, the first of any.
  public func xdpProgram(_ mode: XDPMode = .automatic) -> XDPProgram? {
    xdp.first { mode == .automatic || $0.mode == mode }
  }
}
