import ArgumentParser

/// Writes the result of a command.
func printResult(_ bytes: [UInt8]) throws {
  var output = StandardOutput()
  output.buffer = bytes
  output.flush()
  if let error = output.failure { throw RunError.outputFailed(error) }
}

/// What a command found, for people and for programs.
protocol Report {
  /// For people.
  var text: String { get }
  /// For programs.
  func write(to json: inout JSONWriter)
}

extension Report {
  /// Writes the report, and for people what goes behind it.
  func print(asJSON json: Bool, andText more: String = "") throws {
    guard json else { return try printResult(Array((text + more).utf8)) }
    var writer = JSONWriter()
    write(to: &writer)
    try printResult(writer.bytes)
  }
}

/// Explains a failure on the standard error, and makes the exit code 1.
func explainingFailures(of file: String? = nil, _ body: () throws -> Void) throws {
  do { try body() } catch {
    StandardError.print("bpf: " + (file.map { "\($0): " } ?? "") + "\(error)")
    throw ExitCode.failure
  }
}
