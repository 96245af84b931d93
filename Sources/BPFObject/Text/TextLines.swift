internal import Bytes

extension RawSpan {
  /// Calls a closure with where each line of a text is, its end not counted.
  ///
  /// Nothing is made of a line: the tables of the kernel have some 200,000.
  func forEachLine(_ body: (Range<Int>) -> Void) {
    unsafe withUnsafeBytes { bytes in
      var start = 0
      for index in bytes.indices where unsafe bytes[index] == UInt8(ascii: "\n") {
        body(start..<index)
        start = index &+ 1
      }
      if start < bytes.count { body(start..<bytes.count) }
    }
  }

  /// Where the next word of a line is: bytes that are neither spaces nor controls.
  func word(from start: Int, to end: Int) -> Range<Int> {
    var start = start
    while start < end, let byte: UInt8 = load(at: start), byte <= UInt8(ascii: " ") { start &+= 1 }
    var place = start
    while place < end, let byte: UInt8 = load(at: place), byte > UInt8(ascii: " ") { place &+= 1 }
    return min(start, end)..<min(place, end)
  }

  /// The name of a module in brackets: `[nf_conntrack]`; empty when there is none.
  func module(in line: Range<Int>) -> Range<Int> {
    let word = word(from: line.lowerBound, to: line.upperBound)
    guard word.count > 2, load(UInt8.self, at: word.lowerBound) == UInt8(ascii: "["),
      load(UInt8.self, at: word.upperBound &- 1) == UInt8(ascii: "]")
    else { return word.lowerBound..<word.lowerBound }
    return (word.lowerBound &+ 1)..<(word.upperBound &- 1)
  }

  /// The number that hexadecimal digits in a range begin with, and where they end; digits beyond the
  /// sixteenth push out the first ones.
  func hexadecimal(in range: Range<Int>) -> (value: UInt64, end: Int) {
    var place = range.lowerBound
    var value: UInt64 = 0
    while place < range.upperBound, let byte: UInt8 = load(at: place) {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = value << 4 | UInt64(byte &- UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"):
        value = value << 4 | UInt64(byte &- UInt8(ascii: "a") &+ 10)
      default: return (value, place)
      }
      place &+= 1
    }
    return (value, place)
  }
}
