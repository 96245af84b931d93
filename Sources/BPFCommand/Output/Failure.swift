/// A failure that is explained on the standard error, and makes the exit code 1.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// A failure about a file.
  init(_ file: String, _ error: any Error) { description = "\(file): \(error)" }
}
