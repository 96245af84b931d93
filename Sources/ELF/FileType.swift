/// What a file is for (`e_type`).
public struct FileType: RawRepresentable, Sendable, Hashable {
  /// The value of `e_type`.
  public let rawValue: UInt16

  /// Any value, known or not.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// `ET_NONE`: no type.
  public static let none = FileType(rawValue: 0)
  /// `ET_REL`: an object that is still to be linked; every BPF object is one.
  public static let relocatable = FileType(rawValue: 1)
  /// `ET_EXEC`: a program at a fixed address.
  public static let executable = FileType(rawValue: 2)
  /// `ET_DYN`: a shared library, or a program that runs at any address.
  public static let sharedObject = FileType(rawValue: 3)
  /// `ET_CORE`: the memory of a process that died.
  public static let core = FileType(rawValue: 4)
}

extension FileType: CustomStringConvertible {
  /// The C constant, or the number where there is none.
  public var description: String {
    switch self {
    case .none: "ET_NONE"
    case .relocatable: "ET_REL"
    case .executable: "ET_EXEC"
    case .sharedObject: "ET_DYN"
    case .core: "ET_CORE"
    default: "e_type \(rawValue)"
    }
  }
}
