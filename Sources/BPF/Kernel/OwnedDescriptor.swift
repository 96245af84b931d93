internal import CLinuxBPF
public import SystemPackage

/// A file descriptor with exactly one owner, which closes it exactly once.
///
/// Unlike `FileDescriptor`, a value of this type cannot be copied, used after it was closed, or
/// closed twice: the compiler refuses all three.
public struct OwnedDescriptor: ~Copyable, Sendable {
  /// The number of the descriptor, which must not be closed by anyone else.
  public let rawValue: Int32

  /// Takes the ownership of an open descriptor.
  public init(owning rawValue: Int32) {
    self.rawValue = rawValue
  }

  deinit {
    _ = lbpf_close(rawValue)
  }

  /// The descriptor, to be used while this value lives and not to be closed.
  public var fileDescriptor: FileDescriptor { FileDescriptor(rawValue: rawValue) }

  /// Closes the descriptor, and says whether that worked.
  ///
  /// - Throws: the `Errno` of `close(2)`; the descriptor is closed even then.
  public consuming func close() throws(Errno) {
    let rawValue = self.rawValue
    discard self
    let result = lbpf_close(rawValue)
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }

  /// Gives the ownership away; the caller must close the descriptor.
  public consuming func release() -> Int32 {
    let rawValue = self.rawValue
    discard self
    return rawValue
  }
}
