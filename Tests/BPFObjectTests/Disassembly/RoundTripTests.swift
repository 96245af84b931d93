import BPFObject
import TestSupport
import Testing

/// Decoding loses nothing: what is decoded and encoded again is what it was.
@Suite struct RoundTripTests {
  @Test func everyRow() {
    for row in InstructionRow.all {
      let encoded = DecodedInstructions(row.instructions).flatMap(\.operation.encoded)
      #expect(encoded == row.instructions, "\(row.text)")
    }
  }

  @Test(arguments: ["many", "selftest_maps", "isa", "eb/isa", "cpuv4", "kfunc"])
  func objects(name: String) throws {
    var count = 0
    for section in try Objects.open(name).code {
      let decoded = Array(DecodedInstructions(section.instructions))
      #expect(decoded.flatMap(\.operation.encoded) == section.instructions)
      count += decoded.count
    }
    #expect(count > 10)
  }

  /// Bytes that nobody meant: everything is decoded to what its bytes say, or refused with a reason
  /// and its bytes; no place is left out, and nothing traps.
  @Test func randomBytes() {
    var random = SeededGenerator(seed: 1)
    var (valid, refused) = (0, 0)
    for turn in 0..<2_000 {
      let instructions = (0..<16).map { _ in RoundTripTests.instruction(&random, tame: turn % 2) }
      var next = 0
      for decoded in DecodedInstructions(instructions) {
        #expect(decoded.place == next && decoded.instruction == instructions[next])
        next = decoded.end
        let text = decoded.description
        if case .invalid(let reason) = decoded.operation {
          refused += 1
          #expect(decoded.count == 1 && text.hasSuffix("(\(reason))") && text.utf8.count > 26)
          #expect(decoded.operation.registersRead.isEmpty && decoded.operation.flow == .end)
        } else {
          valid += 1
          #expect(decoded.operation.encoded[...] == instructions[decoded.place..<decoded.end])
        }
        let touched = decoded.operation.registersRead.union(decoded.operation.registersWritten)
        #expect(touched.rawValue < 1 << 12)
      }
      #expect(next == instructions.count)
    }
    #expect(valid > 1_000 && refused > 1_000)
  }

  /// Eight bytes; tame ones have mostly zeros in their fields.
  private static func instruction(_ random: inout SeededGenerator, tame: Int) -> Instruction {
    let word = random.next()
    let fields = random.next()
    let keeps = { (bit: UInt64) in tame == 0 || fields >> bit & 3 == 0 }
    return Instruction(
      opcode: UInt8(truncatingIfNeeded: word),
      destination: keeps(0) ? UInt8(truncatingIfNeeded: word >> 8) & 0xf : 1,
      source: keeps(2) ? UInt8(truncatingIfNeeded: word >> 12) & 0xf : 0,
      offset: keeps(4) ? Int16(truncatingIfNeeded: word >> 16) : 0,
      immediate: keeps(6) ? Int32(truncatingIfNeeded: word >> 32) : 0)
  }
}
