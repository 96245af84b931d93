/// A construct of an object that this version can show but not load.
public struct UnsupportedConstruct: Sendable, Hashable, CustomStringConvertible {
  /// What it is, in the field's words: `struct_ops map`.
  public let construct: String
  /// Its name or place in the object.
  public let place: String
  /// Whether no program of the object can be loaded for it, and not only those that refer to it.
  public var affectsWholeObject = false

  /// Both in one line.
  public var description: String { "\(construct) \(place)" }
}
