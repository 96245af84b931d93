import Bytes

/// The content of a map that neither programs nor user space can change once it is frozen, as far as
/// it is known; the verifier reads constants from it (kernel 5.5).
struct ConstantBytes: Hashable {
  private let count: Int
  /// Fewer than there are, when the rest are zeros.
  private let bytes: [UInt8]
  private var unknown: [Range<Int>] = []

  /// A content of which everything is known; bytes that are not given are 0.
  init(_ bytes: [UInt8], count: Int) {
    self.bytes = bytes
    self.count = max(bytes.count, count)
  }

  /// Forgets some bytes.
  mutating func forget(_ range: Range<Int>) { unknown.append(range) }

  /// Reads bytes, zero-extended.
  func load(at offset: Int, size: Int, _ order: ByteOrder) -> KnownBits {
    guard offset >= 0, size <= count, offset <= count - size,
      !unknown.contains(where: { $0.overlaps(offset..<(offset + size)) })
    else {
      return .unknown.truncated(to: UInt64(clamping: size * 8))
    }
    var result: UInt64 = 0
    for place in 0..<size where offset + place < bytes.count {
      let lane = order == .little ? place : size - 1 - place
      result |= UInt64(bytes[offset + place]) << UInt64(clamping: lane * 8)
    }
    return KnownBits(result)
  }
}
