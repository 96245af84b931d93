extension RingBuffer {
  /// Gives each record that is complete to a closure as a struct, without waiting.
  ///
  /// As ``consume(limit:_:)``. A record with fewer bytes than the struct counts as read and throws
  /// ``BPFError/Code/corruptData``.
  ///
  /// - Parameters:
  ///   - layout: proves that the struct fits the records.
  ///   - limit: the most records to read.
  ///   - body: is given the struct.
  @inlinable @inline(__always)
  @discardableResult
  public mutating func consume<Event>(
    as layout: CLayout<Event>, limit: Int = .max, _ body: (Event) throws(BPFError) -> Void
  ) throws(BPFError) -> Int {
    try consume(limit: limit) { record throws(BPFError) in
      try body(layout.load(from: record))
    }
  }

  /// Gives each record to a closure that may throw any error as a struct, without waiting.
  @inlinable @inline(__always)
  @discardableResult
  @_disfavoredOverload
  public mutating func consume<Event>(
    as layout: CLayout<Event>, limit: Int = .max, _ body: (Event) throws -> Void
  ) throws -> Int {
    try consume(limit: limit) { record in try body(layout.load(from: record)) }
  }

  /// Waits until there are records, and gives each to a closure as a struct.
  ///
  /// As ``poll(timeout:limit:_:)``.
  @inlinable
  @discardableResult
  public mutating func poll<Event>(
    as layout: CLayout<Event>, timeout: Duration? = nil, limit: Int = .max,
    _ body: (Event) throws(BPFError) -> Void
  ) throws(BPFError) -> Int {
    try poll(timeout: timeout, limit: limit) { record throws(BPFError) in
      try body(layout.load(from: record))
    }
  }

  /// Waits until there are records, and gives each to a closure that may throw any error.
  @inlinable
  @discardableResult
  @_disfavoredOverload
  public mutating func poll<Event>(
    as layout: CLayout<Event>, timeout: Duration? = nil, limit: Int = .max,
    _ body: (Event) throws -> Void
  ) throws -> Int {
    try poll(timeout: timeout, limit: limit) { record in try body(layout.load(from: record)) }
  }

  /// The records as they arrive, each as a struct.
  ///
  /// - Throws: ``BPFError`` as ``records()``.
  @inlinable
  public consuming func records<Event>(
    as layout: CLayout<Event>
  ) throws(BPFError) -> RingRecords<Event> {
    try records { record throws(BPFError) in try layout.load(from: record) }
  }
}
