/// Which packets of an interface a program sees.
public enum PacketDirection: Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// Those that it receives.
  case ingress
  /// Those that it sends.
  case egress

  /// `ingress` or `egress`.
  public var description: String {
    switch self {
    case .ingress: "ingress"
    case .egress: "egress"
    }
  }
}
