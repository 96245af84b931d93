import BPFObject
import Bytes
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// Reading rings that BPF programs write, in the running kernel.
@Suite(
  "Ring buffers of the kernel",
  .requires(.bpf, .kernel(since: "5.17", for: "bpf_loop")))
struct RingKernelTests {
  @Test("every record of every length is read once, in order and whole, around a small ring")
  func everyRecord() throws {
    let writer = try RingWriter()
    var ring = try RingBuffer(writer.map)
    var expected: UInt32 = 0
    var damaged: [UInt32] = []
    var bytes: UInt64 = 0
    var discarded: UInt64 = 0
    // Each round of 8 records takes 2,288 bytes of 4,096; the ring is gone around many times.
    for round in 0..<200 {
      let discards = round.isMultiple(of: 3)
      let counts = try writer.write(records: 8, discardEvery: discards ? 4 : 0)
      #expect(counts.dropped == 0)
      #expect(Int(counts.available) == ring.availableByteCount)
      let read = try ring.consume { record in
        // The fourth and eighth are those discarded.
        if discards, expected & 3 == 3 { expected += 1 }
        if !RingWriter.isIntact(record, sequence: expected) { damaged.append(expected) }
        expected += 1
        bytes += UInt64(record.byteCount)
      }
      if discards { expected = (expected + 7) & ~7 }
      discarded += UInt64(counts.discarded)
      #expect(read == Int(counts.written))
    }
    #expect(expected == 1600)
    #expect(damaged.isEmpty)
    let statistics = ring.statistics
    #expect(statistics.records == 1600 - discarded)
    #expect(statistics.discarded == discarded)
    #expect(statistics.bytes == bytes)
    #expect(statistics.available == 0)
    #expect(statistics.highWater <= 4096)
  }

  @Test("a full ring drops the new records, and a reader makes room for them one by one")
  func full() throws {
    let writer = try RingWriter()
    var ring = try RingBuffer(writer.map)
    let first = try writer.write(records: 10, size: 1000)
    #expect(first.written == 4)
    #expect(first.dropped == 6)
    #expect(ring.statistics.available == 4 * 1008)
    #expect(try ring.consume(limit: 1) { _ in } == 1)
    let second = try writer.write(records: 2, size: 1000)
    #expect(second.written == 1)
    var sequences: [UInt32] = []
    try ring.consume { record in sequences.append(record.load(at: 0) ?? 0) }
    #expect(sequences == [1, 2, 3, 10])
  }

  @Test("a reader goes on where the one before it stopped")
  func nextReader() throws {
    let writer = try RingWriter()
    _ = try writer.write(records: 3, size: 16)
    do {
      var ring = try RingBuffer(writer.map)
      #expect(try ring.consume(limit: 2) { _ in } == 2)
    }
    var ring = try RingBuffer(writer.map)
    var isIntact = false
    let read = try ring.consume { record in isIntact = RingWriter.isIntact(record, sequence: 2) }
    #expect(read == 1)
    #expect(isIntact)
  }

  @Test("a poll waits as long as it was told, and no longer than until a record arrives")
  func poll() throws {
    let writer = try RingWriter()
    var ring = try RingBuffer(writer.map)
    let clock = ContinuousClock()
    var read = 0
    let idle = try clock.measure { read = try ring.poll(timeout: .milliseconds(20)) { _ in } }
    #expect(read == 0)
    #expect(idle >= .milliseconds(20))
    // A thread, because this test blocks one of the few that run tasks.
    try startThread(named: "writer") {
      usleep(20_000)
      _ = try? writer.write(records: 1, size: 8)
    }
    let busy = try clock.measure { read = try ring.poll(timeout: .seconds(5)) { _ in } }
    #expect(read == 1)
    #expect(busy < .seconds(5))
  }

  @Test("a signal ends a wait")
  func signal() throws {
    let map = try RingWriter().map
    let outcome = Mutex<RingWait?>(nil)
    let waiting = try SignalledThread {
      let result = try? RingBuffer(map).wait(timeout: .seconds(5))
      outcome.withLock { $0 = result }
    }
    waiting.interruptUntilDone()
    #expect(outcome.withLock { $0 } == .interrupted)
  }

  @Test("one poll serves several rings, and one descriptor is readable for all of them")
  func group() throws {
    let loaded = try RingWriter.load("ring_events")
    let maps = try ["events_process", "events_packet"].map { try #require(loaded.map(named: $0)) }
    let emit = try #require(loaded.program(named: "emit"))
    var group = try RingBufferGroup(maps)
    #expect(group.count == 2)
    let descriptor = group.fileDescriptor.rawValue
    let calls = loaded.kernel.calls
    #expect(calls.pollReadable(descriptor, milliseconds: 0) == 0)
    #expect(try group.poll(timeout: .milliseconds(1)) { _, _ in } == 0)

    func run(processes: UInt32, packets: UInt32) throws {
      let context = RingWriter.bytes([processes, packets, 0, 0])
      #expect(try emit.testRun(TestRunInput(context: context)).returnValue == 0)
    }
    for (processes, packets) in [(3, 0), (0, 2), (4, 5)] as [(UInt32, UInt32)] {
      try run(processes: processes, packets: packets)
      #expect(calls.pollReadable(descriptor, milliseconds: 0) == 1)
      #expect(try group.wait(timeout: .seconds(5)) == .ready)
      var counts: [UInt32] = [0, 0]
      let read = try group.poll(timeout: .seconds(5)) { ring, _ in counts[ring] += 1 }
      #expect(read == Int(processes + packets))
      #expect(counts == [processes, packets])
      #expect(calls.pollReadable(descriptor, milliseconds: 0) == 0)
    }
    try run(processes: 2, packets: 2)
    #expect(try group.consume(limit: 3) { _, _ in } == 3)
    var rest: [Int] = []
    try group.consume { ring, _ in rest.append(ring) }
    #expect(rest == [1])
    #expect(group.statistics.records == 18)
    #expect(group.statistics(at: 0)?.records == 9)
    #expect(group.statistics(at: 2) == nil)
  }

  @Test("a map is in a group once")
  func twiceInGroup() throws {
    let writer = try RingWriter()
    let error = #expect(throws: BPFError.self) {
      _ = try RingBufferGroup([writer.map, writer.map])
    }
    #expect(error?.code == .alreadyExists)
    #expect(error?.map == "ring")
  }

  @Test("the kernel refuses to map the records for writing")
  func readOnly() throws {
    let writer = try RingWriter()
    #expect(throws: Errno.notPermitted) {
      _ = try writer.map.kernel.calls.map(
        writer.map.descriptor.rawValue, count: RingBuffer.pageSize, writable: true,
        offset: Int64(RingBuffer.pageSize))
    }
  }
}
