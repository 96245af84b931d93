import BPFObject
import Bytes
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// Records as asynchronous sequences.
///
/// One test at a time, because the threads are counted.
@Suite(
  "Ring buffers as sequences", .serialized,
  .requires(.bpf, .kernel(since: "5.17", for: "bpf_loop")),
  .timeLimit(.minutes(10)))
struct RingRecordsTests {
  private func sequence(of record: [UInt8]) -> UInt32? {
    unsafe record.span.bytes.load(at: 0)
  }

  private static let threadName = "bpf-reactor"

  /// Waits until something holds that other threads bring about.
  private func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<500 {
      if condition() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  @Test("no record is lost, doubled or out of order while the writer is as fast as it can be")
  func concurrentWriter() async throws {
    let writer = try RingWriter()
    let records = try RingBuffer(writer.map).records()
    // Single records, so that the reader catches up and waits again and again.
    let writing = Task.detached {
      var written = 0
      while written < 3000 {
        let size: UInt32 = written.isMultiple(of: 7) ? 0 : 16
        written += Int(try writer.write(records: 1, size: size, whileReading: true).written)
      }
      return written
    }
    var last: UInt32?
    var count = 0
    for try await record in records {
      let number = try #require(sequence(of: record))
      // Records that found no room have numbers too.
      if let last, number <= last { Issue.record("\(number) after \(last)") }
      last = number
      count += 1
      if count == 3000 { break }
    }
    #expect(try await writing.value == 3000)
    #expect(records.statistics.records == 3000)
    #expect(records.statistics.available == 0)
  }

  @Test("cancelling a task that waits ends its sequence")
  func cancelWaiting() async throws {
    let writer = try RingWriter()
    let records = try RingBuffer(writer.map).records()
    let reading = Task.detached {
      var iterator = records.makeAsyncIterator()
      return try await iterator.next()
    }
    try await Task.sleep(for: .milliseconds(20))
    reading.cancel()
    #expect(try await reading.value == nil)
    // The sequence itself is as good as before.
    _ = try writer.write(records: 1, size: 8)
    var iterator = records.makeAsyncIterator()
    #expect(try await iterator.next()?.count == 8)
  }

  @Test("a cancelled task gets nothing, and the records stay in the ring")
  func cancelledBefore() async throws {
    let writer = try RingWriter()
    _ = try writer.write(records: 2, size: 8)
    let records = try RingBuffer(writer.map).records()
    let reading = Task.detached {
      while !Task.isCancelled { await Task.yield() }
      var iterator = records.makeAsyncIterator()
      return try await iterator.next()
    }
    reading.cancel()
    #expect(try await reading.value == nil)
    #expect(records.statistics.available == 32)
    #expect(records.statistics.records == 0)
  }

  @Test("closing ends the sequence for all who wait")
  func close() async throws {
    let writer = try RingWriter()
    let records = try RingBuffer(writer.map).records()
    let reading = (0..<3).map { _ in
      Task.detached {
        var iterator = records.makeAsyncIterator()
        return try await iterator.next()
      }
    }
    try await Task.sleep(for: .milliseconds(20))
    records.close()
    for task in reading { #expect(try await task.value == nil) }
    _ = try writer.write(records: 1, size: 8)
    for try await _ in records { Issue.record("a record after the end") }
    records.close()
    #expect(records.statistics.size == 4096)
  }

  @Test("many waiting tasks share one thread, and leave those of the pool free")
  func oneThread() async throws {
    let kernel = Kernel()
    let silent = try (0..<12).map { _ in
      try Map(
        kernel: kernel, name: "silent", type: .ringBuffer, keySize: 0, valueSize: 0,
        maxEntries: UInt32(RingBuffer.pageSize))
    }
    let writers = try [RingWriter(kernel: kernel), RingWriter(kernel: kernel)]
    let reading = try (silent + writers.map(\.map)).map { map in
      let records = try RingBuffer(map).records()
      return Task.detached {
        var iterator = records.makeAsyncIterator()
        return try await iterator.next()?.count
      }
    }
    try await Task.sleep(for: .milliseconds(20))
    #expect(ProcessResources.threads(named: Self.threadName) == 1)
    // More tasks wait than there are threads for tasks; another one runs all the same.
    #expect(await Task.detached { 42 }.value == 42)
    _ = try writers[1].write(records: 1, size: 9)
    #expect(try await reading[13].value == 9)
    _ = try writers[0].write(records: 1, size: 8)
    #expect(try await reading[12].value == 8)
    for task in reading.prefix(12) {
      task.cancel()
      #expect(try await task.value == nil)
    }
  }

  @Test("tasks that read the same sequence share its records")
  func severalReaders() async throws {
    let writer = try RingWriter()
    let records = try RingBuffer(writer.map).records()
    let reading = (0..<4).map { _ in
      Task.detached {
        var numbers: [UInt32] = []
        for try await record in records {
          numbers.append(unsafe record.span.bytes.load(at: 0) ?? .max)
        }
        return numbers
      }
    }
    for _ in 0..<50 { _ = try writer.write(records: 4, size: 16, whileReading: true) }
    #expect(try await eventually { records.statistics.available == 0 })
    records.close()
    var all: [UInt32] = []
    for task in reading {
      let numbers = try await task.value
      #expect(numbers == numbers.sorted())
      all += numbers
    }
    #expect(all.count == Int(records.statistics.records))
    #expect(Set(all).count == all.count)
  }

  @Test("a map is read by one sequence at a time")
  func twice() async throws {
    let writer = try RingWriter()
    let first = try RingBuffer(writer.map).records()
    let error = #expect(throws: BPFError.self) { _ = try RingBuffer(writer.map).records() }
    #expect(error?.code == .alreadyExists)
    #expect(error?.reason == "another sequence reads the same map")
    first.close()
    let second = try RingBuffer(writer.map).records()
    _ = try writer.write(records: 1, size: 9)
    var iterator = second.makeAsyncIterator()
    #expect(try await iterator.next()?.count == 9)
  }

  @Test("an error of one record does not end the sequence")
  func errors() async throws {
    let writer = try RingWriter()
    _ = try writer.write(records: 3, size: 8)
    let records = try RingBuffer(writer.map).records { record throws(BPFError) in
      guard let number: UInt32 = record.load(at: 0), number != 1 else {
        throw BPFError(.corruptData, "read a record")
      }
      return number
    }
    var iterator = records.makeAsyncIterator()
    #expect(try await iterator.next() == 0)
    await #expect(throws: BPFError.self) { _ = try await iterator.next() }
    #expect(try await iterator.next() == 2)
  }

  @Test("nothing is left of sequences that are gone: no thread, descriptor, memory")
  func leaks() async throws {
    let kinds = ["anon_inode:[eventpoll]", "anon_inode:[eventfd]"]
    let before = kinds.map { ProcessResources.descriptors(of: $0) }
    weak var lastMap: Map?
    let writer = try RingWriter()
    let number = try writer.map.info().id
    for round in 0..<20 {
      // Each round has a kernel of its own, and with it a thread.
      let map = try Map(kernel: Kernel(), id: number)
      let records = try RingBuffer(map).records()
      lastMap = map
      if round.isMultiple(of: 2) {
        _ = try writer.write(records: 1, size: 8)
        for try await _ in records { break }
      } else {
        let reading = Task.detached { for try await _ in records {} }
        try await Task.sleep(for: .milliseconds(1))
        reading.cancel()
        try await reading.value
      }
    }
    #expect(try await eventually { ProcessResources.threads(named: Self.threadName) == 0 })
    #expect(lastMap == nil)
    // Other tests run at the same time and have a few; a leak would show 20.
    for (kind, count) in zip(kinds, before) {
      #expect(ProcessResources.descriptors(of: kind) < count + 10)
    }
  }
}
