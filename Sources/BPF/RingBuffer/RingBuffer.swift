internal import BPFObject
public import Synchronization
public import SystemPackage

/// The reading end of a ring buffer map (`BPF_MAP_TYPE_RINGBUF`, Linux 5.8).
///
/// BPF programs on all CPUs write records into one ring, in the order in which they reserve room,
/// and one reader takes them out. The memory of the ring is mapped into this process, so reading is
/// free of system calls and copies: ``consume(limit:_:)`` lends each record to a closure. Only
/// waiting for records asks the kernel.
///
/// The position up to which records were read is kept in the ring itself and survives this value: a
/// later reader goes on where this one stopped. There must be one reader at a time; making a second
/// one for the same map while the first is in use gives both of them parts of the records.
///
/// Source: `Documentation/bpf/ringbuf.rst`, `kernel/bpf/ringbuf.c`.
///
/// `@unchecked Sendable`: the pointers lead into mappings that this value owns; it cannot be copied,
/// reading needs exclusive access to it, and the positions are read and written atomically.
@safe public struct RingBuffer: ~Copyable, @unchecked Sendable {
  /// The map.
  public let map: Map
  /// The size of the ring in bytes, of which each record takes its length rounded up to 8, and 8.
  public let size: Int

  // Where things are in the mappings below, which own the memory. The kernel maps the data twice in
  // succession, so that a record that wraps around lies in one piece. The rest of this struct's
  // storage is looked at once for each call and not for each record.
  @usableFromInline let consumer: UnsafePointer<RingPosition>
  @usableFromInline let producer: UnsafePointer<RingPosition>
  @usableFromInline let data: UnsafeRawPointer
  @usableFromInline var counts = RingCounts()
  private let consumerPage: Mapping
  private let producerPages: Mapping

  /// Maps a ring buffer into memory (`mmap(2)`).
  ///
  /// - Throws: ``BPFError`` when the map is of another type, or one that overwrites old records
  ///   (``MapFlags/overwriteRingBuffer``), which are read by other rules; or when the kernel
  ///   does not map it.
  public init(_ map: Map) throws(BPFError) {
    try RingBuffer.checkKind(of: map)
    let page = RingBuffer.pageSize
    let size = map.maxEntries
    // The kernel makes no other rings, but a map's size may also have been stated by the caller.
    let (twice, overflow) = size.multipliedReportingOverflow(by: 2)
    let (extent, overflow2) = twice.addingReportingOverflow(page)
    guard size > 0, size & (size - 1) == 0, size.isMultiple(of: page), !overflow, !overflow2 else {
      throw BPFError(
        .invalidArgument, "read \(map)",
        reason: "its size, \(size) bytes, is not a power of two and whole pages", map: map.name)
    }
    let consumerPage = try RingBuffer.pages(of: map, at: 0, count: page, writable: true)
    // The kernel refuses to map these for writing.
    let producerPages = try RingBuffer.pages(of: map, at: page, count: extent, writable: false)
    unsafe self.consumer = UnsafePointer(
      consumerPage.base.assumingMemoryBound(to: RingPosition.self))
    unsafe self.producer = UnsafePointer(
      producerPages.base.assumingMemoryBound(to: RingPosition.self))
    unsafe self.data = UnsafeRawPointer(producerPages.base + page)
    self.map = map
    self.size = size
    self.consumerPage = consumerPage
    self.producerPages = producerPages
  }

  /// The descriptor of the map, readable while the ring holds records; for event loops.
  ///
  /// An edge-triggered loop must read until ``consume(limit:_:)`` gives 0: the kernel announces a
  /// record only to a reader that had read all before it.
  public var fileDescriptor: FileDescriptor { map.fileDescriptor }
}

extension RingBuffer {
  private static func checkKind(of map: Map) throws(BPFError) {
    guard map.type == .ringBuffer else {
      throw BPFError(
        .invalidArgument, "read \(map) as a ring buffer",
        reason: "only maps of type BPF_MAP_TYPE_RINGBUF can be read so", map: map.name)
    }
    guard !map.flags.contains(.overwriteRingBuffer) else {
      throw BPFError(
        .unsupported, "read \(map)",
        reason: "it overwrites old records (BPF_F_RB_OVERWRITE), which this version cannot read",
        advice: "Make the map without that flag", map: map.name)
    }
  }

  private static func pages(
    of map: Map, at offset: Int, count: Int, writable: Bool
  ) throws(BPFError) -> Mapping {
    do throws(Errno) {
      return try map.kernel.calls.map(
        map.descriptor.rawValue, count: count, writable: writable, offset: Int64(offset))
    } catch {
      throw map.kernel.failure(
        call: "mmap", error, "map \(map) into memory", map: map.name,
        reason: error == .notPermitted
          ? "a frozen map, or one that user space may not write to, cannot be read as a ring" : nil)
    }
  }
}
