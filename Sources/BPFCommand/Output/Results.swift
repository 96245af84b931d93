import ArgumentParser

/// Writes the result of a command.
func printResult(_ bytes: [UInt8]) throws {
  var output = StandardOutput()
  output.buffer = bytes
  output.flush()
  if let error = output.failure { throw RunError.outputFailed(error) }
}

/// Explains a failure on the standard error, and makes the exit code 1.
func explainingFailures(of file: String? = nil, _ body: () throws -> Void) throws {
  do { try body() } catch {
    StandardError.print("bpf: " + (file.map { "\($0): " } ?? "") + "\(error)")
    throw ExitCode.failure
  }
}
