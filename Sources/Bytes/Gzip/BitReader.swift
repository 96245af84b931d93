/// Reads bits, the lowest of each byte first.
struct BitReader: ~Escapable {
  private let span: RawSpan
  private var next: Int
  private var buffer: UInt64 = 0
  private var available = 0

  @_lifetime(copy span)
  init(_ span: RawSpan, at start: Int) {
    self.span = span
    next = start
  }

  /// The next bits, up to 32, without passing them; zeroes after the end.
  mutating func peek(_ count: Int) -> UInt32 {
    while available < count, let byte: UInt8 = span.load(at: next) {
      buffer |= UInt64(byte) << UInt64(available)
      available += 8
      next += 1
    }
    return UInt32(truncatingIfNeeded: buffer & ((1 << UInt64(count)) - 1))
  }

  /// Passes bits that were looked at.
  mutating func skip(_ count: Int) throws(GzipError) {
    guard available >= count else { throw .truncated }
    buffer >>= UInt64(count)
    available -= count
  }

  /// The next bits, up to 32.
  mutating func read(_ count: Int) throws(GzipError) -> Int {
    let bits = peek(count)
    try skip(count)
    return Int(bits)
  }

  /// Passes the rest of a byte that was begun.
  mutating func alignToByte() throws(GzipError) { try skip(available % 8) }
}
