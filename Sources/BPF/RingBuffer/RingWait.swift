internal import SystemPackage

/// How a wait for records ended.
public enum RingWait: Sendable, Hashable {
  /// There are records, or one is being written.
  case ready
  /// The time was over.
  case timedOut
  /// A signal arrived (`EINTR`).
  case interrupted
}

/// How long a reader is still willing to wait, and how it waits for a record being written.
@usableFromInline
struct RingPatience {
  private let deadline: ContinuousClock.Instant?
  private var busyWaits = 0

  @usableFromInline
  init(_ timeout: Duration?) {
    // A timeout too long for the clock is one that never ends.
    deadline = timeout.flatMap { timeout in
      timeout < .seconds(1 << 33) ? ContinuousClock.now + max(.zero, timeout) : nil
    }
  }

  /// The time left in milliseconds, as `poll(2)` and `epoll_wait(2)` take it: rounded up, so that
  /// waiting for less than one is not spinning; -1 for ever.
  var milliseconds: Int32 {
    guard let deadline else { return -1 }
    return Self.milliseconds(deadline - ContinuousClock.now)
  }

  static func milliseconds(_ left: Duration) -> Int32 {
    let (seconds, attoseconds) = max(.zero, left).components
    // Longer waits are made in pieces of a day.
    guard seconds < 86_400 else { return 86_400_000 }
    return Int32(seconds) * 1000
      + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// Waits once, for as long as is left.
  ///
  /// - Parameters:
  ///   - isBusy: whether the last look found a record that was being written. The descriptor is
  ///     readable meanwhile, so waiting for it would be spinning: from the second time on there
  ///     is a rest of a millisecond between two looks. Most records are complete before that.
  ///   - wait: waits for milliseconds, and gives a positive number when there is something to
  ///     read, zero when the time was over, or a negative errno.
  mutating func wait(
    isBusy: Bool, _ calls: any SystemCalls, _ wait: (Int32) -> Int32
  ) throws(Errno) -> RingWait {
    busyWaits = isBusy ? busyWaits + 1 : 0
    while true {
      let left = milliseconds
      guard left != 0 else { return .timedOut }
      let isRest = busyWaits > 1
      let result = isRest ? calls.pollReadable(-1, milliseconds: 1) : wait(left)
      if result > 0 || (isRest && result == 0) { return .ready }
      if result < 0 {
        guard result == -Errno.interrupted.rawValue else { throw Errno(rawValue: -result) }
        return .interrupted
      }
    }
  }
}
