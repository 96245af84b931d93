import Bytes

/// Flavours: `task_struct___old` stands for the kernel's `task_struct`.
///
/// A flavour suffix begins with three underscores that have a character other than an underscore
/// on both sides; only the last one counts.
package enum EssentialName {
  /// The number of bytes before the flavour suffix, or of the whole name where it has none.
  package static func length(_ name: RawSpan) -> Int {
    let underscore = UInt8(ascii: "_")
    var end = name.byteCount &- 5
    while end >= 0 {
      if name.load(UInt8.self, at: end) != underscore,
        name.load(UInt8.self, at: end &+ 1) == underscore,
        name.load(UInt8.self, at: end &+ 2) == underscore,
        name.load(UInt8.self, at: end &+ 3) == underscore,
        name.load(UInt8.self, at: end &+ 4) != underscore
      {
        return end &+ 1
      }
      end &-= 1
    }
    return name.byteCount
  }

  /// A name without its flavour suffix.
  @_lifetime(copy name)
  package static func of(_ name: RawSpan) -> RawSpan {
    name.extracting(0..<length(name))
  }

  /// A name without its flavour suffix.
  package static func of(_ name: String) -> String {
    let bytes = Array(name.utf8)
    return unsafe of(bytes.span.bytes).text
  }
}
