import BPFObject
import TestSupport
import Testing

/// `Fixtures/expected/isa.objdump` is what llvm-objdump prints of the object `isa`; the same
/// instructions must come out here, in both byte orders.
@Suite struct ObjdumpTests {
  @Test(arguments: ["isa", "eb/isa"])
  func everyInstructionIsTheOneThatObjdumpPrints(name: String) throws {
    let printed = try Fixture.bytes("expected/isa.objdump").text
    let expected = printed.split(separator: "\n").compactMap { ObjdumpLine($0) }
    let section = try #require(try Objects.open(name).code.first { $0.name == "?socket" })
    let decoded = Array(DecodedInstructions(section.instructions))
    try #require(decoded.count == expected.count && decoded.count > 200)
    for (decoded, expected) in zip(decoded, expected) {
      #expect(decoded.place == expected.place)
      // Helpers have no names there, and calls no sign.
      let text =
        switch decoded.operation {
        case .callHelper(let helper): "call \(helper.rawValue)"
        default: decoded.description
        }
      #expect(text == expected.text)
    }
  }
}

/// A line of llvm-objdump in this library's notation.
private struct ObjdumpLine {
  let place: Int
  let text: String

  init?(_ line: Substring) {
    let parts = line.split(separator: "\t")
    guard parts.count == 2,
      let place = Int(parts[0].drop { $0 == " " }.dropLast())
    else { return nil }
    self.place = place
    self.text = ObjdumpLine.inOneNotation(String(parts[1]))
  }

  private static func inOneNotation(_ printed: String) -> String {
    // The target of a jump is named behind it, in angle brackets.
    let line = printed.replacing(/\ <[^ ]+>$/, with: "")
    if line.hasSuffix(" ll") {
      return line.replacing(/= -0x([0-9a-f]+)/) { match in
        "= 0x" + String(UInt64(bitPattern: -(Int64(match.1, radix: 16) ?? 0)), radix: 16)
      }
    }
    // Numbers are decimal here.
    var text = line.replacing(/0x([0-9a-f]+)/) { String(Int64($0.1, radix: 16) ?? 0) }
    // Accesses to memory name the whole register here.
    if text.contains("*)") || text.contains("xchg") { text.replace("w", with: "r") }
    text.replace(/(cmpxchg|xchg)(?:32)?_(32|64)\((r\d [+-] \d+),/) { match in
      "atomic_\(match.1)((u\(match.2) *)(\(match.3)),"
    }
    // Loads from packets have a constant, too.
    text.replace(/skb\[(r\d)\]/) { "skb[\($0.1) + 0]" }
    return text
  }
}
