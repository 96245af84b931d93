import Bytes

/// A set of names that is looked for in one pass over a string section.
struct WantedNames {
  /// A string that is wanted.
  struct Found {
    /// Where it stands, in the numbering of the table.
    let offset: UInt32
    /// Which of the names it is.
    let wanted: Int
  }

  private let names: [[UInt8]]
  private let match: BTFTable.NameMatch
  /// The first two bytes of every name and flavour that can match, so that most strings are
  /// dismissed by one bit.
  private var filter = BitFilter()

  init(_ names: [[UInt8]], _ match: BTFTable.NameMatch) {
    self.names = names
    self.match = match
    for name in self.names {
      guard let first = name.first else { continue }
      if name.count > 1 {
        filter.insert(WantedNames.key(first, name[1]))
      } else {
        filter.insert(WantedNames.key(first, 0))
        filter.insert(WantedNames.key(first, UInt8(ascii: "_")))
      }
    }
  }

  @inline(__always)
  private static func key(_ first: UInt8, _ second: UInt8) -> UInt32 {
    UInt32(UInt16(first) | UInt16(second) << 8)
  }

  /// Finds the wanted strings of a section whose strings are numbered from `firstOffset`.
  func scan(_ span: RawSpan, firstOffset: Int, into found: inout [Found]) {
    let count = span.byteCount
    // The string at 0 of a base section is the empty one; a split section begins with a real one.
    check(span, at: 0, firstOffset, &found)
    var offset = 0
    // Eight bytes at a time: every byte whose high bit is set in `ends` is a NUL, and the byte
    // behind a NUL begins a string.
    while let word: UInt64 = span.load(at: offset) {
      let word = UInt64(littleEndian: word)
      let low: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
      var ends = ~(((word & low) &+ low) | word | low)
      while ends != 0 {
        check(span, at: offset &+ (ends.trailingZeroBitCount >> 3) &+ 1, firstOffset, &found)
        ends &= ends &- 1
      }
      offset &+= 8
    }
    while offset < count {
      if span.load(UInt8.self, at: offset) == 0 {
        check(span, at: offset &+ 1, firstOffset, &found)
      }
      offset &+= 1
    }
  }

  @inline(__always)
  private func check(
    _ span: RawSpan, at start: Int, _ firstOffset: Int, _ found: inout [Found]
  ) {
    // A string of one character is followed by its NUL, so that two bytes can always be read
    // except at the end, where no name stands.
    guard let head: UInt16 = span.load(at: start),
      filter.mayContain(UInt32(UInt16(littleEndian: head)))
    else { return }
    compare(span, at: start, firstOffset, &found)
  }

  @inline(never)
  private func compare(
    _ span: RawSpan, at start: Int, _ firstOffset: Int, _ found: inout [Found]
  ) {
    for (index, name) in names.enumerated() where !name.isEmpty {
      guard matches(span, at: start, name) else { continue }
      found.append(
        Found(offset: UInt32(truncatingIfNeeded: firstOffset &+ start), wanted: index))
    }
  }

  private func matches(_ span: RawSpan, at start: Int, _ name: [UInt8]) -> Bool {
    for (index, byte) in name.enumerated() {
      guard span.load(UInt8.self, at: start &+ index) == byte else { return false }
    }
    guard let after: UInt8 = span.load(at: start &+ name.count) else { return false }
    if after == 0 { return true }
    guard match == .essential, after == UInt8(ascii: "_"),
      let length = span.lengthOfCString(at: start),
      let whole = span.part(at: start, count: length)
    else { return false }
    return EssentialName.length(whole) == name.count
  }
}
