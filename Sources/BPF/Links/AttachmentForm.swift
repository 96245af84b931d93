/// What holds a program where it is attached, for places that know more than one way.
public enum AttachmentForm: Sendable, Hashable {
  /// A link of the kernel's own, or where the kernel has none, the older way.
  case automatic
  /// A link of the kernel's own, or an error.
  case link
  /// The older way, which older tools know, too: nothing of the kernel's detaches the program when
  /// the process ends without having done so.
  case direct
}
