import Bytes

/// The compiler's way to write an access: `0:1:2`, element 0 of the pointer, member 1, member 2.
enum AccessString {
  /// The deepest access that is followed, as in libbpf (`BPF_CORE_SPEC_MAX_LEN`).
  static let maximumCount = 64

  /// Reads the indices of an access string into an array that is kept from one to the next.
  static func read(_ text: RawSpan, into indices: inout [UInt32]) throws(Fault) {
    indices.removeAll(keepingCapacity: true)
    var place = 0
    while true {
      var value: UInt32 = 0
      let start = place
      while let byte: UInt8 = text.load(at: place), byte >= 0x30, byte <= 0x39 {
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(UInt32(byte &- 0x30))
        guard !overflow, !carry, sum <= UInt32(Int32.max) else {
          throw malformed(text, "has an index above \(Int32.max)")
        }
        value = sum
        place &+= 1
      }
      guard place > start else { throw malformed(text, "is not a list of numbers") }
      guard indices.count < maximumCount else {
        throw malformed(text, "has more than \(maximumCount) indices")
      }
      indices.append(value)
      guard let separator: UInt8 = text.load(at: place) else { return }
      guard separator == UInt8(ascii: ":") else {
        throw malformed(text, "is not a list of numbers")
      }
      place &+= 1
    }
  }

  private static func malformed(_ text: RawSpan, _ problem: String) -> Fault {
    Fault(.malformedAccess, "the access string \"\(text.text)\" \(problem)")
  }
}
