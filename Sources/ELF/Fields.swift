import Bytes

/// One fixed-size record of a file (a header, a symbol), whose size was checked as a whole.
struct Fields: ~Escapable {
  private let span: RawSpan
  private let swapped: Bool

  /// - Returns: `nil` when the record does not lie wholly inside the span.
  @_lifetime(copy span)
  init?(_ span: RawSpan, at offset: Int, count: Int, swapped: Bool) {
    guard let part = span.part(at: offset, count: count) else { return nil }
    self.span = part
    self.swapped = swapped
  }

  // The layouts ask for nothing outside the record; 0 stands for what cannot happen.

  @inline(__always) func u8(_ offset: Int) -> UInt8 { span.load(at: offset) ?? 0 }
  @inline(__always) func u16(_ offset: Int) -> UInt16 {
    span.load(at: offset, swapped: swapped) ?? 0
  }
  @inline(__always) func u32(_ offset: Int) -> UInt32 {
    span.load(at: offset, swapped: swapped) ?? 0
  }
  @inline(__always) func u64(_ offset: Int) -> UInt64 {
    span.load(at: offset, swapped: swapped) ?? 0
  }
}
