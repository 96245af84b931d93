internal import Synchronization

/// The owner of an attachment: it is detached by a call or by the owner's end, once, or given up.
final class AttachmentOwner: Sendable {
  let attachment: any Attachment
  private let isHeld = Mutex(true)

  init(_ attachment: any Attachment) { self.attachment = attachment }

  deinit { try? detach() }

  func detach() throws(BPFError) {
    if letGo() { try attachment.detach() }
  }

  func abandon() {
    if letGo() { attachment.abandon() }
  }

  /// Whether the attachment was held until now.
  private func letGo() -> Bool {
    isHeld.withLock { isHeld in
      defer { isHeld = false }
      return isHeld
    }
  }
}
