extension RingBuffer {
  /// Lends each record that is complete to a closure, without waiting.
  ///
  /// A call reads what was in the ring when it began, up to the first record that a program is
  /// still writing; records that the program discarded are skipped. To have all records, call until
  /// the result is 0. A record lent counts as read, also when the closure throws; the error stops
  /// the call, and the next one goes on with the record after.
  ///
  /// - Parameters:
  ///   - limit: the most records to read.
  ///   - body: is given a record; its bytes are the ring's own and gone when it returns.
  /// - Returns: how many records were lent.
  /// - Throws: ``BPFError/Code/corruptData`` when the memory shared with the kernel makes no sense;
  ///   what `body` throws.
  @inlinable @inline(__always)
  @discardableResult
  public mutating func consume(
    limit: Int = .max, _ body: (RawSpan) throws(BPFError) -> Void
  ) throws(BPFError) -> Int {
    try records(limit: limit, body).get()
  }

  /// Lends each record that is complete to a closure that may throw any error, without waiting.
  ///
  /// As the other `consume`.
  @inlinable @inline(__always)
  @discardableResult
  @_disfavoredOverload
  public mutating func consume<Failure: Error>(
    limit: Int = .max, _ body: (RawSpan) throws(Failure) -> Void
  ) throws -> Int {
    try records(limit: limit, body).get()
  }

  /// Waits until there are records, and lends them to a closure.
  ///
  /// - Parameters:
  ///   - timeout: how long to wait when there are none, rounded up to milliseconds; `nil` for ever,
  ///     zero not at all.
  ///   - limit: the most records to read.
  ///   - body: is given a record; its bytes are the ring's own and gone when it returns.
  /// - Returns: how many records were lent; 0 when the time was over, or when a signal arrived
  ///   (`EINTR`), so that a loop can look at what its signal handler set.
  /// - Throws: ``BPFError/Code/corruptData`` when the memory shared with the kernel makes no sense;
  ///   what `body` throws.
  @inlinable
  @discardableResult
  public mutating func poll(
    timeout: Duration? = nil, limit: Int = .max, _ body: (RawSpan) throws(BPFError) -> Void
  ) throws(BPFError) -> Int {
    try waitForRecords(timeout: timeout, limit: limit, body).get()
  }

  /// Waits until there are records, and lends them to a closure that may throw any error.
  ///
  /// As the other `poll`.
  @inlinable
  @discardableResult
  @_disfavoredOverload
  public mutating func poll<Failure: Error>(
    timeout: Duration? = nil, limit: Int = .max, _ body: (RawSpan) throws(Failure) -> Void
  ) throws -> Int {
    try waitForRecords(timeout: timeout, limit: limit, body).get()
  }
}

extension RingBuffer {
  /// The errors of the closure and those of the ring apart, so that both can be typed.
  @inlinable @inline(__always)
  mutating func records<Failure: Error>(
    limit: Int, _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> Result<Int, BPFError> {
    let (records, stop) = try drain(limit: limit, body)
    // What was read before the fault is reported first; the fault stays where it is.
    if records == 0, let failure = failure(stop) { return .failure(failure) }
    return .success(records)
  }

  @inlinable
  mutating func waitForRecords<Failure: Error>(
    timeout: Duration?, limit: Int, _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> Result<Int, BPFError> {
    var patience = RingPatience(timeout)
    while true {
      let (records, stop) = try drain(limit: limit, body)
      if records != 0 || limit <= 0 { return .success(records) }
      if let failure = failure(stop) { return .failure(failure) }
      switch wait(&patience, isBusy: stop == .busy) {
      case .success(.ready): continue
      case .success(.timedOut), .success(.interrupted): return .success(0)
      case .failure(let error): return .failure(error)
      }
    }
  }
}
