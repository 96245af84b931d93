import BPFObject

@testable import BPF

/// The version of the running kernel.
enum KernelRelease {
  private struct Unreadable: Error {}

  static func running() throws -> KernelVersion {
    let bytes = try LiveSystemCalls().readFile("/proc/sys/kernel/osrelease")
    let text = String(decoding: bytes, as: UTF8.self)
    guard let version = KernelVersion(text) else { throw Unreadable() }
    return version
  }
}
