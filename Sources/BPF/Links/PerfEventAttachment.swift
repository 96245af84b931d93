internal import CLinuxBPF
internal import Synchronization
internal import SystemPackage

/// Something to be undone when an attachment has ended, such as an entry of the trace file system.
package protocol AttachmentCleanup: Sendable {
  /// Undoes it, once.
  func cleanUp() throws(BPFError)
}

/// A perf event that a program is set on (before Linux 5.15), or the link to one that leaves something
/// to clean up.
final class PerfEventAttachment: Attachment {
  let isKernelLink: Bool
  let descriptor: Int32?
  private let kernel: Kernel
  private let event: Mutex<OwnedDescriptor?>
  private let cleanup: (any AttachmentCleanup)?

  init(
    kernel: Kernel, event: consuming sending OwnedDescriptor, isKernelLink: Bool,
    cleanup: (any AttachmentCleanup)?
  ) {
    self.kernel = kernel
    self.isKernelLink = isKernelLink
    self.cleanup = cleanup
    descriptor = event.rawValue
    self.event = Mutex(consume event)
  }

  func detach() throws(BPFError) {
    guard let event = event.withLock({ event in event.take() }) else { return }
    if !isKernelLink {
      // Without a link the program goes with the last reference to the event; stop it before.
      _ = kernel.calls.ioctl(event.rawValue, UInt64(LBPF_PERF_EVENT_IOC_DISABLE), 0)
    }
    // The event holds the entry, which cannot be removed while it does.
    _ = consume event
    try cleanup?.cleanUp()
  }

  func abandon() {
    _ = event.withLock({ event in event.take() })?.release()
  }
}
