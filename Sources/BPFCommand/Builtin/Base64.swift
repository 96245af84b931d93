/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
enum Base64 {
  /// Decodes a literal.
  ///
  /// - Returns: `nil` for what is not base64 to the last bit.
  static func decode(_ text: StaticString) -> [UInt8]? {
    text.withUTF8Buffer { buffer in unsafe decode(buffer) }
  }

  /// Decodes bytes of ASCII.
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 4) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var padding = 0
    var bits: UInt32 = 0
    for (index, character) in text.enumerated() {
      let place = index % 4
      if character == UInt8(ascii: "="), index >= text.count - 2 {
        padding += 1
        bits <<= 6
      } else {
        guard padding == 0, let digit = digit(character) else { return nil }
        bits = bits << 6 | digit
      }
      guard place == 3 else { continue }
      let group = [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
      // Bits that belong to no byte must be zero, so that each text has one meaning.
      guard group.suffix(padding).allSatisfy({ $0 == 0 }) else { return nil }
      bytes += group.dropLast(padding)
      bits = 0
    }
    return bytes
  }

  private static func digit(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
