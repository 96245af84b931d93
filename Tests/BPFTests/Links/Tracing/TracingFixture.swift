import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

/// The fixture `tracing`, whose programs look at the thread that made this value.
struct TracingFixture {
  static let kernel = Kernel()

  var file: ObjectFile

  /// - Parameter verdict: what programs that decide return for the thread.
  init(verdict: Int32 = 0) throws {
    file = try ObjectFile(try Fixture.object("tracing"), name: "tracing")
    try file.setVariable("target_tid", to: UInt32(bitPattern: TracingFixture.thread()))
    try file.setVariable("verdict_value", to: verdict)
    #if arch(arm64)
    try file.setVariable("getpgid_number", to: 155 as Int64)
    #endif
  }

  /// The number of this thread.
  static func thread() -> Int32 {
    // "4711/task/4712"
    guard let path = unsafe realpath("/proc/thread-self", nil) else { return 0 }
    defer { unsafe free(path) }
    return Int32(unsafe String(cString: path).split(separator: "/").last ?? "") ?? 0
  }

  /// Loads the programs of some names, which also trace or replace functions of others.
  func load(
    _ programs: String..., targets: [String: Program] = [:]
  ) throws -> LoadedObject {
    try file.load(
      into: TracingFixture.kernel,
      options: LoadOptions(programs: Set(programs), targetPrograms: targets))
  }

  /// Loads the programs to be traced or replaced.
  static func target() throws -> (whole: Program, other: Program) {
    let object = try ObjectFile(try Fixture.object("replaceable"), name: "replaceable")
      .load(into: kernel)
    return (
      try #require(object.program(named: "whole")), try #require(object.program(named: "other"))
    )
  }

  /// Calls `getpgid(2)` on this process some times; gives the error number of the last one.
  @discardableResult static func call(_ count: Int = 10) -> Int32 {
    var failure: Int32 = 0
    for _ in 0..<count { failure = getpgid(getpid()) < 0 ? errno : 0 }
    return failure
  }

  func number(_ name: String, _ object: LoadedObject) throws -> UInt64 {
    try object.number(name, in: file)
  }

  /// Whether a number does not rise any more; a CPU may be in a program as it is detached.
  func hasStopped(
    _ name: String, _ object: LoadedObject, _ call: () throws -> Void
  ) throws -> Bool {
    for _ in 0..<1000 {
      let before = try number(name, object)
      try call()
      if try number(name, object) == before { return true }
      usleep(10_000)
    }
    return false
  }
}
