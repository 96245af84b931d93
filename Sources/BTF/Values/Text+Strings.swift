import Bytes

/// Writing strings that come from outside, so that neither JSON nor a terminal is deceived.
extension [UInt8] {
  /// Appends bytes as a JSON string; bytes that are not UTF-8 become U+FFFD.
  package mutating func appendJSONString(_ bytes: RawSpan) {
    append(UInt8(ascii: "\""))
    if bytes.isPlain {
      append(copying: bytes)
    } else {
      for scalar in bytes.text.unicodeScalars { appendEscaped(scalar) { $0.value < 32 } }
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends bytes as text for a terminal, where control and format characters do nothing.
  package mutating func appendPrintable(_ bytes: RawSpan) {
    if bytes.isPlain {
      append(copying: bytes)
    } else {
      for scalar in bytes.text.unicodeScalars { appendEscaped(scalar, where: \.isInvisible) }
    }
  }

  /// Appends the character with the number of a byte, as a JSON string.
  mutating func appendJSONCharacter(_ byte: UInt8) {
    append(UInt8(ascii: "\""))
    appendEscaped(Unicode.Scalar(byte)) { $0.value < 32 }
    append(UInt8(ascii: "\""))
  }

  /// Appends a byte as a C character constant.
  mutating func appendCharacterConstant(_ byte: UInt8) {
    append(UInt8(ascii: "'"))
    if byte >= 127 || byte < 32 {
      append(UInt8(ascii: "\\"))
      append(UInt8(ascii: "x"))
      append(hexadecimalDigit(byte >> 4))
      append(hexadecimalDigit(byte & 15))
    } else {
      append(byte)
    }
    append(UInt8(ascii: "'"))
  }

  private mutating func append(copying bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { buffer in unsafe append(contentsOf: buffer) }
  }

  private mutating func appendEscaped(
    _ scalar: Unicode.Scalar, where mustEscape: (Unicode.Scalar) -> Bool
  ) {
    switch scalar {
    case "\"", "\\":
      append(UInt8(ascii: "\\"))
      append(UInt8(truncatingIfNeeded: scalar.value))
    case "\n": append(contentsOf: "\\n".utf8)
    case "\t": append(contentsOf: "\\t".utf8)
    case "\r": append(contentsOf: "\\r".utf8)
    case _ where mustEscape(scalar):
      for unit in String(scalar).utf16 {
        append(contentsOf: "\\u".utf8)
        for place in [12, 8, 4, 0] {
          append(hexadecimalDigit(UInt8(truncatingIfNeeded: unit >> UInt16(place)) & 15))
        }
      }
    default: append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}

extension RawSpan {
  /// Whether all bytes are printable ASCII and none has a meaning in a JSON string.
  fileprivate var isPlain: Bool {
    var offset = 0
    while let byte: UInt8 = load(at: offset) {
      guard byte >= 32, byte < 127, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else {
        return false
      }
      offset &+= 1
    }
    return true
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows nothing for it, or does something: controls, marks of direction.
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
