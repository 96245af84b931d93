import Glibc
import SystemPackage

@testable import BPF

/// A control group of a test's own, with one thread in it.
///
/// The thread is in a network namespace of its own, too; both end with it.
enum TestGroup {
  /// Runs a closure on a thread in a new control group below that of the process, and waits for it.
  static func run(_ body: @escaping @Sendable (_ group: FilePath) throws -> Void) throws {
    try NetworkNamespace.run {
      let parent = FilePath(
        try Kernel().controlGroupFolder(ofProcess: 0, for: "find the group of the test"))
      let thread = try LiveSystemCalls().readLink("/proc/thread-self").split(separator: "/").last
      let group = parent.appending("swift-bpf-test-\(thread ?? "")")
      try make(group)
      defer { remove(group) }
      // One of single threads; writing 0 is to mean the thread that writes.
      try write("threaded", to: group.appending("cgroup.type"))
      try write("0", to: group.appending("cgroup.threads"))
      defer { try? write("0", to: parent.appending("cgroup.threads")) }
      try body(group)
    }
  }

  static func make(_ group: FilePath) throws {
    guard unsafe mkdir(group.string, 0o755) == 0 else { throw Errno(rawValue: errno) }
  }

  static func remove(_ group: FilePath) { unsafe _ = rmdir(group.string) }

  /// Makes a group below one of this kind.
  static func makeBelow(_ group: FilePath, _ name: String) throws -> FilePath {
    let below = group.appending(name)
    try make(below)
    try write("threaded", to: below.appending("cgroup.type"))
    return below
  }

  static func enter(_ group: FilePath) throws {
    try write("0", to: group.appending("cgroup.threads"))
  }

  private static func write(_ text: String, to path: FilePath) throws {
    let file = try FileDescriptor.open(path, .writeOnly)
    try file.closeAfter { _ = try file.writeAll(text.utf8) }
  }
}
