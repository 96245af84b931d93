public import Synchronization

/// Why ``RingBuffer/drain(limit:_:)`` stopped.
@usableFromInline
enum RingStop: Sendable, Equatable {
  /// All records that were in the ring have been read.
  case empty
  /// As many records as were wanted have been read.
  case limit
  /// The next record is still being written.
  case busy
  /// The positions cannot be those of a ring of this size.
  case badPositions(consumer: UInt64, producer: UInt64)
  /// The next record cannot have this header.
  case badHeader(UInt32, consumer: UInt64, producer: UInt64)
}

extension RingBuffer {
  /// Lends the records that are in the ring now to a closure.
  ///
  /// The position is published after each record, as libbpf does, not once for many. Room that was
  /// read is room that programs can use at once, so fewer of their records are dropped. And the
  /// kernel wakes a waiter only when the consumer's position is that of the record it completes: a
  /// position published late would leave completed records unannounced. A plain store on x86-64
  /// is all it costs.
  ///
  /// The producer's position is read once, so that a call ends even when programs write as fast as
  /// the closure reads. The kernel's side of the memory is not trusted: no position and no length
  /// leads outside the mapping.
  ///
  /// Always inlined, and what calls it too, so that the closure becomes a part of the loop.
  @inlinable @inline(__always)
  mutating func drain<Failure: Error>(
    limit: Int, _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> (records: Int, stop: RingStop) {
    let data = unsafe self.data
    let consumer = unsafe self.consumer
    let size = UInt64(truncatingIfNeeded: self.size)
    let mask = size &- 1
    // Acquiring, because the reader before this one may have been another thread.
    var position = unsafe consumer.pointee.load(ordering: .acquiring)
    let end = unsafe producer.pointee.load(ordering: .acquiring)
    var available = end &- position
    guard available <= size, position & 7 == 0 else {
      return (0, .badPositions(consumer: position, producer: end))
    }
    var seen = RingCounts()
    seen.highWater = available
    let wanted = UInt64(max(0, limit))
    defer { counts.add(seen) }
    while available != 0 {
      guard seen.records < wanted else { return (Int(truncatingIfNeeded: seen.records), .limit) }
      let header = unsafe data + Int(truncatingIfNeeded: position & mask)
      // Acquiring, so that what the program wrote before it completed the record is seen.
      let word = unsafe header.assumingMemoryBound(to: Atomic<UInt32>.self).pointee
        .load(ordering: .acquiring)
      if word & RingHeader.busy != 0 {
        return (Int(truncatingIfNeeded: seen.records), .busy)
      }
      let step = RingHeader.step(word)
      guard step <= available else {
        return (
          Int(truncatingIfNeeded: seen.records),
          .badHeader(word, consumer: position, producer: end)
        )
      }
      position &+= step
      available &-= step
      if word & RingHeader.discarded == 0 {
        let length = RingHeader.length(word)
        seen.records &+= 1
        seen.bytes &+= length
        do throws(Failure) {
          // Step, which is larger than length, fits into what is available, and that into the ring,
          // which is mapped twice in succession.
          try unsafe body(
            RawSpan(
              _unsafeStart: header + RingHeader.size, byteCount: Int(truncatingIfNeeded: length)))
        } catch {
          unsafe consumer.pointee.store(position, ordering: .releasing)
          throw error
        }
      } else {
        seen.discarded &+= 1
      }
      // Releasing, so that the record was read before programs overwrite it.
      unsafe consumer.pointee.store(position, ordering: .releasing)
    }
    return (Int(truncatingIfNeeded: seen.records), .empty)
  }

  /// The error for a ring that cannot be read on.
  @usableFromInline
  borrowing func failure(_ stop: RingStop) -> BPFError? {
    let reason: String
    switch stop {
    case .empty, .limit, .busy: return nil
    case .badPositions(let consumer, let producer):
      reason =
        "its positions, read up to \(consumer) and written up to \(producer), cannot be "
        + "those of a ring of \(size) bytes"
    case .badHeader(let word, let consumer, let producer):
      reason =
        "the record at \(consumer) would have \(RingHeader.length(word)) bytes, but the ring "
        + "was written up to \(producer) only"
    }
    return BPFError(
      .corruptData, "read \(map)", reason: reason,
      advice: "See that nothing else writes to the ring's memory or reads from the ring",
      map: map.name)
  }
}
