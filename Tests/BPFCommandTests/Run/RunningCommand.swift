import Foundation
import Testing

/// The built `bpf` executable as a process of its own, with its output in files.
final class RunningCommand {
  let process = Process()
  private let folder: URL

  /// What is needed of the machine's time by the slowest step: loading in a debug build.
  static let patience = 30.0

  /// Starts the executable.
  ///
  /// - Parameter output: where standard output goes instead of a file.
  init(_ arguments: [String], output: Pipe? = nil) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("bpf-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["out", "err"] {
      _ = FileManager.default.createFile(
        atPath: folder.appendingPathComponent(name).path, contents: nil)
    }
    process.executableURL = try RunningCommand.executable()
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    // Closed here once the process has its own: the handles live longer than this object, and every
    // other process that a test starts would inherit them.
    let files = try ["out", "err"].map { name in
      try FileHandle(forWritingTo: folder.appendingPathComponent(name))
    }
    defer { for file in files { try? file.close() } }
    process.standardOutput = output ?? files[0]
    process.standardError = files[1]
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  /// The executable, which is built beside the one that runs the tests.
  private static func executable() throws -> URL {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("bpf")
    try #require(
      FileManager.default.isExecutableFile(atPath: path.path), "\(path.path) is not built")
    return path
  }

  /// Runs the executable to its end.
  static func finished(_ arguments: [String]) throws -> RunningCommand {
    let command = try RunningCommand(arguments)
    try command.waitForEnd()
    return command
  }

  /// Waits until the process has ended.
  func waitForEnd() throws {
    try wait("the end of \(process.arguments ?? [])") { !process.isRunning }
  }

  /// Waits until the programs are attached.
  func waitUntilAttached() throws {
    try wait("the programs to be attached") {
      errors.contains("attached: ") || !process.isRunning
    }
    try #require(process.isRunning, "ended early: \(errors)")
  }

  /// Waits until a condition holds.
  func wait(_ what: String, until condition: () -> Bool) throws {
    let end = Date(timeIntervalSinceNow: RunningCommand.patience)
    while !condition() {
      try #require(Date() < end, "waited in vain for \(what); standard error: \(errors)")
      Thread.sleep(forTimeInterval: 0.01)
    }
  }

  /// The exit code; negative for a signal.
  var exitCode: Int32 {
    process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// What was written to standard output so far.
  var output: String { read("out") }
  /// What was written to standard error so far.
  var errors: String { read("err") }
  /// The whole lines of standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  private func read(_ name: String) -> String {
    let bytes = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path)
    return String(decoding: bytes ?? Data(), as: UTF8.self)
  }

  /// The value of a key path in a line of JSON.
  static func json(_ line: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(value as? [String: Any], "not an object: \(line)")
  }
}

/// A copy of `/bin/true` under a name that nothing else on the machine has.
final class UniqueProgram {
  let path: String
  /// What the kernel makes of the name: 15 bytes.
  let command: String
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("bpf-program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    command = "x" + UUID().uuidString.prefix(14)
    path = folder.appendingPathComponent(command).path
    try FileManager.default.copyItem(atPath: "/bin/true", toPath: path)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs it to its end and gives its process id.
  func run() throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return process.processIdentifier
  }
}
