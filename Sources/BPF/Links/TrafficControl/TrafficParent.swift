/// Where a filter of traffic control hangs.
public enum TrafficParent: Sendable, Hashable, CustomStringConvertible {
  /// Received packets, at the `clsact` qdisc (`TC_H_MIN_INGRESS`).
  case ingress
  /// Packets to be sent, at the `clsact` qdisc (`TC_H_MIN_EGRESS`).
  case egress
  /// A qdisc or class of one's own, by its number: `1:2` is `0x0001_0002`.
  case handle(UInt32)

  init(_ direction: PacketDirection) {
    self = direction == .ingress ? .ingress : .egress
  }

  /// `tcm_parent`.
  package var number: UInt32 {
    switch self {
    case .ingress: 0xffff_fff2
    case .egress: 0xffff_fff3
    case .handle(let number): number
    }
  }

  /// Whether it is one of the two of the `clsact` qdisc.
  var isClsact: Bool {
    if case .handle = self { false } else { true }
  }

  /// `ingress`, `egress`, or `parent 1:2`.
  public var description: String {
    switch self {
    case .ingress: "ingress"
    case .egress: "egress"
    case .handle(let number):
      "parent \(String(number >> 16, radix: 16)):\(String(number & 0xffff, radix: 16))"
    }
  }
}
