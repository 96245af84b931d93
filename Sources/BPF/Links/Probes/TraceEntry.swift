internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// An entry that this process made in `kprobe_events` or `uprobe_events`, by which a probe has a
/// tracepoint of its own.
struct TraceEntry: AttachmentCleanup {
  /// The group of all entries of this library, so that people see whose they are.
  static let group = "swift_bpf"

  /// `kprobe_events` or `uprobe_events`.
  let list: String
  /// The name in the group.
  let name: String
  private let kernel: Kernel

  /// Adds an entry.
  ///
  /// - Parameters:
  ///   - kind: `p` for the entry of a function, `r` or `r16` for its return.
  ///   - place: `FUNCTION+0xOFFSET`, `PATH:0xOFFSET(0xCOUNTER)`.
  ///   - label: what the name of the entry ends with.
  init(
    _ kernel: Kernel, list: String, kind: String, place: String, label: String
  ) throws(BPFError) {
    self.kernel = kernel
    self.list = list
    let traceFS = try kernel.traceFileSystem()
    let letters = label.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        byte
      default: UInt8(ascii: "_")
      }
    }
    // Names have at most 63 letters. The number keeps those of two threads and processes apart.
    let number = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let head = kind.prefix(1) + "_" + number + "_"
    name = head + String(decoding: letters.prefix(63 - head.utf8.count), as: UTF8.self)
    do {
      try traceFS.append("\(kind):\(TraceEntry.group)/\(name) \(place)\n", to: list)
    } catch {
      throw kernel.failure(call: "write", error, "add \(place) to \(list)", path: list)
    }
  }

  /// How often the removal is tried, and how long is waited in between, in microseconds: a process that
  /// is just being started holds every descriptor for a moment.
  private static let attempts = 50
  private static let pause: UInt32 = 2000

  /// Removes the entry, unless somebody else still holds its event: a pinned link, or a process that was
  /// given a descriptor.
  func cleanUp() throws(BPFError) {
    let traceFS = try kernel.traceFileSystem()
    for attempt in 1...TraceEntry.attempts {
      do {
        return try traceFS.append("-:\(TraceEntry.group)/\(name)\n", to: list)
      } catch {
        if error == .resourceBusy {
          if attempt < TraceEntry.attempts { usleep(TraceEntry.pause) }
          continue
        }
        throw kernel.failure(
          call: "write", error, "remove \(TraceEntry.group)/\(name) from \(list)", path: list)
      }
    }
  }
}
