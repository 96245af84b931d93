import BPFObject
import Bytes
import TestSupport
import Testing

@testable import BPF

/// The fixture `selftest_ringbuf`, which writes records that can be checked to a ring of 4 KiB.
final class RingWriter: Sendable {
  let map: Map
  private let byOutput: Program
  private let byReserve: Program

  struct Counts {
    var written: UInt32
    var discarded: UInt32
    var dropped: UInt32
    var available: UInt32
  }

  init(kernel: Kernel = Kernel()) throws {
    let loaded = try Self.load("selftest_ringbuf", into: kernel)
    map = try #require(loaded.map(named: "ring"))
    byOutput = try #require(loaded.program(named: "write_by_output"))
    byReserve = try #require(loaded.program(named: "write_by_reserve"))
  }

  /// Loads a fixture's programs that can be run on request.
  static func load(_ name: String, into kernel: Kernel = Kernel()) throws -> LoadedObject {
    let file = try ObjectFile(Fixture.object(name), name: name)
    let programs = file.programs.filter { $0.type == .syscall }.map(\.name)
    return try file.load(into: kernel, options: LoadOptions(programs: Set(programs)))
  }

  static func bytes(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
  }

  /// Writes records; of size 0 for sizes from 8 to 1024 in turn.
  ///
  /// - Parameter whileReading: whether somebody reads at the same time; the program's own check of
  ///   the positions then fails now and then.
  func write(
    records: UInt32, size: UInt32 = 0, discardEvery: UInt32 = 0, whileReading: Bool = false
  ) throws -> Counts {
    let program = discardEvery == 0 ? byOutput : byReserve
    let context = Self.bytes([records, size, discardEvery, 0, 0, 0, 0, 0])
    // The program writes its results into the context, which the kernel copies back in place.
    let result = try program.testRun(TestRunInput(context: context))
    #expect(result.returnValue == 0 || whileReading)
    let words = try (4..<8).map { index in
      try #require(unsafe result.context.span.bytes.load(UInt32.self, at: index * 4))
    }
    return Counts(
      written: words[0], discarded: words[1], dropped: words[2], available: words[3])
  }

  /// Whether a record is the one that the program wrote with a sequence number.
  static func isIntact(_ record: RawSpan, sequence: UInt32) -> Bool {
    let sizes: [UInt32] = [8, 9, 15, 16, 17, 100, 1000, 1024]
    guard record.load(UInt32.self, at: 0) == sequence,
      record.load(UInt32.self, at: 4) == UInt32(record.byteCount),
      record.byteCount == 16 || record.byteCount == Int(sizes[Int(sequence & 7)])
    else { return false }
    for index in 8..<record.byteCount {
      let expected = UInt8(truncatingIfNeeded: sequence &+ UInt32(index))
      guard record.load(UInt8.self, at: index) == expected else { return false }
    }
    return true
  }
}
