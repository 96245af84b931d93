import Bytes

/// Bytes of a record, written as a C program of either byte order would.
struct RecordImage {
  let order: ByteOrder
  private(set) var bytes: [UInt8]

  init(_ order: ByteOrder, count: Int) {
    self.order = order
    bytes = [UInt8](repeating: 0, count: count)
  }

  mutating func set<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
    let count = Integer.bitWidth / 8
    for index in 0..<count {
      let place = order == .little ? index : count - 1 - index
      bytes[offset + place] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  mutating func set(_ text: String, at offset: Int) {
    for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte }
  }

  /// Sets bits one by one; bit 0 of a byte is its lowest in little endian and its highest in big.
  mutating func setBits(_ value: UInt128, at bit: Int, width: Int) {
    for index in 0..<width {
      // The lowest bit of the value is the first bit in little endian and the last in big endian.
      let isSet = value >> (order == .little ? index : width - 1 - index) & 1 != 0
      let place = (bit + index) % 8
      let mask: UInt8 = order == .little ? 1 << place : 0x80 >> place
      bytes[(bit + index) / 8] &= ~mask
      if isSet { bytes[(bit + index) / 8] |= mask }
    }
  }
}
