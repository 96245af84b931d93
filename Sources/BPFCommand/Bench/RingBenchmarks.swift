import BPF
import BPFObject
import BTF
import SystemPackage

/// What needs root: reading a ring buffer that a program has filled.
///
/// The object is the fixture `ring_bench`. Filling is not timed: the program writes all records of a
/// run before it begins, without waking anybody, so that what is timed is the reader alone.
struct RingBenchmarks {
  let object: FilePath

  /// A record as the program writes it.
  struct Record: CStruct {
    var sequence: UInt64
    var zeros: [3 of UInt64]

    static let fields: [CField<Self>] = [.init("sequence", \.sequence), .init("zeros", \.zeros)]
  }

  func run(_ bench: Bench) async throws {
    let file = try ObjectFile(contentsOf: object)
    let loaded = try file.load()
    guard let map = loaded.map(named: "ring"), let fill = loaded.program(named: "fill"),
      let types = file.types
    else {
      throw BPFError(
        .notFound, "measure ring buffers", reason: "the object is not the fixture ring_bench")
    }
    let layout = try CLayout<Record>(in: types, named: "record")

    // As many as fit into a second-level cache, and as many as do not.
    for count in [1_000, 100_000] {
      let facts = [("records", count), ("bytes", MemoryLayout<Record>.size)]
      let name = count == 1_000 ? "cached" : "fresh"
      let write: () throws -> Void = { try self.write(count, fill) }
      do {
        var ring = try RingBuffer(map)
        try await bench.measure("ring.raw.\(name)", count: count, facts: facts, preparing: write) {
          var bytes = 0
          let read = try ring.consume { record in bytes &+= record.byteCount }
          try check(read == count && bytes == count * MemoryLayout<Record>.size)
        }
        var group = try RingBufferGroup([map])
        try await bench.measure("ring.group.\(name)", count: count, facts: facts, preparing: write)
        {
          var bytes = 0
          try group.consume { _, record in bytes &+= record.byteCount }
          try check(bytes == count * MemoryLayout<Record>.size)
        }
        try await bench.measure("ring.typed.\(name)", count: count, facts: facts, preparing: write)
        {
          var sum: UInt64 = 0
          let read = try ring.consume(as: layout) { record in sum &+= record.sequence }
          consume(sum)
          try check(read == count)
        }
      }
      let copies = try RingBuffer(map).records()
      try await bench.measure("ring.async.\(name)", count: count, facts: facts, preparing: write) {
        var iterator = copies.makeAsyncIterator()
        var bytes = 0
        for _ in 0..<count { bytes &+= try await iterator.next()?.count ?? 0 }
        try check(bytes == count * MemoryLayout<Record>.size)
      }
      copies.close()
      let events = try RingBuffer(map).records(as: layout)
      try await bench.measure(
        "ring.async.typed.\(name)", count: count, facts: facts, preparing: write
      ) {
        var iterator = events.makeAsyncIterator()
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= try await iterator.next()?.sequence ?? 0 }
        consume(sum)
      }
      events.close()
    }
  }

  /// Fills the ring with records of 32 bytes.
  private func write(_ count: Int, _ fill: Program) throws {
    // struct ring_bench_args: records, size, BPF_RB_NO_WAKEUP, zero; then two results.
    let words = [UInt32(count), 32, 1, 0, 0, 0, 0, 0]
    let context = words.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    try check(try fill.testRun(TestRunInput(context: context)).returnValue == 0)
  }

  private func check(_ condition: Bool) throws {
    guard condition else {
      throw BPFError(.corruptData, "measure ring buffers", reason: "not every record was read")
    }
  }
}
