/// Something that an object needs and this machine does not have, or does not tell about.
public struct UnmetNeed: Sendable, Hashable {
  /// What is needed.
  public let what: String
  /// The programs and maps that need it.
  public let users: [String]
  /// The first Linux that has it; `nil` when that is not known.
  public let firstKernel: String?
  /// Why it is not there.
  public let reason: String
  /// What to do about it.
  public let remedy: String
  /// Whether it is certain that the object cannot be loaded; else the kernel would not say.
  public let isCertain: Bool
}

extension UnmetNeed: CustomStringConvertible {
  /// One line.
  public var description: String {
    let who = users.isEmpty ? "" : " (for \(users.joined(separator: ", ")))"
    return "\(isCertain ? "" : "perhaps ")\(what)\(who): \(reason); \(remedy)"
  }
}
