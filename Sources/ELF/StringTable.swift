import Bytes

/// Strings that end in NUL, found by byte offset (`SHT_STRTAB`).
struct StringTable: Sendable {
  /// The longest string that is read: 16 KiB.
  ///
  /// Names may share their bytes, so without a limit a file could make each of its many names as
  /// long as its whole string table. The limit leaves room for section names that hold a path.
  static let lengthLimit = 1 << 14

  /// Why a string cannot be read.
  enum Fault: Error {
    case outside, unterminated, tooLong

    var detail: String {
      switch self {
      case .outside: "lies outside the string table"
      case .unterminated: "runs over the end of the string table"
      case .tooLong: "is longer than \(StringTable.lengthLimit) bytes"
      }
    }
  }

  let bytes: Bytes

  /// The bytes of a string, without its NUL.
  func string(at offset: UInt32) throws(Fault) -> Bytes {
    let start = Int(offset)
    guard start < bytes.count else { throw .outside }
    let end = min(bytes.count, start &+ StringTable.lengthLimit &+ 1)
    guard let length = lengthOfString(from: start, to: end) else {
      throw end == bytes.count ? .unterminated : .tooLong
    }
    guard let string = bytes.slice(at: start, count: length) else { throw .outside }
    return string
  }

  /// Whether the string at an offset is a text; looks at no more bytes than the text has.
  func holds(_ text: String, at offset: UInt32) -> Bool {
    bytes.span.holdsString(text, at: Int(offset), terminated: true)
  }

  /// Whether the string at an offset is a text up to a byte, which ends it.
  func holds(_ text: String, at offset: UInt32, before end: UInt8) -> Bool {
    let (place, overflow) = Int(offset).addingReportingOverflow(text.utf8.count)
    guard !overflow, let byte: UInt8 = bytes.span.load(at: place), byte == end else { return false }
    var next = Int(offset)
    for expected in text.utf8 {
      guard let byte: UInt8 = bytes.span.load(at: next), byte == expected else { return false }
      next &+= 1
    }
    return true
  }

  private func lengthOfString(from start: Int, to end: Int) -> Int? {
    let span = bytes.span
    var offset = start
    // Eight bytes at a time: the highest bit of each byte of `zeroes` up to the first one tells
    // whether the byte is 0.
    while offset &+ 8 <= end, let raw: UInt64 = span.load(at: offset) {
      let word = UInt64(littleEndian: raw)
      let zeroes = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if zeroes != 0 { return offset &+ (zeroes.trailingZeroBitCount >> 3) &- start }
      offset &+= 8
    }
    while offset < end, let byte: UInt8 = span.load(at: offset) {
      if byte == 0 { return offset &- start }
      offset &+= 1
    }
    return nil
  }
}

extension RawSpan {
  /// Whether the bytes at an offset are those of a text and then, if asked for, a NUL.
  func holdsString(_ text: String, at start: Int, terminated: Bool) -> Bool {
    var offset = start
    for expected in text.utf8 {
      guard expected != 0, let byte: UInt8 = load(at: offset), byte == expected else {
        return false
      }
      offset &+= 1
    }
    guard terminated else { return offset == byteCount }
    let last: UInt8? = load(at: offset)
    return last == 0
  }
}
