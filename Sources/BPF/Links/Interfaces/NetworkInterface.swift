/// A network interface of this thread's network namespace, by its name or its number.
///
/// A literal is enough where one is asked for: `"eth0"` or `2`.
public enum NetworkInterface: Sendable, Hashable, CustomStringConvertible {
  /// By its name, or one of its alternative names (`ip link property`, Linux 5.5).
  case name(String)
  /// By its number (`ifindex`).
  case index(UInt32)

  /// What a person writes: a name, or a number.
  public init(parsing text: String) {
    self = UInt32(text).map { .index($0) } ?? .name(text)
  }

  /// `interface eth0`, `interface 2`.
  public var description: String {
    switch self {
    case .name(let name): "interface \(name)"
    case .index(let index): "interface \(index)"
    }
  }
}

extension NetworkInterface: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// An interface by its name.
  public init(stringLiteral name: String) { self = .name(name) }
  /// An interface by its number.
  public init(integerLiteral index: UInt32) { self = .index(index) }
}
