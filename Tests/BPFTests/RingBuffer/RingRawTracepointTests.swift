import BPFObject
import Bytes
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import BPF

/// Reading rings that programs write with what kernels have since 5.10.
@Suite("Ring buffers of kernels since 5.10", .requires(.bpf))
struct RingRawTracepointTests {
  /// The fixture `ring_raw_tp`.
  private struct Writer: Sendable {
    enum How: UInt32 {
      case output = 0
      case reserve = 1
    }
    enum Outcome: UInt32 {
      case written = 0
      case noRoom = 1
      case discarded = 2
    }

    let map: Map
    private let program: Program

    init() throws {
      let file = try ObjectFile(try Fixture.object("ring_raw_tp"), name: "ring_raw_tp")
      let loaded = try file.load()
      map = try #require(loaded.map(named: "ring"))
      program = try #require(loaded.program(named: "write_one"))
    }

    func write(by how: How = .output, discard: Bool = false) throws -> Outcome? {
      let context = RingWriter.bytes([how.rawValue, 0, discard ? 1 : 0, 0])
      return Outcome(rawValue: try program.testRun(TestRunInput(context: context)).returnValue)
    }
  }

  @Test("every record of every length is read once, in order and whole, around a small ring")
  func everyRecord() throws {
    let writer = try Writer()
    var ring = try RingBuffer(writer.map)
    var damaged: [UInt32] = []
    var expected: UInt32 = 0
    for round in 0..<24 {
      let isByReserve = round.isMultiple(of: 3)
      for index in 0..<8 {
        let outcome =
          isByReserve
          ? try writer.write(by: .reserve, discard: index == 5) : try writer.write()
        #expect(outcome == (isByReserve && index == 5 ? .discarded : .written))
      }
      let end = expected + 8
      let read = try ring.consume { record in
        if isByReserve, expected & 7 == 5 { expected += 1 }
        if !RingWriter.isIntact(record, sequence: expected) { damaged.append(expected) }
        expected += 1
      }
      #expect(read == (isByReserve ? 7 : 8))
      #expect(expected == end)
    }
    #expect(damaged.isEmpty)
    let statistics = ring.statistics
    #expect(statistics.records == 24 * 8 - 8)
    #expect(statistics.discarded == 8)
    #expect(statistics.available == 0)
  }

  @Test("a full ring drops the new records, and a reader makes room for them")
  func full() throws {
    let writer = try Writer()
    var ring = try RingBuffer(writer.map)
    var written = 0
    while try writer.write(by: .reserve) == .written, written < 1000 { written += 1 }
    // 16 bytes and a header of 8; one byte of the ring stays empty.
    #expect(written == 4095 / 24)
    #expect(ring.availableByteCount == written * 24)
    #expect(try ring.consume(limit: 1) { _ in } == 1)
    #expect(try writer.write(by: .reserve) == .written)
    var last: UInt32?
    #expect(try ring.consume { record in last = record.load(at: 0) } == written)
    #expect(last == UInt32(written + 1))
  }

  @Test("a poll waits as long as it was told, and no longer than until a record arrives")
  func poll() throws {
    let writer = try Writer()
    var ring = try RingBuffer(writer.map)
    let clock = ContinuousClock()
    var read = 0
    let idle = try clock.measure { read = try ring.poll(timeout: .milliseconds(20)) { _ in } }
    #expect(read == 0)
    #expect(idle >= .milliseconds(20))
    // A thread, because this test blocks one of the few that run tasks.
    try startThread(named: "writer") {
      usleep(20_000)
      _ = try? writer.write()
    }
    let busy = try clock.measure { read = try ring.poll(timeout: .seconds(60)) { _ in } }
    #expect(read == 1)
    #expect(busy < .seconds(60))
  }

  @Test("a signal ends a wait")
  func signal() throws {
    let map = try Writer().map
    let outcome = Mutex<RingWait?>(nil)
    let waiting = try SignalledThread {
      let result = try? RingBuffer(map).wait(timeout: .seconds(60))
      outcome.withLock { $0 = result }
    }
    waiting.interruptUntilDone()
    #expect(outcome.withLock { $0 } == .interrupted)
  }

  @Test("a sequence gives the records to a task")
  func sequence() async throws {
    let writer = try Writer()
    for _ in 0..<5 { #expect(try writer.write() == .written) }
    var sequences: [UInt32] = []
    for try await record in try RingBuffer(writer.map).records() {
      sequences.append(record.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
      if sequences.count == 5 { break }
    }
    #expect(sequences == [0, 1, 2, 3, 4])
  }
}
