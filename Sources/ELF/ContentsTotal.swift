import Bytes

/// Adds up what sections, or segments, claim of a file, to refuse one that claims it many times.
///
/// Tools do not let sections overlap, and segments only a little. A file whose headers all claim
/// the whole of it would make the work of whoever goes through them quadratic.
struct ContentsTotal {
  /// How many times its size a file may be claimed.
  static let limit = 8

  private let size: UInt64
  private var rest: UInt64

  init(of bytes: Bytes) {
    size = UInt64(bytes.count)
    rest = size.multipliedReportingOverflow(by: UInt64(ContentsTotal.limit)).partialValue
  }

  /// Adds one; what does not lie inside the file does not count, it is refused when asked for.
  ///
  /// - Returns: `false` when the file is claimed too often.
  mutating func add(_ offset: UInt64, _ count: UInt64) -> Bool {
    guard offset <= size, count <= size &- offset else { return true }
    guard count <= rest else { return false }
    rest &-= count
    return true
  }
}

extension Bytes {
  /// A window on a table of entries.
  ///
  /// - Returns: `nil` when the table does not lie wholly inside.
  func slice(at offset: UInt64, count: UInt64, of entrySize: Int) -> Bytes? {
    let (size, overflow) = count.multipliedReportingOverflow(by: UInt64(entrySize))
    return overflow ? nil : slice(at: offset, count: size)
  }
}
