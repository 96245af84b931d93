internal import Bytes
internal import CLinuxBPF
internal import SystemPackage

/// The trace file system, where tracepoints have their numbers.
///
/// It is held as a descriptor of its root, so that it need not be mounted anywhere: where nobody
/// mounted it, this process makes a mount of its own that is attached nowhere, seen by nobody, and
/// gone with the descriptor.
final class TraceFS: Sendable {
  /// Where it was found; `nil` for a mount of its own.
  let path: String?
  let root: OwnedDescriptor
  private let calls: any SystemCalls

  private init(path: String?, root: consuming OwnedDescriptor, calls: any SystemCalls) {
    self.path = path
    self.root = root
    self.calls = calls
  }

  /// The usual places: the first since Linux 4.1, the second before, both still found.
  private static let usualPaths = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]

  /// Finds the file system in the usual places, in the list of mounts, or mounts it for itself.
  static func find(_ kernel: Kernel) throws(BPFError) -> TraceFS {
    let calls = kernel.calls
    let mounted = MountPoint.all(calls).filter { $0.type == "tracefs" }.map(\.path)
    for path in usualPaths + mounted {
      if let root = open(path, calls) { return TraceFS(path: path, root: root, calls: calls) }
    }
    do {
      let root = try kernel.own(calls.detachedMount("tracefs"))
      return TraceFS(path: nil, root: root, calls: calls)
    } catch {
      let failure = kernel.failure(
        call: "fsmount", error, "find the trace file system",
        reason: error == .operationNotSupportedByDevice
          ? "the kernel was built without tracing (CONFIG_TRACING)"
          : "it is not mounted, and this process may not mount it",
        advice: error == .operationNotSupportedByDevice
          ? nil : "Mount it: mount -t tracefs tracefs /sys/kernel/tracing")
      throw failure.adding { $0.code = .traceFSUnavailable }
    }
  }

  /// Opens a folder when it is the root of a trace file system and not an empty mount point.
  private static func open(_ path: String, _ calls: any SystemCalls) -> OwnedDescriptor? {
    let flags: Int32 = 0o200000  // O_DIRECTORY
    let root = calls.open(path, in: -100, flags: flags)
    guard root >= 0 else { return nil }
    let descriptor = OwnedDescriptor(owning: root)
    let events = calls.open("events", in: root, flags: flags)
    guard events >= 0 else { return nil }
    _ = OwnedDescriptor(owning: events)
    return descriptor
  }

  /// Reads a small file by its path under the root.
  func read(_ path: String) throws(Errno) -> String {
    let result = calls.open(path, in: root.rawValue, flags: 0)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    let bytes = try OwnedDescriptor(owning: result).readToEnd(limit: 1 << 20)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a file by its path under the root, however long it is: lists of functions have megabytes.
  func contents(_ path: String) throws(Errno) -> Bytes {
    Bytes(try open(path).readToEnd(limit: 1 << 28))
  }

  /// Whether there is a file of a path under the root, as far as this process may see.
  func has(_ path: String) -> Bool {
    let result = calls.open(path, in: root.rawValue, flags: 0)
    guard result >= 0 else { return result != -Errno.noSuchFileOrDirectory.rawValue }
    _ = OwnedDescriptor(owning: result)
    return true
  }

  /// Opens a file under the root for reading, however long it is.
  func open(_ path: String) throws(Errno) -> OwnedDescriptor {
    let result = calls.open(path, in: root.rawValue, flags: 0)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    return OwnedDescriptor(owning: result)
  }

  /// Adds a line to a file that takes commands, by one call of `write(2)`.
  func append(_ line: String, to path: String) throws(Errno) {
    let result = calls.open(path, in: root.rawValue, flags: 0o2001)  // O_WRONLY | O_APPEND
    guard result >= 0 else { throw Errno(rawValue: -result) }
    let descriptor = OwnedDescriptor(owning: result)
    let count = calls.write(descriptor.rawValue, Array(line.utf8))
    guard count >= 0 else { throw Errno(rawValue: Int32(clamping: -count)) }
  }
}

extension Kernel {
  func traceFileSystem() throws(BPFError) -> TraceFS {
    try traceFS.value { () throws(BPFError) in try TraceFS.find(self) }
  }

  /// The number by which perf events name a tracepoint.
  func tracepointID(_ group: String, _ name: String) throws(BPFError) -> UInt64 {
    let action = "find tracepoint \(group):\(name)"
    guard Kernel.isEventName(group), Kernel.isEventName(name) else {
      throw BPFError(
        .invalidArgument, action,
        reason: "a tracepoint is named by a group and a name of letters, digits and underscores")
    }
    let traceFS = try traceFileSystem()
    let path = "events/\(group)/\(name)/id"
    let text: String
    do {
      text = try traceFS.read(path)
    } catch {
      throw failure(
        call: "open", error, action, path: path,
        reason: error == .noSuchFileOrDirectory ? "the kernel has no such tracepoint" : nil,
        advice: error == .noSuchFileOrDirectory
          ? "See available_events in the trace file system for what there is" : nil)
    }
    guard let id = UInt64(text.prefix { !$0.isWhitespace }) else {
      throw BPFError(.corruptData, action, reason: "its id reads \"\(text)\"", path: path)
    }
    return id
  }

  /// Event names become parts of a path, so nothing that could lead elsewhere is let through.
  private static func isEventName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
