/// A pattern of names: `*` stands for any letters, `?` for one, and everything else for itself.
package struct GlobPattern: Sendable, Hashable {
  private var pattern: [UInt8]

  package init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

  /// The pattern of one name, or of nothing when the name is none.
  package init(exactly name: String) {
    self.init(name)
    if !isPlain { pattern = [] }
  }

  /// Whether the pattern is a name and nothing more.
  package var isPlain: Bool {
    !pattern.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// Whether a whole name is of the pattern.
  package func matches(_ name: some RandomAccessCollection<UInt8>) -> Bool {
    // When a letter does not fit, the last star takes one more; stars before it need not change.
    var place = name.startIndex
    var index = 0
    var star: (index: Int, place: Int)?
    let start = name.startIndex
    var offset = 0
    while place < name.endIndex {
      if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
        star = (index, offset)
        index += 1
      } else if index < pattern.count,
        pattern[index] == UInt8(ascii: "?") || pattern[index] == name[place]
      {
        index += 1
        offset += 1
        name.formIndex(after: &place)
      } else if let last = star {
        index = last.index + 1
        offset = last.place + 1
        star = (last.index, offset)
        place = name.index(start, offsetBy: offset)
      } else {
        return false
      }
    }
    return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Whether a whole name is of the pattern.
  package func matches(_ name: RawSpan) -> Bool {
    unsafe name.withUnsafeBytes { bytes in unsafe matches(bytes) }
  }
}

extension RawSpan {
  /// Whether the bytes are those of an array.
  func equals(_ other: [UInt8]) -> Bool { byteCount == other.count && starts(with: other) }

  /// Whether the bytes begin with those of an array.
  func starts(with other: [UInt8]) -> Bool {
    guard byteCount >= other.count else { return false }
    return unsafe withUnsafeBytes { bytes in unsafe bytes.starts(with: other) }
  }
}
