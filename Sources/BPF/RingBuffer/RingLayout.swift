public import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A position in a ring: the bytes that ever passed there, not wrapped to the size of the ring.
@usableFromInline typealias RingPosition = Atomic<UInt64>

/// The first word of a record's 8-byte header, written by the kernel.
@usableFromInline
enum RingHeader {
  /// `BPF_RINGBUF_BUSY_BIT`: room was reserved and the record is still being written.
  @usableFromInline static var busy: UInt32 {
    @inlinable @inline(__always) get { 1 << 31 }
  }
  /// `BPF_RINGBUF_DISCARD_BIT`: the record was given up and is to be skipped.
  @usableFromInline static var discarded: UInt32 {
    @inlinable @inline(__always) get { 1 << 30 }
  }
  /// `BPF_RINGBUF_HDR_SZ`.
  @usableFromInline static var size: Int {
    @inlinable @inline(__always) get { 8 }
  }

  /// The length of the record's payload in bytes.
  @inlinable @inline(__always)
  static func length(_ word: UInt32) -> UInt64 { UInt64(word & 0x3fff_ffff) }

  /// The bytes that the record takes in the ring.
  @inlinable @inline(__always)
  static func step(_ word: UInt32) -> UInt64 { (length(word) &+ 15) & ~7 }
}

/// What was read since the reader was made.
@usableFromInline
struct RingCounts: Sendable {
  @usableFromInline var records: UInt64 = 0
  @usableFromInline var bytes: UInt64 = 0
  @usableFromInline var discarded: UInt64 = 0
  @usableFromInline var highWater: UInt64 = 0

  @inlinable init() {}

  @inlinable @inline(__always)
  mutating func add(_ other: RingCounts) {
    records &+= other.records
    bytes &+= other.bytes
    discarded &+= other.discarded
    if other.highWater > highWater { highWater = other.highWater }
  }
}

extension RingBuffer {
  /// The size of the consumer's page, and of the producer's before the data.
  static var pageSize: Int { max(4096, sysconf(Int32(_SC_PAGESIZE))) }
}
