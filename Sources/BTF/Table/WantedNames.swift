import Bytes

/// A set of names, arranged so that a string which is none of them is dismissed by its first four
/// bytes.
struct WantedNames {
  private struct Entry {
    /// The first four bytes, zeroes after the end of a shorter name.
    let prefix: UInt32
    /// Which of the names it is.
    let name: Int
    /// The next entry of the same bucket, plus 1; 0 for none.
    let next: UInt32
  }

  private let names: [[UInt8]]
  private let match: BTFTable.NameMatch
  private var entries: [Entry] = []
  /// The first entry of each bucket, plus 1: 8 KiB that stay in the first-level cache.
  private var buckets = [UInt32](repeating: 0, count: 2048)

  init(_ names: [[UInt8]], _ match: BTFTable.NameMatch) {
    self.names = names
    self.match = match
    for (place, name) in names.enumerated() where !name.isEmpty {
      insert(WantedNames.prefix(of: name, paddedWith: 0), place)
      // A flavour that follows a short name reaches into the first four bytes.
      if match == .essential, name.count < 4 {
        insert(WantedNames.prefix(of: name, paddedWith: UInt8(ascii: "_")), place)
      }
    }
  }

  private static func prefix(of name: [UInt8], paddedWith padding: UInt8) -> UInt32 {
    var prefix: UInt32 = 0
    for place in 0..<4 {
      prefix |= UInt32(place < name.count ? name[place] : padding) << UInt32(8 * place)
    }
    return prefix
  }

  private mutating func insert(_ prefix: UInt32, _ name: Int) {
    let bucket = WantedNames.bucket(prefix)
    entries.append(Entry(prefix: prefix, name: name, next: buckets[bucket]))
    buckets[bucket] = UInt32(truncatingIfNeeded: entries.count)
  }

  @inline(__always)
  private static func bucket(_ prefix: UInt32) -> Int {
    // Fibonacci hashing: the upper 11 bits of the product depend on all of the prefix.
    Int((prefix &* 0x9e37_79b1) >> 21)
  }

  /// The first entry, plus 1, that the string at an offset can be; 0 for none.
  @inline(__always)
  func firstEntry(for strings: RawSpan, at start: Int) -> UInt32 {
    buckets[WantedNames.bucket(WantedNames.prefix(of: strings, at: start))]
  }

  /// The first four bytes of a string, zeroes from its NUL or the end of the span on.
  @inline(__always)
  private static func prefix(of strings: RawSpan, at start: Int) -> UInt32 {
    guard let word: UInt32 = strings.load(at: start) else {
      return shortPrefix(of: strings, at: start)
    }
    let word32 = UInt32(littleEndian: word)
    // The lowest bit that is set marks the first byte that is 0.
    let zeroes = (word32 &- 0x0101_0101) & ~word32 & 0x8080_8080
    return word32 & (((zeroes & (0 &- zeroes)) >> 7) &- 1)
  }

  @inline(never)
  private static func shortPrefix(of strings: RawSpan, at start: Int) -> UInt32 {
    var prefix: UInt32 = 0
    for place in 0..<4 {
      guard let byte: UInt8 = strings.load(at: start &+ place), byte != 0 else { break }
      prefix |= UInt32(byte) << UInt32(8 * place)
    }
    return prefix
  }

  /// The next of the names that the string at an offset is, from an entry on.
  ///
  /// - Parameter entry: the entry to begin at, plus 1; becomes the one to go on at.
  @inline(__always)
  func nextMatch(from entry: inout UInt32, _ strings: RawSpan, at start: Int) -> Int? {
    entry == 0 ? nil : search(from: &entry, strings, at: start)
  }

  @inline(never)
  private func search(from entry: inout UInt32, _ strings: RawSpan, at start: Int) -> Int? {
    let prefix = WantedNames.prefix(of: strings, at: start)
    while entry != 0 {
      let candidate = entries[Int(entry) &- 1]
      entry = candidate.next
      if candidate.prefix == prefix, matches(strings, at: start, names[candidate.name]) {
        return candidate.name
      }
    }
    return nil
  }

  private func matches(_ strings: RawSpan, at start: Int, _ name: [UInt8]) -> Bool {
    for (place, byte) in name.enumerated() {
      guard strings.load(UInt8.self, at: start &+ place) == byte else { return false }
    }
    let after: UInt8 = strings.load(at: start &+ name.count) ?? 0
    if match == .exact { return after == 0 }
    // Also of a string that ends here: what is wanted may look like a flavour itself.
    guard after == 0 || after == UInt8(ascii: "_") else { return false }
    let length = strings.lengthOfCString(at: start) ?? (strings.byteCount &- start)
    guard let whole = strings.part(at: start, count: length) else { return false }
    return EssentialName.length(whole) == name.count
  }
}
