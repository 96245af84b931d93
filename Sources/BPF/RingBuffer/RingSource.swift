public import Synchronization

/// What the iterators of one ``RingRecords`` share: the ring, and the wait for it.
@usableFromInline
final class RingSource<Element: Sendable>: Sendable {
  @usableFromInline
  struct State: ~Copyable, Sendable {
    /// `nil` when the sequence was closed.
    @usableFromInline var ring: RingBuffer?
    /// The statistics at that time.
    var last = RingStatistics()

    init(_ ring: consuming RingBuffer) { self.ring = consume ring }
  }

  @usableFromInline let state: Mutex<State>
  @usableFromInline let makeElement: @Sendable (RawSpan) throws(BPFError) -> Element
  // After the ring, and so released before it, whose map owns the watched descriptor.
  private let registration: Mutex<Reactor.Registration?>
  private let readiness: Readiness

  init(
    _ ring: consuming RingBuffer,
    _ makeElement: @escaping @Sendable (RawSpan) throws(BPFError) -> Element
  ) throws(BPFError) {
    let registration = try ring.map.kernel.watch(ring.map)
    self.readiness = registration.readiness
    self.registration = Mutex(registration)
    self.state = Mutex(State(ring))
    self.makeElement = makeElement
  }

  deinit { close() }

  /// The next record, if there is one.
  ///
  /// The kernel announces a record when it is completed at the position up to which the reader has
  /// read, and the reader's last store may still be on its way when the kernel looks. So after
  /// the last record there is a full barrier and a second look: either this look sees the record, or
  /// the kernel sees the position and announces it. A record that is still being written is announced
  /// in the same way.
  ///
  /// Specialised but never inlined: inlined into an asynchronous function of a client, the typed error
  /// crashes the compiler (Swift 6.3.1, LLVM's coroutine splitting).
  @inlinable @inline(never)
  func take() throws(BPFError) -> RingNext<Element> {
    try state.withLock { state throws(BPFError) in
      guard state.ring != nil else { return .end }
      var element: Element?
      for look in 0..<2 {
        if look == 1 { atomicMemoryFence(ordering: .sequentiallyConsistent) }
        try state.ring?.consume(limit: 1) { record throws(BPFError) in
          element = try makeElement(record)
        }
        if let element { return .element(element) }
      }
      return .none
    }
  }

  /// Waits until there may be a record.
  ///
  /// - Returns: whether to look for one.
  @usableFromInline
  func wait() async -> Bool {
    switch await readiness.wait() {
    case .ready: true
    case .cancelled, .closed: false
    }
  }

  func close() {
    let registration = registration.withLock { $0.take() }
    guard registration != nil else { return }
    readiness.close()
    _ = consume registration
    state.withLock { state in
      if let statistics = state.ring?.statistics { state.last = statistics }
      state.ring = nil
    }
  }

  var statistics: RingStatistics {
    state.withLock { state in state.ring?.statistics ?? state.last }
  }
}

/// What a look into a ring gave.
@usableFromInline
enum RingNext<Element> {
  case element(Element)
  case none
  case end
}
