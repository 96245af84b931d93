/// Arithmetic of BPF on numbers of which some bits are known.
///
/// Source: RFC 9669, section 4.
extension ArithmeticOperator {
  /// What is known of the result in a width.
  func apply(_ a: KnownBits, _ b: KnownBits, _ width: Width) -> KnownBits {
    let bits = UInt64(width.rawValue)
    return compute(a.truncated(to: bits), b.truncated(to: bits), bits).truncated(to: bits)
  }

  private func compute(_ a: KnownBits, _ b: KnownBits, _ width: UInt64) -> KnownBits {
    switch self {
    case .add: return a &+ b
    case .subtract: return a &- b
    case .or: return a | b
    case .and: return a & b
    case .exclusiveOr: return a ^ b
    case .multiply:
      if a.constant == 0 || b.constant == 0 { return KnownBits(0) }
      guard let x = a.constant, let y = b.constant else { return .unknown }
      return KnownBits(x &* y)
    case .divide, .remainder, .signedDivide, .signedRemainder:
      guard let x = a.constant, let y = b.constant else { return .unknown }
      return KnownBits(divided(x, by: y, width))
    case .shiftLeft, .shiftRight, .arithmeticShiftRight:
      guard let amount = b.constant else { return .unknown }
      return shifted(a, by: amount & (width - 1), width)
    }
  }

  private func shifted(_ a: KnownBits, by count: UInt64, _ width: UInt64) -> KnownBits {
    switch self {
    case .shiftLeft: a << count
    case .shiftRight: a >> count
    default: a.signExtended(from: width).arithmeticShiftRight(count)
    }
  }

  /// Division by 0 gives 0, and leaves the whole as the remainder.
  private func divided(_ x: UInt64, by y: UInt64, _ width: UInt64) -> UInt64 {
    let isRemainder = self == .remainder || self == .signedRemainder
    guard y != 0 else { return isRemainder ? x : 0 }
    if self == .divide { return x / y }
    if self == .remainder { return x % y }
    func signed(_ word: UInt64) -> Int64 {
      width == 64 ? Int64(bitPattern: word) : Int64(Int32(truncatingIfNeeded: word))
    }
    // The smallest number divided by -1 overflows to itself, and leaves no remainder.
    let result =
      isRemainder
      ? signed(x).remainderReportingOverflow(dividingBy: signed(y))
      : signed(x).dividedReportingOverflow(by: signed(y))
    return UInt64(bitPattern: result.partialValue)
  }
}
