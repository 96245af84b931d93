internal import CLinuxBPF
internal import Synchronization
internal import SystemPackage

/// One thread that waits for any number of descriptors on behalf of tasks.
///
/// Tasks must not block the threads that run them, of which there are as many as CPUs; so one
/// thread blocks for all of them. It touches no data: it passes on that a descriptor became
/// readable, and the task reads for itself. Data that nobody takes stays where it is, in the
/// kernel's ring.
///
/// Descriptors are watched edge-triggered: one announcement for each time that the kernel wakes the
/// ring's waiters, and no system call on the reader's side. Level-triggered, the thread would spin
/// until the task has run. What edges ask of readers is told at ``RingSource/take()``.
///
/// The thread ends when this object does, which does not wait for it.
final class Reactor: Sendable {
  /// What the thread shares with this object.
  ///
  /// The thread does not hold the object itself, or that would live for ever.
  private let loop: Loop

  /// Starts the thread.
  init(_ kernel: Kernel) throws(Errno) {
    let epoll = try kernel.own(kernel.calls.epollCreate())
    let wakeUp = try kernel.own(kernel.calls.eventCreate())
    let result = kernel.calls.epollAdd(
      epoll.rawValue, wakeUp.rawValue, events: UInt32(LBPF_EPOLLIN), data: Loop.wakeUpNumber)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    let loop = Loop(kernel.calls, epoll: epoll, wakeUp: wakeUp)
    try startThread(named: "bpf-reactor") { loop.run() }
    self.loop = loop
  }

  deinit { loop.stop() }

  /// Watches a descriptor, which must stay open until the registration ends.
  func register(_ descriptor: Int32) throws(Errno) -> Registration {
    let readiness = Readiness()
    let number = try loop.add(descriptor, readiness)
    return Registration(reactor: self, number: number, descriptor: descriptor, readiness)
  }

  /// A watched descriptor; it is watched for as long as this object lives.
  final class Registration: Sendable {
    let readiness: Readiness
    private let reactor: Reactor
    private let number: UInt64
    private let descriptor: Int32

    fileprivate init(
      reactor: Reactor, number: UInt64, descriptor: Int32, _ readiness: Readiness
    ) {
      self.reactor = reactor
      self.number = number
      self.descriptor = descriptor
      self.readiness = readiness
    }

    deinit { reactor.loop.remove(number, descriptor) }
  }
}

/// The thread's side.
private final class Loop: Sendable {
  /// The number of the descriptor that wakes the thread; registrations count from 1.
  static let wakeUpNumber: UInt64 = 0

  private struct State {
    var isStopped = false
    var lastNumber = Loop.wakeUpNumber
    var registered: [UInt64: Readiness] = [:]
  }

  private let calls: any SystemCalls
  private let epoll: OwnedDescriptor
  private let wakeUp: OwnedDescriptor
  private let state = Mutex(State())

  init(
    _ calls: any SystemCalls, epoll: consuming OwnedDescriptor, wakeUp: consuming OwnedDescriptor
  ) {
    self.calls = calls
    self.epoll = epoll
    self.wakeUp = wakeUp
  }

  func add(_ descriptor: Int32, _ readiness: Readiness) throws(Errno) -> UInt64 {
    let number: UInt64? = state.withLock { state in
      if state.isStopped { return nil }
      state.lastNumber += 1
      state.registered[state.lastNumber] = readiness
      return state.lastNumber
    }
    guard let number else { throw .badFileDescriptor }
    let edge = UInt32(LBPF_EPOLLIN) | LBPF_EPOLLET
    let result = calls.epollAdd(epoll.rawValue, descriptor, events: edge, data: number)
    guard result >= 0 else {
      state.withLock { state in _ = state.registered.removeValue(forKey: number) }
      throw Errno(rawValue: -result)
    }
    return number
  }

  func remove(_ number: UInt64, _ descriptor: Int32) {
    _ = calls.epollDelete(epoll.rawValue, descriptor)
    let readiness = state.withLock { state in state.registered.removeValue(forKey: number) }
    readiness?.close()
  }

  func stop() {
    state.withLock { state in state.isStopped = true }
    _ = calls.eventSignal(wakeUp.rawValue)
  }

  func run() {
    var events = [lbpf_epoll_event](repeating: lbpf_epoll_event(), count: 64)
    while true {
      let count = calls.epollWait(epoll.rawValue, &events, milliseconds: -1)
      if count == -Errno.interrupted.rawValue { continue }
      let isStopped = state.withLock { $0.isStopped }
      if isStopped || count < 0 { break }
      for event in events.prefix(Int(count)) {
        // One that was removed meanwhile is not found.
        let readiness = state.withLock { state in state.registered[event.data] }
        readiness?.signal()
      }
    }
    // Nobody is left to wait, unless waiting itself failed.
    let rest = state.withLock { state in
      state.isStopped = true
      let rest = state.registered
      state.registered = [:]
      return rest
    }
    for readiness in rest.values { readiness.close() }
  }
}

extension Kernel {
  /// Watches the descriptor of a map with the thread that all of this kernel's sequences share.
  func watch(_ map: Map) throws(BPFError) -> Reactor.Registration {
    let reactor: Reactor
    do throws(Errno) {
      reactor = try self.reactor.value { () throws(Errno) in try Reactor(self) }
    } catch {
      throw failure(call: "epoll_create1", error, "start the thread that waits for events")
    }
    do throws(Errno) {
      return try reactor.register(map.descriptor.rawValue)
    } catch {
      throw failure(
        call: "epoll_ctl", error, "wait for records of \(map)", map: map.name,
        reason: error == .fileExists ? "another sequence reads the same map" : nil)
    }
  }
}
