extension Bytes {
  /// Whether the bytes begin as gzip writes them.
  public var isGzip: Bool {
    span.load(UInt16.self, at: 0).map { $0.littleEndian == 0x8b1f } ?? false
  }

  /// What gzip compressed, as the kernel does with `/proc/config.gz` (RFC 1952).
  ///
  /// - Parameter limit: the most bytes that may come out.
  /// - Throws: ``GzipError`` when the bytes are damaged or too many come out.
  public func decompressed(limit: Int) throws(GzipError) -> Bytes {
    let span = span
    let start = try Bytes.gzipHeaderSize(span)
    var inflater = Inflater(BitReader(span, at: start), limit: limit)
    try inflater.run()
    // The sum stands behind the data; what bits were left over there does not matter.
    let output = inflater.output
    guard span.byteCount >= 8,
      let sum: UInt32 = span.load(at: span.byteCount - 8),
      let count: UInt32 = span.load(at: span.byteCount - 4),
      sum.littleEndian == Bytes.checksum(output),
      count.littleEndian == UInt32(truncatingIfNeeded: output.count)
    else { throw GzipError("the data does not agree with its checksum") }
    return Bytes(output)
  }

  private static func gzipHeaderSize(_ span: RawSpan) throws(GzipError) -> Int {
    guard span.load(UInt16.self, at: 0)?.littleEndian == 0x8b1f, span.load(at: 2) == UInt8(8),
      let flags: UInt8 = span.load(at: 3)
    else { throw GzipError("this is no gzip file") }
    var place = 10
    if flags & 4 != 0 {
      guard let size: UInt16 = span.load(at: place) else { throw .truncated }
      place += 2 + Int(size.littleEndian)
    }
    // A name and a comment.
    for flag: UInt8 in [8, 16] where flags & flag != 0 {
      guard let length = span.lengthOfCString(at: place) else { throw .truncated }
      place += length + 1
    }
    if flags & 2 != 0 { place += 2 }
    return place
  }

  /// The cyclic redundancy check of 32 bits that gzip uses (polynomial 0xedb88320).
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let table = (0..<256).map { (value: UInt32) -> UInt32 in
      (0..<8).reduce(value) { sum, _ in sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xedb8_8320) }
    }
    var sum: UInt32 = 0xffff_ffff
    for byte in bytes { sum = sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xff)] }
    return ~sum
  }
}
