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

  /// Whether the kernel counts BPF memory against `RLIMIT_MEMLOCK`, as those before 5.11 do.
  var countsMemlock: Bool {
    switch support(for: .memoryControlGroupAccounting) {
    case .supported: false
    case .unsupported: true
    // The probe is a program and takes of the memory itself, so a used-up limit forbids it too. BTF
    // was never counted, and a kernel that knows its floats (5.13) counts nothing.
    case .unknown: support(for: .btfFloat) == .unsupported
    }
  }

  /// Raises `RLIMIT_MEMLOCK` as far as the process may.
  ///
  /// - Returns: whether the limit is now higher than it was.
  func raiseMemlockLimit() -> Bool {
    guard countsMemlock, let limit = calls.memlockLimit(), limit.current != .max else {
      return false
    }
    if calls.setMemlockLimit(current: .max, maximum: .max) >= 0 { return true }
    guard limit.current < limit.maximum else { return false }
    return calls.setMemlockLimit(current: limit.maximum, maximum: limit.maximum) >= 0
  }
}
