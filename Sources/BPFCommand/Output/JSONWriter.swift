/// Writes JSON piece by piece into one buffer, without a tree of values in between.
///
///     writer.object { json in
///       json.field("name", "events")
///       json.array("sizes") { json in json.element(4) }
///     }
struct JSONWriter: ~Copyable {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  // MARK: - Containers

  mutating func object(_ key: StaticString? = nil, _ body: (inout JSONWriter) -> Void) {
    container(key, "{", "}", body)
  }

  mutating func array(_ key: StaticString? = nil, _ body: (inout JSONWriter) -> Void) {
    container(key, "[", "]", body)
  }

  private mutating func container(
    _ key: StaticString?, _ opening: Unicode.Scalar, _ closing: Unicode.Scalar,
    _ body: (inout JSONWriter) -> Void
  ) {
    begin(key)
    append(opening)
    isFirst = true
    body(&self)
    append(closing)
    isFirst = false
  }

  // MARK: - Members of objects

  mutating func field(_ key: StaticString, _ value: String?) {
    begin(key)
    append(value)
  }

  mutating func field(_ key: StaticString, _ value: Bool) {
    begin(key)
    append(value ? "true" : "false" as StaticString)
  }

  mutating func field(_ key: StaticString, _ value: some BinaryInteger) {
    begin(key)
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Bytes as one string of hexadecimal digits.
  mutating func field(_ key: StaticString, hex value: [UInt8]) {
    begin(key)
    append("\"" as Unicode.Scalar)
    bytes.reserveCapacity(bytes.count + value.count * 2 + 2)
    for byte in value { appendHex(byte) }
    append("\"" as Unicode.Scalar)
  }

  /// A number of 64 bits as 16 hexadecimal digits.
  mutating func field(_ key: StaticString, hash value: UInt64) {
    begin(key)
    append("\"" as Unicode.Scalar)
    for place in (0..<8).reversed() { appendHex(UInt8(truncatingIfNeeded: value >> (8 * place))) }
    append("\"" as Unicode.Scalar)
  }

  /// A value that is written by something else, as JSON.
  mutating func field(_ key: StaticString, appending body: (inout [UInt8]) -> Void) {
    begin(key)
    body(&bytes)
  }

  // MARK: - Elements of arrays

  mutating func element(_ value: String) {
    begin(nil)
    append(value)
  }

  mutating func element(_ value: some BinaryInteger) {
    begin(nil)
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Ends the line, so that the text can stand alone.
  mutating func newline() { append("\n" as Unicode.Scalar) }

  // MARK: - Pieces

  private mutating func begin(_ key: StaticString?) {
    if !isFirst { append("," as Unicode.Scalar) }
    isFirst = false
    guard let key else { return }
    // Keys are this program's own words, which need no escapes.
    append("\"" as Unicode.Scalar)
    append(key)
    append("\"" as Unicode.Scalar)
    append(":" as Unicode.Scalar)
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    bytes.append(UInt8(truncatingIfNeeded: scalar.value))
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { buffer in unsafe bytes.append(contentsOf: buffer) }
  }

  private mutating func append(_ value: String?) {
    guard let value else { return append("null" as StaticString) }
    append("\"" as Unicode.Scalar)
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append("\\" as Unicode.Scalar)
        bytes.append(byte)
      case UInt8(ascii: "\n"): append("\\n" as StaticString)
      case UInt8(ascii: "\t"): append("\\t" as StaticString)
      case 0..<0x20, 0x7f:
        append("\\u00" as StaticString)
        appendHex(byte)
      default: bytes.append(byte)
      }
    }
    append("\"" as Unicode.Scalar)
  }

  private mutating func appendHex(_ byte: UInt8) {
    bytes.append(JSONWriter.hexDigit(byte >> 4))
    bytes.append(JSONWriter.hexDigit(byte & 0xf))
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }
}
