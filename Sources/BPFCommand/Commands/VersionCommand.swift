import ArgumentParser

/// The version of the command, and of the library in it.
enum Version {
  static let text = "0.1.0"
}

/// `bpf version`.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version.")

  func run() throws {
    try explainingFailures { try printResult(Array("bpf \(Version.text)\n".utf8)) }
  }
}
