public import SystemPackage

/// A perf event that the caller opened, for what ``PerfEvent`` has no words for.
public struct OpenPerfEvent: AttachPoint {
  /// The event, of which a duplicate is used.
  public var event: FileDescriptor
  /// What `bpf_get_attach_cookie` gives in the program (Linux 5.15).
  public var cookie: UInt64

  /// An open perf event (`perf_event_open(2)`).
  public init(_ event: FileDescriptor, cookie: UInt64 = 0) {
    self.event = event
    self.cookie = cookie
  }

  /// `perf event 7`.
  public var description: String { "perf event \(event.rawValue)" }

  /// Attaches a program of type `perf_event`, `tracepoint` or `kprobe`, as the event is.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let copy: OwnedDescriptor
    do throws(Errno) {
      copy = try kernel.own(kernel.calls.duplicate(event.rawValue, minimum: 3))
    } catch {
      throw kernel.failure(
        call: "fcntl", error, "attach \(program) to \(self)", program: program.name)
    }
    return try program.attach(event: copy, target: description, cookie: cookie)
  }
}

extension AttachPoint where Self == OpenPerfEvent {
  /// A perf event that the caller opened, and keeps.
  public static func perfEvent(descriptor: FileDescriptor, cookie: UInt64 = 0) -> Self {
    OpenPerfEvent(descriptor, cookie: cookie)
  }
}
