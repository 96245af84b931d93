import Testing

@testable import BPFObject

/// Which value of an option goes into which type of variable: libbpf's rules.
@Suite struct ConfigurationValueTests {
  static func bytes(_ text: String, _ type: ConfigurationType, size: Int) -> [UInt8]? {
    try? ConfigurationValue(parsing: text, as: type, size: size).bytes(size: size, .little)
  }

  @Test func yesNoAndModule() {
    #expect(Self.bytes("y", .boolean, size: 1) == [1])
    #expect(Self.bytes("n", .boolean, size: 1) == [0])
    #expect(Self.bytes("m", .boolean, size: 1) == nil)
    #expect(Self.bytes("m", .tristate, size: 4) == [2, 0, 0, 0])
    #expect(Self.bytes("y", .tristate, size: 4) == [1, 0, 0, 0])
    #expect(Self.bytes("n", .tristate, size: 4) == [0, 0, 0, 0])
    #expect(Self.bytes("m", .character(isSigned: true), size: 1) == [UInt8(ascii: "m")])
    #expect(Self.bytes("y", .integer(isSigned: false), size: 4) == nil)
    #expect(Self.bytes("y", .text, size: 4) == nil)
  }

  @Test func numbers() {
    #expect(Self.bytes("250", .integer(isSigned: false), size: 4) == [250, 0, 0, 0])
    #expect(Self.bytes("0x1F", .integer(isSigned: false), size: 2) == [31, 0])
    #expect(Self.bytes("017", .integer(isSigned: false), size: 2) == [15, 0])
    #expect(Self.bytes("-1", .integer(isSigned: true), size: 2) == [255, 255])
    #expect(Self.bytes("-1", .integer(isSigned: false), size: 2) == nil)
    #expect(
      Self.bytes("-1", .integer(isSigned: false), size: 8) == [UInt8](repeating: 255, count: 8))
    #expect(Self.bytes("65535", .integer(isSigned: false), size: 2) == [255, 255])
    #expect(Self.bytes("65536", .integer(isSigned: false), size: 2) == nil)
    #expect(Self.bytes("32768", .integer(isSigned: true), size: 2) == nil)
    #expect(Self.bytes("-32768", .integer(isSigned: true), size: 2) == [0, 128])
    #expect(Self.bytes("-32769", .integer(isSigned: true), size: 2) == nil)
    #expect(Self.bytes("0xffffffffffffffff", .integer(isSigned: false), size: 8) != nil)
    #expect(Self.bytes("0x1ffffffffffffffff", .integer(isSigned: false), size: 8) == nil)
    #expect(Self.bytes("1", .boolean, size: 1) == [1])
    #expect(Self.bytes("2", .boolean, size: 1) == nil)
    #expect(Self.bytes("1", .tristate, size: 4) == nil)
    #expect(Self.bytes("65", .character(isSigned: true), size: 1) == [65])
    #expect(Self.bytes("200", .character(isSigned: true), size: 1) == nil)
    #expect(Self.bytes("200", .character(isSigned: false), size: 1) == [200])
    for text in ["", "x", "1x", "0x", "09", "+", "-", "--1", "0x-1", "1 2", "é"] {
      #expect(Self.bytes(text, .integer(isSigned: true), size: 4) == nil, "\(text)")
    }
  }

  @Test func strings() {
    #expect(Self.bytes("\"ab\"", .text, size: 4) == [97, 98, 0, 0])
    #expect(Self.bytes("\"\"", .text, size: 2) == [0, 0])
    // Cut so that the NUL at the end stays.
    #expect(Self.bytes("\"abcdef\"", .text, size: 3) == [97, 98, 0])
    #expect(Self.bytes("\"a\"", .text, size: 1) == [0])
    #expect(Self.bytes("\"", .text, size: 4) == nil)
    #expect(Self.bytes("\"ab", .text, size: 4) == nil)
    #expect(Self.bytes("\"ab\"", .integer(isSigned: false), size: 4) == nil)
  }

  @Test func bigEndianNumbers() throws {
    let value = try ConfigurationValue(parsing: "0x102", as: .integer(isSigned: false), size: 4)
    #expect(value.bytes(size: 4, .big) == [0, 0, 1, 2])
  }
}
