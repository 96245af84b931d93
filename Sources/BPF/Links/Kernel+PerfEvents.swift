internal import CLinuxBPF
internal import SystemPackage

extension Kernel {
  /// Opens a perf event for a tracepoint: on one CPU, but for BPF it counts on all.
  ///
  /// - Parameter process: the only process that is meant, for the tracepoint of a uprobe; -1 for all.
  func openTracepointEvent(
    _ id: UInt64, _ target: String, process: Int32 = -1
  ) throws(BPFError) -> OwnedDescriptor {
    var attributes = lbpf_perf_event_attr()
    attributes.type = UInt32(LBPF_PERF_TYPE_TRACEPOINT)
    attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
    attributes.config = id
    do {
      return try own(calls.perfEventOpen(attributes, pid: process, cpu: process < 0 ? 0 : -1))
    } catch {
      throw perfEventFailure(error, "open a perf event for \(target)")
    }
  }

  /// Why a perf event could not be opened.
  func perfEventFailure(_ errno: Errno, _ action: String) -> BPFError {
    guard errno == .permissionDenied || errno == .notPermitted else {
      return failure(call: "perf_event_open", errno, action)
    }
    let privileges = ProcessPrivileges(calls)
    let level = privileges.perfEventParanoid
    var reason = "a security module or a sandbox (seccomp) forbids perf events"
    var advice = "Run as root, or give the executable CAP_PERFMON"
    if privileges.may(.performanceMonitoring) == false {
      reason =
        "the process has neither CAP_PERFMON nor CAP_SYS_ADMIN, and kernel.perf_event_paranoid "
        + "is \(level.map(String.init) ?? "not readable")"
    } else if let level, level > 2, privileges.has(.systemAdministration) == false {
      // No level of the kernel's own; Debian's and Ubuntu's have it, and Debian sets it.
      reason =
        "the sysctl kernel.perf_event_paranoid is \(level), with which some distributions' kernels leave "
        + "perf events to CAP_SYS_ADMIN"
      advice = "Run as root, or set kernel.perf_event_paranoid to 2"
    }
    return failure(call: "perf_event_open", errno, action, reason: reason, advice: advice)
  }
}
