/// Conditional jumps on numbers of which some bits are known.
///
/// Source: RFC 9669, section 4.3.
extension Comparison {
  /// Whether the jump is taken; `nil` when that cannot be known.
  func holds(_ a: KnownBits, _ b: KnownBits, _ width: Width) -> Bool? {
    let isWide = width == .bits64
    let (x, y) = isWide ? (a, b) : (a.truncated(to: 32), b.truncated(to: 32))
    let (s, t) = isWide ? (a, b) : (a.signExtended(from: 32), b.signExtended(from: 32))
    switch self {
    case .equal: return Comparison.areEqual(x, y)
    case .notEqual: return Comparison.areEqual(x, y).map(!)
    case .anyBit:
      if x.value & y.value != 0 { return true }
      return x.maximum & y.maximum == 0 ? false : nil
    case .greater: return Comparison.isGreater(x, y)
    case .lessOrEqual: return Comparison.isGreater(x, y).map(!)
    case .less: return Comparison.isGreater(y, x)
    case .greaterOrEqual: return Comparison.isGreater(y, x).map(!)
    case .signedGreater: return Comparison.isSignedGreater(s, t)
    case .signedLessOrEqual: return Comparison.isSignedGreater(s, t).map(!)
    case .signedLess: return Comparison.isSignedGreater(t, s)
    case .signedGreaterOrEqual: return Comparison.isSignedGreater(t, s).map(!)
    }
  }

  private static func areEqual(_ a: KnownBits, _ b: KnownBits) -> Bool? {
    guard a.met(b) != nil else { return false }
    return a.constant != nil && a.constant == b.constant ? true : nil
  }

  private static func isGreater(_ a: KnownBits, _ b: KnownBits) -> Bool? {
    if a.minimum > b.maximum { return true }
    return a.maximum <= b.minimum ? false : nil
  }

  private static func isSignedGreater(_ a: KnownBits, _ b: KnownBits) -> Bool? {
    if a.signedMinimum > b.signedMaximum { return true }
    return a.signedMaximum <= b.signedMinimum ? false : nil
  }

  /// Whether the jump is taken that compares a pointer that is not null with 0; `nil` for all others.
  func holds(nonNullWith b: KnownBits, _ width: Width) -> Bool? {
    guard width == .bits64, b.constant == 0 else { return nil }
    switch self {
    case .equal: return false
    case .notEqual: return true
    default: return nil
    }
  }

  /// What is known of both operands behind the jump; `nil` when it cannot go that way.
  func refined(
    _ a: KnownBits, _ b: KnownBits, _ width: Width, taken: Bool
  ) -> (KnownBits, KnownBits)? {
    guard self == .equal || self == .notEqual else { return (a, b) }
    let isWide = width == .bits64
    let (x, y) = isWide ? (a, b) : (a.truncated(to: 32), b.truncated(to: 32))
    func whole(_ x: KnownBits, _ y: KnownBits) -> (KnownBits, KnownBits) {
      isWide ? (x, y) : (a.replacingLowHalf(x), b.replacingLowHalf(y))
    }
    if (self == .equal) == taken {
      guard let both = x.met(y) else { return nil }
      return whole(both, both)
    }
    return whole(
      y.constant.map { x.excluding($0) } ?? x, x.constant.map { y.excluding($0) } ?? y)
  }
}
