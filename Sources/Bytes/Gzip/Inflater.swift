/// Undoes the compression of deflate (RFC 1951).
struct Inflater: ~Escapable {
  private var bits: BitReader
  private(set) var output: [UInt8] = []
  private let limit: Int

  @_lifetime(copy bits)
  init(_ bits: consuming BitReader, limit: Int) {
    self.bits = bits
    self.limit = limit
  }

  mutating func run() throws(GzipError) {
    var isLast = false
    while !isLast {
      isLast = try bits.read(1) == 1
      switch try bits.read(2) {
      case 0: try copyStored()
      case 1:
        try decode(
          PrefixCode(lengths: Inflater.fixedLengths),
          PrefixCode(lengths: [UInt8](repeating: 5, count: 30)))
      case 2:
        let (literals, distances) = try readCodes()
        try decode(literals, distances)
      default: throw GzipError("a block of a kind that does not exist")
      }
    }
  }

  private static var fixedLengths: [UInt8] {
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
  }

  private mutating func append(_ byte: UInt8) throws(GzipError) {
    guard output.count < limit else { throw GzipError("more than \(limit) bytes") }
    output.append(byte)
  }

  private mutating func copyStored() throws(GzipError) {
    try bits.alignToByte()
    let count = try bits.read(16)
    guard try bits.read(16) == ~count & 0xffff else { throw GzipError("a damaged block") }
    for _ in 0..<count { try append(UInt8(truncatingIfNeeded: bits.read(8))) }
  }

  /// The codes of a block, themselves written in a code.
  private mutating func readCodes() throws(GzipError) -> (PrefixCode, PrefixCode) {
    let literalCount = try bits.read(5) + 257
    let distanceCount = try bits.read(5) + 1
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengthLengths = [UInt8](repeating: 0, count: 19)
    for place in order.prefix(try bits.read(4) + 4) {
      lengthLengths[place] = UInt8(truncatingIfNeeded: try bits.read(3))
    }
    let lengthCode = try PrefixCode(lengths: lengthLengths)
    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try lengthCode.symbol(from: &bits)
      var repeated = UInt8(truncatingIfNeeded: symbol)
      var count = 1
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw GzipError("a repetition of nothing") }
        repeated = last
        count = try bits.read(2) + 3
      case 17, 18:
        repeated = 0
        count = try symbol == 17 ? bits.read(3) + 3 : bits.read(7) + 11
      default: break
      }
      lengths.append(contentsOf: repeatElement(repeated, count: count))
    }
    guard lengths.count == literalCount + distanceCount else {
      throw GzipError("more code lengths than codes")
    }
    return (
      try PrefixCode(lengths: lengths[..<literalCount]),
      try PrefixCode(lengths: lengths[literalCount...])
    )
  }

  /// Literals, and repetitions of what was written before, up to the end of the block.
  private mutating func decode(
    _ literals: PrefixCode, _ distances: PrefixCode
  ) throws(GzipError) {
    while true {
      let symbol = try literals.symbol(from: &bits)
      if symbol < 256 {
        try append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      if symbol == 256 { return }
      let length = try repetitionLength(symbol)
      let distance = try repetitionDistance(try distances.symbol(from: &bits))
      guard distance <= output.count else { throw GzipError("a repetition of nothing") }
      for _ in 0..<length { try append(output[output.count - distance]) }
    }
  }

  /// 3 to 258: four lengths share each number of extra bits.
  private mutating func repetitionLength(_ symbol: Int) throws(GzipError) -> Int {
    guard symbol <= 285 else { throw GzipError("a length that does not exist") }
    if symbol == 285 { return 258 }
    guard symbol >= 265 else { return symbol - 254 }
    let extra = (symbol - 261) / 4
    return (4 + (symbol - 261) % 4) << extra + 3 + (try bits.read(extra))
  }

  /// 1 to 32,768: two distances share each number of extra bits.
  private mutating func repetitionDistance(_ symbol: Int) throws(GzipError) -> Int {
    guard symbol < 30 else { throw GzipError("a distance that does not exist") }
    guard symbol >= 4 else { return symbol + 1 }
    let extra = symbol / 2 - 1
    return (2 + symbol % 2) << extra + 1 + (try bits.read(extra))
  }
}
