internal import SystemPackage

/// The open folder of a control group, closed with the last reference to it.
final class ControlGroupFolder: Sendable {
  let descriptor: OwnedDescriptor

  /// Opens a folder; that it is one of a control group, whoever takes the descriptor finds out.
  init(_ path: FilePath, _ kernel: Kernel, for action: String) throws(BPFError) {
    let result = kernel.calls.open(path.string, in: -100, flags: 0o200000)  // O_DIRECTORY
    guard result >= 0 else {
      throw kernel.failure(
        call: "open", Errno(rawValue: -result), action, path: path.string,
        reason: "there is no such control group",
        advice: "see where cgroup2 is mounted: findmnt -t cgroup2")
    }
    descriptor = OwnedDescriptor(owning: result)
  }
}
