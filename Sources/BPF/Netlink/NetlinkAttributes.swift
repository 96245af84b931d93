internal import Bytes

/// The attributes of a message, or of an attribute that consists of attributes, by their types.
///
/// What does not fit ends the list: the kernel never sends that, and nothing here traps on it.
package struct NetlinkAttributes: Sendable {
  private var payloads: [UInt16: [UInt8]] = [:]

  /// Reads attributes; of several of one type the last one counts, as in the kernel.
  package init(_ bytes: [UInt8]) {
    let span = unsafe bytes.span.bytes
    var offset = 0
    while let length: UInt16 = span.load(at: offset), let type: UInt16 = span.load(at: offset + 2),
      length >= 4, let payload = span.part(at: offset + 4, count: Int(length) - 4)
    {
      // The two highest bits say "nested" and "of network byte order".
      payloads[type & 0x3fff] = payload.array
      offset += (Int(length) + 3) & ~3
    }
  }

  /// The payload of a type.
  package subscript(type: UInt16) -> [UInt8]? { payloads[type] }

  /// A 32-bit number.
  package func number(_ type: UInt16) -> UInt32? {
    guard let payload = payloads[type] else { return nil }
    return unsafe payload.span.bytes.load(at: 0)
  }

  /// An 8-bit number.
  package func byte(_ type: UInt16) -> UInt8? { payloads[type]?.first }

  /// Text up to its NUL.
  package func text(_ type: UInt16) -> String? {
    payloads[type].map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// The attributes inside one; none when it is not there.
  package func nested(_ type: UInt16) -> NetlinkAttributes {
    NetlinkAttributes(payloads[type] ?? [])
  }
}
