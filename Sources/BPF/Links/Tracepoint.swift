internal import BPFObject
internal import SystemPackage

/// A tracepoint, reached by a perf event for it (`perf_event_open(2)`).
///
/// Since Linux 5.15 the kernel makes a link (`BPF_LINK_CREATE`); before, the program is set on the
/// event (`PERF_EVENT_IOC_SET_BPF`, Linux 4.7). The trace file system is where the tracepoint's
/// number stands; it need not be mounted when the process may mount it.
public struct Tracepoint: AttachPoint {
  /// The group: `sched` of `sched:sched_process_exec`.
  public var category: String
  /// The name: `sched_process_exec` of it.
  public var name: String
  /// What `bpf_get_attach_cookie` gives in the program (Linux 5.15).
  public var cookie: UInt64

  /// A tracepoint by its group and name.
  public init(_ category: String, _ name: String, cookie: UInt64 = 0) {
    self.category = category
    self.name = name
    self.cookie = cookie
  }

  /// `tracepoint sched:sched_process_exec`.
  public var description: String { "tracepoint \(category):\(name)" }

  /// Attaches a program of type `tracepoint`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let event: OwnedDescriptor
    do {
      event = try kernel.openTracepointEvent(
        try kernel.tracepointID(category, name), description)
    } catch {
      throw error.adding { $0.program = program.name }
    }
    return try program.attach(
      event: event, target: description, cookie: cookie)
  }

  /// Looks for the tracepoint in the trace file system.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try kernel.tracepointID(category, name)
  }
}

extension AttachPoint where Self == Tracepoint {
  /// A tracepoint by its group and name: `.tracepoint("sched", "sched_process_exec")`.
  public static func tracepoint(_ category: String, _ name: String, cookie: UInt64 = 0) -> Self {
    Tracepoint(category, name, cookie: cookie)
  }
}
