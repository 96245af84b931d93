import Bytes

extension ByteSwap {
  /// What is known of the lower bytes of a number in another order.
  func apply(_ a: KnownBits, _ size: AccessSize, _ machine: ByteOrder) -> KnownBits {
    let bits = UInt64(size.rawValue) * 8
    let kept = a.truncated(to: bits)
    let changes =
      switch self {
      case .always: true
      case .littleEndian: machine == .big
      case .bigEndian: machine == .little
      }
    guard changes else { return kept }
    let shift = 64 - bits
    return KnownBits(
      value: kept.value.byteSwapped >> shift, mask: kept.mask.byteSwapped >> shift)
  }
}
