import Bytes

/// Reading what has no parts.
extension ValueDecoder {
  /// The bits of a value of at most 64, sign-extended where it is signed.
  ///
  /// - Returns: `nil` when the bytes end before the value does.
  @inline(__always)
  func bits(_ node: LayoutNode, _ bytes: RawSpan, _ base: Int) -> UInt64? {
    let offset = base &+ node.offset
    guard node.bitWidth == 0 else {
      guard let value = wideBits(node, bytes, base) else { return nil }
      return UInt64(truncatingIfNeeded: value)
    }
    switch node.size {
    case 1:
      guard let value: UInt8 = bytes.load(at: offset) else { return nil }
      return node.isSigned
        ? UInt64(bitPattern: Int64(Int8(bitPattern: value))) : UInt64(value)
    case 2:
      guard let value: UInt16 = bytes.load(at: offset, swapped: swapped) else { return nil }
      return node.isSigned
        ? UInt64(bitPattern: Int64(Int16(bitPattern: value))) : UInt64(value)
    case 4:
      guard let value: UInt32 = bytes.load(at: offset, swapped: swapped) else { return nil }
      return node.isSigned
        ? UInt64(bitPattern: Int64(Int32(bitPattern: value))) : UInt64(value)
    default:
      return bytes.load(at: offset, swapped: swapped)
    }
  }

  /// The bits of a bitfield or of a wide integer, sign-extended where it is signed.
  ///
  /// Bit 0 of a byte is its lowest in little endian and its highest in big endian; so the bytes
  /// of a field are always consecutive.
  func wideBits(_ node: LayoutNode, _ bytes: RawSpan, _ base: Int) -> UInt128? {
    let width = Int(node.bitWidth)
    let shift = Int(node.bitShift)
    // At most 17 bytes: 128 bits that do not begin with a byte.
    let count = (shift &+ width &+ 7) / 8
    guard width > 0, let field = bytes.part(at: base &+ node.offset, count: count) else {
      return nil
    }
    let isBig = swapped != (ByteOrder.host == .big)
    var value: UInt128 = 0
    for index in 0..<count {
      guard let byte: UInt8 = field.load(at: index) else { return nil }
      let place = isBig ? shift &+ width &- 8 &* (index &+ 1) : 8 &* index &- shift
      // Smart shifts: a negative place shifts right, and bits beyond 128 go.
      value |= UInt128(byte) << place
    }
    let unused = 128 &- width
    let top = value << unused
    return node.isSigned
      ? UInt128(bitPattern: Int128(bitPattern: top) >> unused) : top >> unused
  }

  func floatingPoint(_ node: LayoutNode, _ bytes: RawSpan, _ base: Int) -> Double? {
    let offset = base &+ node.offset
    if node.size == 4 {
      guard let bits: UInt32 = bytes.load(at: offset, swapped: swapped) else { return nil }
      return Double(Float(bitPattern: bits))
    }
    guard let bits: UInt64 = bytes.load(at: offset, swapped: swapped) else { return nil }
    return Double(bitPattern: bits)
  }

  /// The bytes of an array of `char` up to its first NUL or the end of the record.
  @_lifetime(copy bytes)
  func characters(_ node: LayoutNode, _ bytes: RawSpan, _ base: Int) -> RawSpan? {
    let offset = base &+ node.offset
    guard offset <= bytes.byteCount,
      let whole = bytes.part(at: offset, count: min(node.size, bytes.byteCount &- offset))
    else { return nil }
    guard let length = whole.lengthOfCString(at: 0) else { return whole }
    return whole.extracting(0..<length)
  }

  /// The number of elements of an array that lie wholly inside the bytes.
  @inline(__always)
  func elementCount(_ node: LayoutNode, _ bytes: RawSpan, _ base: Int) -> Int {
    guard node.size > 0 else { return node.count }
    let left = bytes.byteCount &- (base &+ node.offset)
    return left < node.size ? 0 : min(node.count, left / node.size)
  }

  /// The enumerator with a value.
  func enumerator(_ node: LayoutNode, _ value: UInt64) -> LayoutEnumerator? {
    var low = node.enumerators.lowerBound
    var high = node.enumerators.upperBound
    while low < high {
      let middle = low &+ (high &- low) / 2
      if enumerators[middle].value < value { low = middle &+ 1 } else { high = middle }
    }
    guard low < node.enumerators.upperBound, enumerators[low].value == value else { return nil }
    return enumerators[low]
  }
}
