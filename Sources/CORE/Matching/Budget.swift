/// The effort that comparing a local type with one candidate may take.
///
/// Types of hostile BTF can contain themselves, and twice so. The budget bounds the time that is
/// spent on them to tens of milliseconds, far above what the largest real types need.
struct Budget: Sendable {
  /// What is left, in comparisons of a member's name.
  private var rest = 1 << 24

  /// What it takes to look at another type.
  static let type = 64
  /// What it takes to compare two names that are likely to begin alike.
  static let enumerator = 8

  mutating func spend(_ effort: Int) throws(Fault) {
    rest = rest &- effort
    guard rest >= 0 else {
      throw Fault(
        .tooComplex, "the types to compare are larger than any real ones, or contain themselves")
    }
  }
}
