import BPFObject
import Bytes
import SystemPackage
import Testing

@testable import BPF

/// Reading a ring whose memory the test writes.
@Suite("Ring buffers in memory")
struct RingReadTests {
  private func bytes(_ count: Int, from first: UInt8 = 0) -> [UInt8] {
    (0..<count).map { first &+ UInt8(truncatingIfNeeded: $0) }
  }

  /// Everything that one call lends.
  private func read(_ ring: inout RingBuffer, limit: Int = .max) throws(BPFError) -> [[UInt8]] {
    var records: [[UInt8]] = []
    let count = try ring.consume(limit: limit) { record in records.append(record.array) }
    #expect(count == records.count)
    return records
  }

  @Test("records of all lengths around the rounding come out as they went in")
  func lengths() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    #expect(try read(&ring).isEmpty)
    let records = [0, 1, 7, 8, 9, 15, 16, 17, 100].map { bytes($0, from: 3) }
    for record in records { image.append(record) }
    #expect(try read(&ring) == records)
    #expect(image.consumer == image.producer)
    #expect(try read(&ring).isEmpty)
  }

  @Test("a record that wraps around lies in one piece", arguments: [8, 40, 2000, 4088])
  func wrap(length: Int) throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    // Every place where a record can begin, and so every place where it can be cut.
    for start in stride(from: 0 as UInt64, to: UInt64(image.size), by: 8) {
      image.consumer = start
      image.producer = start
      let record = bytes(length, from: UInt8(truncatingIfNeeded: start >> 3))
      image.append(record)
      #expect(try read(&ring) == [record])
      #expect(image.consumer == start + UInt64((length + 15) & ~7))
    }
  }

  @Test("positions go on after 2^64")
  func positionWrap() throws {
    let image = try RingImage()
    image.consumer = .max - 15
    image.producer = .max - 15
    var ring = try RingBuffer(image.makeMap())
    image.append(bytes(24))
    image.append(bytes(3))
    #expect(image.producer == 32)
    #expect(ring.availableByteCount == 48)
    #expect(try read(&ring) == [bytes(24), bytes(3)])
    #expect(image.consumer == 32)
  }

  @Test("a record that is being written holds back those after it")
  func busy() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    image.append(bytes(8))
    let place = image.append(bytes(12, from: 7), busy: true)
    image.append(bytes(16))
    #expect(try read(&ring) == [bytes(8)])
    #expect(image.consumer == place)
    #expect(try read(&ring).isEmpty)
    image.setHeader(12, at: place)
    #expect(try read(&ring) == [bytes(12, from: 7), bytes(16)])
  }

  @Test("discarded records are skipped and counted; the statistics add up")
  func discarded() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    image.append(bytes(100), discarded: true)
    image.append(bytes(9))
    image.append(bytes(5), discarded: true)
    #expect(try read(&ring, limit: 1) == [bytes(9)])
    #expect(ring.statistics.available == 16)
    #expect(try read(&ring).isEmpty)
    #expect(image.consumer == image.producer)
    let statistics = ring.statistics
    #expect(statistics.records == 1)
    #expect(statistics.bytes == 9)
    #expect(statistics.discarded == 2)
    #expect(statistics.available == 0)
    #expect(statistics.highWater == 112 + 24 + 16)
    #expect(statistics.size == UInt64(image.size))
  }

  @Test("a limit leaves the rest in the ring")
  func limit() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    for number in 0..<5 as Range<UInt8> { image.append([number]) }
    #expect(try read(&ring, limit: 0).isEmpty)
    #expect(try read(&ring, limit: -1).isEmpty)
    #expect(try read(&ring, limit: 2) == [[0], [1]])
    #expect(image.consumer == 32)
    #expect(try read(&ring, limit: 2) == [[2], [3]])
    #expect(try read(&ring) == [[4]])
  }

  @Test("the position is published after each record, before the next is lent")
  func publication() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    for _ in 0..<3 { image.append(bytes(8)) }
    var seen: [UInt64] = []
    try ring.consume { _ in seen.append(image.consumer) }
    #expect(seen == [0, 16, 32])
    #expect(image.consumer == 48)
  }

  @Test("what is written while a call reads is left to the next call")
  func snapshot() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    image.append([0])
    var count: UInt8 = 0
    let first = try ring.consume { _ in
      count += 1
      image.append([count])
    }
    #expect(first == 1)
    #expect(try read(&ring) == [[1]])
  }

  private struct Refusal: Error, Equatable { var byte: UInt8 }

  @Test("a record counts as read when the closure throws")
  func closureThrows() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    for number in 0..<4 as Range<UInt8> { image.append([number]) }
    #expect(throws: Refusal(byte: 1)) {
      try ring.consume { (record) throws(Refusal) in
        if record.array == [1] { throw Refusal(byte: 1) }
      }
    }
    #expect(image.consumer == 32)
    #expect(ring.statistics.records == 2)
    #expect(throws: Refusal(byte: 2)) {
      try ring.poll { (record) throws in throw Refusal(byte: record.array[0]) }
    }
    let error = #expect(throws: BPFError.self) {
      try ring.consume { (_) throws(BPFError) in throw BPFError(.busy, "test") }
    }
    #expect(error?.code == .busy)
    #expect(image.consumer == image.producer)
  }

  @Test("a header that leads beyond what was written is corrupt data, and is not passed")
  func corruptHeader() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    image.append(bytes(8))
    let place = image.append(bytes(8))
    for word in [9, 0x3fff_ffff, 0x7fff_ffff, UInt32(image.size)] {
      image.consumer = 0
      image.setHeader(word, at: place)
      // What was read before is not lost with the error.
      #expect(try read(&ring) == [bytes(8)])
      for _ in 0..<2 {
        let error = #expect(throws: BPFError.self) { try ring.consume { _ in } }
        #expect(error?.code == .corruptData)
        #expect(error?.map == "ring")
        #expect(image.consumer == place)
      }
    }
    // Length 0 is a record like others: each takes its header at least, so the end is reached.
    image.setHeader(0, at: place)
    #expect(try read(&ring) == [[]])
  }

  @Test(
    "positions that no ring of that size has are corrupt data",
    arguments: [
      (0, 4104), (8, 0), (4, 20), (1 << 63, 0), (0, UInt64.max), (UInt64.max, 7),
    ] as [(UInt64, UInt64)])
  func corruptPositions(consumer: UInt64, producer: UInt64) throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    image.consumer = consumer
    image.producer = producer
    for _ in 0..<2 {
      let error = #expect(throws: BPFError.self) { try ring.consume { _ in } }
      #expect(error?.code == .corruptData)
    }
    #expect(throws: BPFError.self) { try ring.poll { _ in } }
    #expect(ring.availableByteCount <= image.size)
  }

  @Test("no memory whatever makes a reader trap or read on for ever")
  func anyMemory() throws {
    let image = try RingImage()
    var ring = try RingBuffer(image.makeMap())
    var generator = SplitMix(state: 42)
    for _ in 0..<1000 {
      image.consumer = generator.next() & ~7
      image.producer = image.consumer &+ (generator.next() % UInt64(image.size + 16))
      for _ in 0..<64 {
        let word = UInt32(truncatingIfNeeded: generator.next() & generator.next())
        image.setHeader(word & 0xc000_00ff, at: generator.next() & ~7)
      }
      var records = 0
      while records <= image.size / 8 {
        guard let count = try? ring.consume({ _ in records += 1 }), count > 0 else { break }
      }
      #expect(records <= image.size / 8)
    }
  }

  @Test("only a ring buffer that keeps its records can be read")
  func otherMaps() throws {
    let image = try RingImage()
    let kernel = Kernel(calls: RingSystemCalls(image))
    let array = try Map(
      kernel: kernel, name: "a", type: .array, keySize: 4, valueSize: 4, maxEntries: 4096)
    let overwriting = try Map(
      kernel: kernel, name: "o", type: .ringBuffer, keySize: 0, valueSize: 0, maxEntries: 4096,
      flags: .overwriteRingBuffer)
    let odd = try Map(
      kernel: kernel, name: "s", type: .ringBuffer, keySize: 0, valueSize: 0, maxEntries: 12288)
    for (map, code) in [
      (array, BPFError.Code.invalidArgument), (overwriting, .unsupported), (odd, .invalidArgument),
    ] {
      let error = #expect(throws: BPFError.self) { _ = try RingBuffer(map) }
      #expect(error?.code == code)
      #expect(error?.map == map.name)
    }
  }
}

/// Numbers that look random and are the same in each run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
