internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

extension Program {
  /// Attaches the program to a tracepoint, by a perf event for it (`perf_event_open(2)`).
  ///
  /// Since Linux 5.15 the kernel makes a link (`BPF_LINK_CREATE`); before, the program is set on the
  /// event (`PERF_EVENT_IOC_SET_BPF`, Linux 4.7). The trace file system is where the tracepoint's
  /// number stands; it need not be mounted when the process may mount it.
  ///
  /// - Parameters:
  ///   - group: `sched` of `sched:sched_process_exec`.
  ///   - name: `sched_process_exec` of it.
  ///   - cookie: what `bpf_get_attach_cookie` gives in the program (Linux 5.15).
  public func attach(
    toTracepoint group: String, _ name: String, cookie: UInt64 = 0
  ) throws(BPFError) -> Link {
    let target = "tracepoint \(group):\(name)"
    let event: OwnedDescriptor
    do {
      event = try kernel.openTracepointEvent(try kernel.tracepointID(group, name), target)
    } catch {
      throw error.adding { $0.program = self.name }
    }
    return try attach(toPerfEvent: event, target: target, cookie: cookie)
  }

  /// Attaches the program to an open perf event.
  func attach(
    toPerfEvent event: consuming OwnedDescriptor, target: String, cookie: UInt64
  ) throws(BPFError) -> Link {
    do {
      let link = try kernel.createLink(
        program: descriptor.rawValue, target: event.rawValue, .perfEvent, cookie: cookie)
      // The link holds the event, which was enabled when it was opened.
      return Link(
        kernel: kernel, owning: link, mechanism: .link, target: target, programName: name)
    } catch {
      guard error == .invalidArgument, !kernel.supports(.perfLink) else {
        throw kernel.failure(
          .linkCreate, error, "attach \(self) to \(target)", program: name)
      }
    }
    guard cookie == 0 else {
      throw BPFError(
        .unsupported, "attach \(self) to \(target) with a cookie",
        reason: "this kernel has no links for perf events, which came with Linux 5.15",
        program: name)
    }
    return try set(onPerfEvent: event, target: target)
  }

  /// Sets the program on a perf event, as kernels before 5.15 do it.
  private func set(
    onPerfEvent event: consuming OwnedDescriptor, target: String
  ) throws(BPFError) -> Link {
    let steps: [(request: UInt64, argument: UInt64, name: String)] = [
      (
        UInt64(LBPF_PERF_EVENT_IOC_SET_BPF), UInt64(UInt32(bitPattern: descriptor.rawValue)),
        "PERF_EVENT_IOC_SET_BPF"
      ),
      (UInt64(LBPF_PERF_EVENT_IOC_ENABLE), 0, "PERF_EVENT_IOC_ENABLE"),
    ]
    for step in steps {
      let result = kernel.calls.ioctl(event.rawValue, step.request, step.argument)
      guard result >= 0 else {
        throw kernel.failure(
          call: step.name, Errno(rawValue: -result), "attach \(self) to \(target)", program: name,
          reason: Errno(rawValue: -result) == .fileExists
            ? "another program is set on the event" : nil)
      }
    }
    return Link(
      kernel: kernel, owning: event, mechanism: .perfEvent, target: target, programName: name)
  }
}

extension Kernel {
  /// Opens a perf event for a tracepoint: on one CPU, but for BPF it counts on all.
  fileprivate func openTracepointEvent(
    _ id: UInt64, _ target: String
  ) throws(BPFError) -> OwnedDescriptor {
    var attributes = lbpf_perf_event_attr()
    attributes.type = UInt32(LBPF_PERF_TYPE_TRACEPOINT)
    attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
    attributes.config = id
    do {
      return try own(calls.perfEventOpen(attributes, pid: -1, cpu: 0))
    } catch {
      throw perfEventFailure(error, "open a perf event for \(target)")
    }
  }

  private func perfEventFailure(_ errno: Errno, _ action: String) -> BPFError {
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
