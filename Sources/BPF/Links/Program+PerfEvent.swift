internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

extension Program {
  /// Attaches the program to an open perf event, and enables the event.
  ///
  /// - Parameters:
  ///   - target: what messages call the place.
  ///   - cookie: what `bpf_get_attach_cookie` gives (Linux 5.15).
  ///   - cleanup: what has to be undone once the event is closed; it is the caller's when this fails.
  ///   - mode: whether a link is made.
  func attach(
    event: consuming OwnedDescriptor, target: String, cookie: UInt64 = 0,
    cleanup: (any AttachmentCleanup)? = nil, mode: ProbeMode = .automatic
  ) throws(BPFError) -> Link {
    let link: OwnedDescriptor
    do throws(Errno) {
      guard mode != .perfEvent else { throw .invalidArgument }
      link = try kernel.createLink(
        program: descriptor.rawValue, target: event.rawValue, .perfEvent, cookie: cookie)
    } catch {
      guard mode == .perfEvent || error == .invalidArgument && !kernel.supports(.perfLink) else {
        throw kernel.failure(
          .linkCreate, error, "attach \(self) to \(target)", program: name)
      }
      guard cookie == 0, mode != .link else {
        throw BPFError(
          .unsupported, "attach \(self) to \(target)\(cookie == 0 ? "" : " with a cookie")",
          reason: mode == .perfEvent
            ? "a program that is set on a perf event without a link has no cookie"
            : "this kernel has no links for perf events, which came with Linux 5.15",
          program: name)
      }
      try set(onPerfEvent: event, target: target)
      return Link(
        kernel: kernel,
        holding: PerfEventAttachment(
          kernel: kernel, event: event, isKernelLink: false, cleanup: cleanup),
        target: target, programName: name)
    }
    // The link holds the event, which is enabled as the others are before the kernel has a link.
    guard let cleanup else {
      return Link(kernel: kernel, owning: link, target: target, programName: name)
    }
    return Link(
      kernel: kernel,
      holding: PerfEventAttachment(
        kernel: kernel, event: link, isKernelLink: true, cleanup: cleanup),
      target: target, programName: name)
  }

  /// Sets the program on a perf event, as kernels before 5.15 do it.
  private func set(
    onPerfEvent event: borrowing OwnedDescriptor, target: String
  ) throws(BPFError) {
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
  }
}
