import Bytes
import Synchronization
import SystemPackage
import Testing

@testable import BPF

/// Waiting, with system calls whose answers the test decides.
@Suite("Waiting for ring buffers")
struct RingWaitTests {
  private final class Waits: Sendable {
    private let list = Mutex<[Int32]>([])
    var all: [Int32] { list.withLock { $0 } }
    func add(_ milliseconds: Int32) { list.withLock { $0.append(milliseconds) } }
  }

  @Test("a wait is only made when there is nothing to read")
  func noWait() throws {
    let waits = Waits()
    let image = try RingImage()
    let calls = RingSystemCalls(image) { _, milliseconds in
      waits.add(milliseconds)
      return 0
    }
    var ring = try RingBuffer(image.makeMap(calls: calls))
    image.append([1])
    #expect(try ring.wait() == .ready)
    #expect(try ring.poll { _ in } == 1)
    #expect(try ring.poll(timeout: .zero) { _ in } == 0)
    #expect(try ring.poll(timeout: .seconds(-1)) { _ in } == 0)
    #expect(try ring.wait(timeout: .zero) == .timedOut)
    #expect(waits.all.isEmpty)
  }

  @Test("what arrives during the wait is lent")
  func arrival() throws {
    let image = try RingImage()
    let calls = RingSystemCalls(image) { _, milliseconds in
      image.append([7])
      return 1
    }
    var ring = try RingBuffer(image.makeMap(calls: calls))
    var records: [[UInt8]] = []
    #expect(try ring.poll { record in records.append(record.array) } == 1)
    #expect(records == [[7]])
  }

  @Test("times are rounded up, never to spinning, and long ones are made of pieces")
  func rounding() {
    let times: [Duration] = [
      .seconds(-1), .zero, .nanoseconds(1), .nanoseconds(900_000), .milliseconds(5),
      .nanoseconds(5_000_001), .seconds(86_399), .seconds(86_400), .seconds(10_000_000),
    ]
    #expect(
      times.map(RingPatience.milliseconds)
        == [0, 0, 1, 1, 5, 6, 86_399_000, 86_400_000, 86_400_000])
  }

  @Test("the kernel is asked to wait for what is left of the time")
  func timeLeft() throws {
    let waits = Waits()
    let image = try RingImage()
    let calls = RingSystemCalls(image) { _, milliseconds in
      waits.add(milliseconds)
      return -Errno.interrupted.rawValue
    }
    let ring = try RingBuffer(image.makeMap(calls: calls))
    // Long enough that a machine may be slow between the beginning and the call.
    for timeout in [nil, .seconds(3600), .seconds(10_000_000), .seconds(Int64.max)] as [Duration?] {
      #expect(try ring.wait(timeout: timeout) == .interrupted)
    }
    try #require(waits.all.count == 4)
    #expect(waits.all[0] == -1)
    #expect((1...3_600_000).contains(waits.all[1]))
    #expect(waits.all[2] == 86_400_000)
    #expect(waits.all[3] == -1)
  }

  @Test("a signal ends a poll without an error, other failures do")
  func failures() throws {
    let answer = Mutex(-Errno.interrupted.rawValue)
    let image = try RingImage()
    let calls = RingSystemCalls(image) { _, _ in answer.withLock { $0 } }
    var ring = try RingBuffer(image.makeMap(calls: calls))
    #expect(try ring.poll { _ in } == 0)
    answer.withLock { $0 = -Errno.badFileDescriptor.rawValue }
    let error = #expect(throws: BPFError.self) { try ring.poll { _ in } }
    #expect(error?.errno == .badFileDescriptor)
    #expect(error?.operation == "poll")
  }

  @Test("a record that stays unfinished is looked at once a millisecond, not without end")
  func busy() throws {
    let waits = Waits()
    let image = try RingImage()
    let calls = RingSystemCalls(image) { descriptor, milliseconds in
      waits.add(descriptor < 0 ? 1 : -milliseconds)
      // The ring is readable because of the unfinished record; the third rest ends it.
      if waits.all.count == 4 { image.setHeader(4, at: 0) }
      return descriptor < 0 ? 0 : 1
    }
    var ring = try RingBuffer(image.makeMap(calls: calls))
    image.append([1, 2, 3, 4], busy: true)
    #expect(try ring.poll { _ in } == 1)
    #expect(waits.all == [1, 1, 1, 1])
  }
}
