internal import Synchronization

/// What a reader read, and how full the ring is.
///
/// The kernel does not count the records that found no room; a program that wants that known must
/// count them itself.
public struct RingStatistics: Sendable, Hashable {
  /// Records lent.
  public var records: UInt64 = 0
  /// Bytes of these records, without headers and padding.
  public var bytes: UInt64 = 0
  /// Records skipped because the program had discarded them.
  public var discarded: UInt64 = 0
  /// Bytes in the ring that are not read yet, headers and padding included.
  public var available: UInt64 = 0
  /// The most such bytes that were ever found at the begin of a read.
  public var highWater: UInt64 = 0
  /// The size of the ring in bytes.
  public var size: UInt64 = 0

  /// All zero.
  public init() {}

  /// The sums over several rings.
  public static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.records &+= b.records
    sum.bytes &+= b.bytes
    sum.discarded &+= b.discarded
    sum.available &+= b.available
    sum.highWater &+= b.highWater
    sum.size &+= b.size
    return sum
  }
}

extension RingBuffer {
  /// What was read since this value was made, and how full the ring is now.
  public var statistics: RingStatistics {
    var statistics = RingStatistics()
    statistics.records = counts.records
    statistics.bytes = counts.bytes
    statistics.discarded = counts.discarded
    statistics.highWater = counts.highWater
    statistics.available = UInt64(availableByteCount)
    statistics.size = UInt64(size)
    return statistics
  }

  /// Bytes in the ring that are not read yet, headers, padding and records being written included.
  public var availableByteCount: Int {
    let consumer = unsafe consumer.pointee.load(ordering: .relaxed)
    let producer = unsafe producer.pointee.load(ordering: .acquiring)
    return Int(clamping: min(UInt64(size), producer &- consumer))
  }
}
