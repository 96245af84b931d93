/// What keeps a program attached where that is not one descriptor alone: a perf event with an entry
/// in the trace file system, a filter of traffic control, an entry in a map of sockets.
///
/// An ``AttachmentOwner`` sees to it that it is undone once.
package protocol Attachment: AnyObject, Sendable {
  /// The one descriptor that stands for the attachment, if there is one.
  var descriptor: Int32? { get }

  /// Whether the descriptor is a link of the kernel's own, with all that such links can.
  var isKernelLink: Bool { get }

  /// Detaches the program now; called at most once, and not after ``abandon()``.
  func detach() throws(BPFError)

  /// Leaves the program attached when the object ends; called at most once. What the kernel keeps
  /// without a descriptor of this process stays by itself.
  func abandon()
}

extension Attachment {
  package var descriptor: Int32? { nil }
  package var isKernelLink: Bool { false }
  package func abandon() {}
}
