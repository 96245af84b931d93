import Foundation
import TestSupport
import Testing

/// The compiler that compiles the fixtures: clang with a target for BPF, as it lies beside `swift`.
enum Clang {
  /// Where it is.
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    func executable(_ name: String) -> [String] {
      folders.map { "\($0)/\(name)" }.filter { FileManager.default.isExecutableFile(atPath: $0) }
    }
    // Also where the tests run with a path to `swift` that is a link.
    let beside = executable("swift").map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("clang").path
    }
    return (beside + executable("clang")).first {
      FileManager.default.isExecutableFile(atPath: $0) && hasBPF($0)
    }
  }()

  private static func hasBPF(_ path: String) -> Bool {
    let targets = try? run(path, ["--print-targets"])
    return targets?.output.contains("bpfeb") ?? false
  }

  private static func run(
    _ path: String, _ arguments: [String]
  ) throws -> (output: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }

  /// Compiles a program and gives the object's bytes; a warning is a failure.
  static func compile(_ text: String, _ flags: [String] = []) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("bpf-clang-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, object) = (
      folder.appendingPathComponent("x.c"), folder.appendingPathComponent("x.o")
    )
    try Data(text.utf8).write(to: source)
    let (output, status) = try run(
      try #require(path),
      ["--target=bpfel", "-g", "-O2", "-Wall", "-Wextra", "-Werror"] + flags
        + ["-c", source.path, "-o", object.path])
    try #require(status == 0, "\(output.prefix(4000))")
    return Array(try Data(contentsOf: object))
  }
}

extension Requirement {
  /// Clang with a target for BPF.
  static var clang: Self {
    Self("clang") {
      Clang.path == nil ? "no clang with a target for BPF beside swift or on PATH" : nil
    }
  }
}
