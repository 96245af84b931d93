internal import BPFObject
internal import SystemPackage

/// A raw tracepoint: the arguments that the kernel's code passes, before a tracepoint makes a record
/// of them (`BPF_RAW_TRACEPOINT_OPEN`, Linux 4.17).
public struct RawTracepoint: AttachPoint {
  /// The name without the group: `sched_process_exec`.
  public var name: String
  /// What `bpf_get_attach_cookie` gives in the program (Linux 6.10).
  public var cookie: UInt64

  /// A raw tracepoint, named without its group.
  public init(_ name: String, cookie: UInt64 = 0) {
    self.name = name
    self.cookie = cookie
  }

  /// `raw tracepoint sched_process_exec`.
  public var description: String { "raw tracepoint \(name)" }

  /// Attaches a program of type `raw_tracepoint`, writable or not.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    do {
      let link = try kernel.openRawTracepoint(
        name, program: program.descriptor.rawValue, cookie: cookie)
      return Link(
        kernel: kernel, owning: link, target: description, programName: program.name)
    } catch {
      let failure = kernel.failure(
        .rawTracepointOpen, error, "attach \(program) to \(self)", program: program.name)
      guard error == .invalidArgument else { throw failure }
      throw failure.adding { facts in facts.reason = explainRefusal(of: program) }
    }
  }

  private func explainRefusal(of program: Program) -> String? {
    switch program.type {
    case .rawTracepoint, .rawTracepointWritable:
      cookie == 0 ? nil : "raw tracepoints take cookies since Linux 6.10"
    default: "the program is of type \(program.type), not raw_tracepoint"
    }
  }
}

extension AttachPoint where Self == RawTracepoint {
  /// A raw tracepoint, named without its group: `sched_process_exec`.
  public static func rawTracepoint(_ name: String, cookie: UInt64 = 0) -> Self {
    RawTracepoint(name, cookie: cookie)
  }
}
