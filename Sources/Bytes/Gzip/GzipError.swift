/// Why bytes are not what gzip wrote.
public struct GzipError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  init(_ description: String) { self.description = description }

  static var truncated: GzipError { GzipError("the compressed data ends too early") }
}
