import Bytes

/// Writing numbers as ASCII at the end of a buffer, without a string in between.
extension [UInt8] {
  /// Appends an unsigned number in decimal.
  mutating func appendDecimal(_ number: UInt64) {
    if number < 10 {
      append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number))
      return
    }
    var digits: [20 of UInt8] = .init(repeating: 0)
    var start = 20
    var rest = number
    while rest != 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      start &-= 1
      digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
    }
    for index in start..<20 { append(digits[index]) }
  }

  /// Appends a signed number in decimal.
  mutating func appendDecimal(_ number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    appendDecimal(number.magnitude)
  }

  /// Appends a number in hexadecimal with its prefix.
  mutating func appendHexadecimal<Number: UnsignedInteger & FixedWidthInteger>(_ number: Number) {
    append(UInt8(ascii: "0"))
    append(UInt8(ascii: "x"))
    let digits = Swift.max(1, (Number.bitWidth - number.leadingZeroBitCount + 3) / 4)
    for place in (0..<digits).reversed() {
      append(hexadecimalDigit(UInt8(truncatingIfNeeded: number >> (4 * place)) & 15))
    }
  }

  /// Appends each byte as two hexadecimal digits.
  package mutating func appendHexadecimal(bytes: RawSpan) {
    for offset in 0..<bytes.byteCount {
      guard let byte: UInt8 = bytes.load(at: offset) else { return }
      append(hexadecimalDigit(byte >> 4))
      append(hexadecimalDigit(byte & 15))
    }
  }
}

/// The digit of a number below 16.
func hexadecimalDigit(_ number: UInt8) -> UInt8 {
  number < 10 ? UInt8(ascii: "0") &+ number : UInt8(ascii: "a") &+ number &- 10
}
