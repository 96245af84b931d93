/// The one place where words are written in a byte order: BTF and what goes with it consist of them.
extension [UInt8] {
  /// Appends a word of 32 bits.
  package mutating func append(word: UInt32, _ order: ByteOrder) {
    let stored = order.isSwapped ? word.byteSwapped : word
    unsafe Swift.withUnsafeBytes(of: stored) { unsafe append(contentsOf: $0) }
  }

  /// Writes a word of 32 bits over the bytes at an offset.
  ///
  /// - Returns: whether it lies wholly inside; nothing is written otherwise.
  @discardableResult
  package mutating func store(word: UInt32, at offset: Int, _ order: ByteOrder) -> Bool {
    guard offset >= 0, count >= 4, offset <= count - 4 else { return false }
    let stored = order.isSwapped ? word.byteSwapped : word
    unsafe Swift.withUnsafeBytes(of: stored) {
      unsafe replaceSubrange(offset..<(offset + 4), with: $0)
    }
    return true
  }
}
