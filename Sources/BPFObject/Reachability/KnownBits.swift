/// What is known of a number of 64 bits: some of its bits.
///
/// The verifier's own way to track numbers (`struct tnum`), which makes arithmetic on constants exact
/// and still knows that `x | 1` is not zero.
struct KnownBits: Hashable {
  /// The known bits; those that are not known are 0 here.
  private(set) var value: UInt64
  /// 1 for each bit that is not known.
  private(set) var mask: UInt64

  /// A number of which the bits outside a mask are known.
  init(value: UInt64, mask: UInt64) {
    self.value = value & ~mask
    self.mask = mask
  }

  /// A number that is known.
  init(_ value: UInt64) { self.init(value: value, mask: 0) }

  /// A number of which nothing is known.
  static let unknown = KnownBits(value: 0, mask: .max)

  /// The number, when all of it is known.
  var constant: UInt64? { mask == 0 ? value : nil }

  /// The smallest number that it can be, unsigned.
  var minimum: UInt64 { value }
  /// The largest number that it can be, unsigned.
  var maximum: UInt64 { value | mask }

  private static let sign: UInt64 = 1 << 63
  /// The smallest number that it can be, signed.
  var signedMinimum: Int64 { Int64(bitPattern: value | mask & KnownBits.sign) }
  /// The largest number that it can be, signed.
  var signedMaximum: Int64 { Int64(bitPattern: value | mask & ~KnownBits.sign) }

  /// What is known of a number that is one of two.
  func joined(_ other: KnownBits) -> KnownBits {
    KnownBits(value: value, mask: mask | other.mask | (value ^ other.value))
  }

  /// What is known of a number of which two things are known; `nil` when they contradict each other.
  func met(_ other: KnownBits) -> KnownBits? {
    guard (value ^ other.value) & ~mask & ~other.mask == 0 else { return nil }
    return KnownBits(value: value | other.value, mask: mask & other.mask)
  }

  /// Without a number that it is known not to be: of two that are left, the other.
  func excluding(_ number: UInt64) -> KnownBits {
    guard mask.nonzeroBitCount == 1, number & ~mask == value else { return self }
    return KnownBits(~number & mask | value)
  }

  // MARK: - Widths

  /// The lowest bits, the others being 0.
  func truncated(to bits: UInt64) -> KnownBits {
    guard bits < 64 else { return self }
    let kept: UInt64 = (1 << bits) - 1
    return KnownBits(value: value & kept, mask: mask & kept)
  }

  /// The lowest bits as a signed number.
  func signExtended(from bits: UInt64) -> KnownBits {
    guard bits > 0, bits < 64 else { return self }
    let shift = 64 - bits
    func extend(_ word: UInt64) -> UInt64 {
      UInt64(bitPattern: Int64(bitPattern: word << shift) >> Int64(shift))
    }
    return KnownBits(value: extend(value), mask: extend(mask))
  }

  /// The low half from one number, the high half from another.
  func replacingLowHalf(_ low: KnownBits) -> KnownBits {
    let high: UInt64 = 0xffff_ffff_0000_0000
    let low = low.truncated(to: 32)
    return KnownBits(value: value & high | low.value, mask: mask & high | low.mask)
  }

  // MARK: - Bitwise

  static func & (a: KnownBits, b: KnownBits) -> KnownBits {
    let ones = a.value & b.value
    return KnownBits(value: ones, mask: a.maximum & b.maximum & ~ones)
  }

  static func | (a: KnownBits, b: KnownBits) -> KnownBits {
    let ones = a.value | b.value
    return KnownBits(value: ones, mask: (a.mask | b.mask) & ~ones)
  }

  static func ^ (a: KnownBits, b: KnownBits) -> KnownBits {
    KnownBits(value: a.value ^ b.value, mask: a.mask | b.mask)
  }

  static func << (a: KnownBits, count: UInt64) -> KnownBits {
    KnownBits(value: a.value << count, mask: a.mask << count)
  }

  static func >> (a: KnownBits, count: UInt64) -> KnownBits {
    KnownBits(value: a.value >> count, mask: a.mask >> count)
  }

  /// A shift that keeps the sign; a sign that is not known stays so in every bit that it fills.
  func arithmeticShiftRight(_ count: UInt64) -> KnownBits {
    let count = Int64(truncatingIfNeeded: count)
    return KnownBits(
      value: UInt64(bitPattern: Int64(bitPattern: value) >> count),
      mask: UInt64(bitPattern: Int64(bitPattern: mask) >> count))
  }

  // MARK: - Arithmetic

  /// The sum: bits stay known up to where a carry could reach.
  static func &+ (a: KnownBits, b: KnownBits) -> KnownBits {
    let least = a.value &+ b.value
    let most = a.maximum &+ b.maximum
    return KnownBits(value: least, mask: least ^ most | a.mask | b.mask)
  }

  /// The difference: bits stay known up to where a borrow could reach.
  static func &- (a: KnownBits, b: KnownBits) -> KnownBits {
    let most = a.maximum &- b.value
    let least = a.value &- b.maximum
    return KnownBits(value: a.value &- b.value, mask: most ^ least | a.mask | b.mask)
  }
}
