internal import SystemPackage

extension Kernel {
  /// Makes a call that takes BPF memory, and makes it again with `RLIMIT_MEMLOCK` raised when that
  /// is why it was not permitted.
  ///
  /// Kernels before 5.11 count BPF memory against the limit and say `EPERM`. Newer ones count it
  /// against the memory control group, where the limit means nothing and is left alone.
  func withMemlockRaised(
    _ body: () throws(Errno) -> OwnedDescriptor
  ) throws(Errno) -> OwnedDescriptor {
    do {
      return try body()
    } catch {
      guard error == .notPermitted, raiseMemlockLimit() else { throw error }
    }
    return try body()
  }

  /// Raises `RLIMIT_MEMLOCK` as far as the process may.
  ///
  /// - Returns: whether the limit is now higher than it was.
  func raiseMemlockLimit() -> Bool {
    guard support(for: .memoryControlGroupAccounting) == .unsupported,
      let limit = calls.memlockLimit(), limit.current != .max
    else { return false }
    if calls.setMemlockLimit(current: .max, maximum: .max) >= 0 { return true }
    guard limit.current < limit.maximum else { return false }
    return calls.setMemlockLimit(current: limit.maximum, maximum: limit.maximum) >= 0
  }
}
