/// A construct of an object that this version can show but not load.
public struct UnsupportedConstruct: Sendable, Hashable, CustomStringConvertible {
  /// What it is, in the field's words.
  public let construct: String
  /// Its name or place in the object.
  public let place: String

  /// What makes a program one that cannot be loaded yet; `nil` for all others.
  init?(_ program: ProgramSpec) {
    guard program.type == .ext else { return nil }
    construct = "a program that replaces a function of another one"
    place = "in SEC(\"\(program.sectionName)\")"
  }

  /// Both in one line.
  public var description: String { "\(construct) \(place)" }
}

extension ObjectFile {
  /// What of the object can be shown but not loaded.
  public var unsupported: [UnsupportedConstruct] {
    programs.compactMap { UnsupportedConstruct($0) }
  }
}
