internal import BPFObject
internal import SystemPackage

extension Program {
  /// Attaches the program to a raw tracepoint (`BPF_RAW_TRACEPOINT_OPEN`, Linux 4.17).
  ///
  /// - Parameters:
  ///   - name: without the group: `sched_process_exec`.
  ///   - cookie: what `bpf_get_attach_cookie` gives in the program (Linux 6.10).
  public func attach(
    toRawTracepoint name: String, cookie: UInt64 = 0
  ) throws(BPFError) -> Link {
    let target = "raw tracepoint \(name)"
    do {
      let link = try kernel.openRawTracepoint(
        name, program: descriptor.rawValue, cookie: cookie)
      return Link(
        kernel: kernel, owning: link, mechanism: .rawTracepoint, target: target,
        programName: self.name)
    } catch {
      let failure = kernel.failure(
        .rawTracepointOpen, error, "attach \(self) to \(target)", program: self.name)
      guard error == .invalidArgument else { throw failure }
      throw failure.adding { facts in
        facts.reason = explainRefusedRawTracepoint(cookie: cookie)
      }
    }
  }

  private func explainRefusedRawTracepoint(cookie: UInt64) -> String? {
    switch type {
    case .rawTracepoint, .rawTracepointWritable:
      cookie == 0 ? nil : "raw tracepoints take cookies since Linux 6.10"
    default: "the program is of type \(type), not raw_tracepoint"
    }
  }
}
