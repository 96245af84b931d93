/// A prefix code of deflate: symbols by the bits that stand for them.
struct PrefixCode {
  /// For each value of the next `width` bits: the symbol times 16, plus the bits of its code.
  private let table: [UInt16]
  private let width: Int

  /// The code whose symbols have the given numbers of bits; 0 for symbols that do not occur.
  ///
  /// Codes of one length are consecutive, and shorter codes come first (RFC 1951, 3.2.2).
  init(lengths: some Collection<UInt8>) throws(GzipError) {
    let width = Int(lengths.max() ?? 0)
    guard width <= 15 else { throw GzipError("a code is longer than 15 bits") }
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var firstCode = [Int](repeating: 0, count: 17)
    var code = 0
    for length in 1...15 {
      firstCode[length] = code
      code = (code + counts[length]) << 1
      guard code <= 2 << length else { throw GzipError("more codes than their lengths allow") }
    }
    var table = [UInt16](repeating: 0, count: 1 << width)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      let entry = UInt16(truncatingIfNeeded: symbol << 4 | length)
      // Codes are written with their highest bit first, everything else with its lowest.
      var place = PrefixCode.reversed(firstCode[length], length)
      firstCode[length] += 1
      while place < table.count {
        table[place] = entry
        place += 1 << length
      }
    }
    self.table = table
    self.width = width
  }

  private static func reversed(_ code: Int, _ length: Int) -> Int {
    var result = 0
    for bit in 0..<length where code >> bit & 1 != 0 { result |= 1 << (length - 1 - bit) }
    return result
  }

  /// The next symbol.
  func symbol(from bits: inout BitReader) throws(GzipError) -> Int {
    let entry = Int(table[Int(bits.peek(width))])
    guard entry & 15 != 0 else { throw GzipError("bits that are no code") }
    try bits.skip(entry & 15)
    return entry >> 4
  }
}
