/// The records of a ring buffer as they arrive, each copied or decoded.
///
/// Iterating never blocks a thread that runs tasks: one thread for all sequences of a ``Kernel``
/// waits for the kernel, and the iterating task reads from the ring itself, one record when it asks
/// for one. So a slow task leaves the records where they are, in the ring; there is no buffer that
/// could grow.
///
/// The sequence ends when the task that iterates is cancelled: `next()` then gives `nil` at once,
/// even when there are records, which stay in the ring. It also ends after ``close()``. It may be
/// iterated again, and by several tasks, each of which gets the records that the others did not get.
/// An error that concerns one record, such as an event that is too short, does not end it: an
/// iterator that is asked again goes on with the next record.
///
/// When the last copy of the sequence and its iterators is gone, the ring is unmapped.
public struct RingRecords<Element: Sendable>: AsyncSequence, Sendable {
  /// Why the ring could not be read.
  public typealias Failure = BPFError

  @usableFromInline let source: RingSource<Element>

  /// Reads from a ring for one task.
  public struct AsyncIterator: AsyncIteratorProtocol {
    @usableFromInline let source: RingSource<Element>

    @inlinable init(_ source: RingSource<Element>) { self.source = source }

    /// The next record; waits for it if need be.
    ///
    /// - Returns: `nil` when the task was cancelled or the sequence closed.
    @inlinable
    public mutating func next() async throws(BPFError) -> Element? {
      try await next(isolation: #isolation)
    }

    /// The next record; waits for it if need be.
    ///
    /// - Returns: `nil` when the task was cancelled or the sequence closed.
    @inlinable
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(BPFError) -> Element? {
      while !Task.isCancelled {
        switch try source.take() {
        case .element(let element): return element
        case .end: return nil
        case .none: guard await source.wait() else { return nil }
        }
      }
      return nil
    }
  }

  /// Begins to read.
  @inlinable
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source) }

  /// Ends the sequence, for all who iterate it, and unmaps the ring.
  ///
  /// Records that were not read stay in the map.
  public func close() { source.close() }

  /// What was read, and how full the ring is; after ``close()``, at that time.
  public var statistics: RingStatistics { source.statistics }
}

extension RingBuffer {
  /// The records as they arrive, each a copy of its bytes.
  ///
  /// - Throws: ``BPFError`` when the thread that waits cannot be started, or another sequence of
  ///   the same ``Kernel`` reads this map.
  public consuming func records() throws(BPFError) -> RingRecords<[UInt8]> {
    try records { record in unsafe record.withUnsafeBytes { bytes in unsafe Array(bytes) } }
  }

  /// The records as they arrive, each as what a closure makes of it.
  ///
  /// - Parameter makeElement: is lent a record by the task that iterates; what it throws, that
  ///   iteration throws.
  /// - Throws: ``BPFError`` as ``records()``.
  public consuming func records<Element: Sendable>(
    as makeElement: @escaping @Sendable (RawSpan) throws(BPFError) -> Element
  ) throws(BPFError) -> RingRecords<Element> {
    RingRecords(source: try RingSource(self, makeElement))
  }
}
