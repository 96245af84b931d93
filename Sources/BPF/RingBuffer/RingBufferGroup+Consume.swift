extension RingBufferGroup {
  /// Lends each record that is complete in any ring to a closure, without waiting.
  ///
  /// The rings take turns in the order of their indexes; from each is read what was in it when its
  /// turn began. Otherwise as ``RingBuffer/consume(limit:_:)``.
  ///
  /// - Parameters:
  ///   - limit: the most records to read from all rings together.
  ///   - body: is given the ring's index and a record.
  /// - Returns: how many records were lent.
  @inlinable @inline(__always)
  @discardableResult
  public mutating func consume(
    limit: Int = .max, _ body: (_ ring: Int, RawSpan) throws(BPFError) -> Void
  ) throws(BPFError) -> Int {
    try drain(limit: limit, body).get().records
  }

  /// Lends each record that is complete to a closure that may throw any error, without waiting.
  @inlinable @inline(__always)
  @discardableResult
  @_disfavoredOverload
  public mutating func consume<Failure: Error>(
    limit: Int = .max, _ body: (_ ring: Int, RawSpan) throws(Failure) -> Void
  ) throws -> Int {
    try drain(limit: limit, body).get().records
  }

  /// Waits until there are records in any ring, and lends them to a closure.
  ///
  /// As ``RingBuffer/poll(timeout:limit:_:)``.
  ///
  /// - Returns: how many records were lent; 0 when the time was over or a signal arrived.
  @inlinable
  @discardableResult
  public mutating func poll(
    timeout: Duration? = nil, limit: Int = .max,
    _ body: (_ ring: Int, RawSpan) throws(BPFError) -> Void
  ) throws(BPFError) -> Int {
    try waitForRecords(timeout: timeout, limit: limit, body).get()
  }

  /// Waits until there are records, and lends them to a closure that may throw any error.
  @inlinable
  @discardableResult
  @_disfavoredOverload
  public mutating func poll<Failure: Error>(
    timeout: Duration? = nil, limit: Int = .max,
    _ body: (_ ring: Int, RawSpan) throws(Failure) -> Void
  ) throws -> Int {
    try waitForRecords(timeout: timeout, limit: limit, body).get()
  }
}

extension RingBufferGroup {
  @inlinable @inline(__always)
  mutating func drain<Failure: Error>(
    limit: Int, _ body: (Int, RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> Result<(records: Int, isBusy: Bool), BPFError> {
    var total = 0
    var isBusy = false
    var failure: BPFError?
    for index in members.indices {
      guard total < limit else { break }
      let member = members[index]
      let (records, stop) = try member.ring.drain(limit: limit &- total) { record throws(Failure) in
        try body(index, record)
      }
      total &+= records
      if stop == .busy { isBusy = true }
      // One ring's fault does not keep the others from being read.
      if failure == nil { failure = member.ring.failure(stop) }
    }
    if total == 0, let failure { return .failure(failure) }
    return .success((total, isBusy))
  }

  @inlinable
  mutating func waitForRecords<Failure: Error>(
    timeout: Duration?, limit: Int, _ body: (Int, RawSpan) throws(Failure) -> Void
  ) throws(Failure) -> Result<Int, BPFError> {
    var patience = RingPatience(timeout)
    while true {
      let isBusy: Bool
      switch try drain(limit: limit, body) {
      case .success(let drained):
        if drained.records != 0 || limit <= 0 { return .success(drained.records) }
        isBusy = drained.isBusy
      case .failure(let error): return .failure(error)
      }
      switch wait(&patience, isBusy: isBusy) {
      case .success(.ready): continue
      case .success(.timedOut), .success(.interrupted): return .success(0)
      case .failure(let error): return .failure(error)
      }
    }
  }
}
