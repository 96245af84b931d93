/// The number of a type in a BTF table; 0 is `void`.
public struct TypeID: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number.
  public let rawValue: UInt32

  /// The type with a number.
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// The type with a number.
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// `void`, which has no record of its own.
  public static let void = TypeID(0)

  /// Orders by number.
  @inlinable public static func < (a: TypeID, b: TypeID) -> Bool { a.rawValue < b.rawValue }

  /// The number in brackets, as `bpftool btf dump` prints it.
  public var description: String { "[\(rawValue)]" }
}
