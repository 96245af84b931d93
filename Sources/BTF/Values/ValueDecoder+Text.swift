import Bytes

extension ValueDecoder {
  /// Appends a value as JSON (RFC 8259) in UTF-8.
  ///
  /// Integers are numbers in decimal, however large; addresses and integers of more than 64 bits are
  /// strings in hexadecimal; enumerators are their names, or numbers where no name has the value.
  /// Arrays of `char` are strings up to the first NUL, with U+FFFD for what is not UTF-8; a single
  /// `char` is the character with that number. Floats that JSON cannot express are `"nan"`, `"inf"`
  /// and `"-inf"`. Structs and unions are objects, among whose members stand those of unnamed ones.
  /// What the bytes do not hold is `null`, and other bytes are strings of hexadecimal digits.
  ///
  /// - Parameters:
  ///   - bytes: a value of the type, or as much of one as there is.
  ///   - text: what to append to.
  public func appendJSON(of bytes: RawSpan, to text: inout [UInt8]) {
    guard !nodes.isEmpty else { return }
    append(0, bytes, 0, .json, &text)
  }

  /// Appends a value in one line for people: `pid=1 comm="init" status={code=0 signal=9}`.
  ///
  /// Control characters in strings are escaped; what the bytes do not hold is `?`.
  public func appendText(of bytes: RawSpan, to text: inout [UInt8]) {
    guard let root = nodes.first else { return }
    if root.kind == .composite {
      appendMembers(0, bytes, 0, .text, &text)
    } else {
      append(0, bytes, 0, .text, &text)
    }
  }

  /// Appends one member of a struct or union for people, a string without quotes.
  ///
  /// - Parameter field: the place of the member in ``fieldNames``; any other appends nothing.
  public func appendText(ofField field: Int, of bytes: RawSpan, to text: inout [UInt8]) {
    guard let root = nodes.first, root.kind == .composite, field >= 0 else { return }
    var place = 1
    for _ in 0..<field {
      guard place < root.end else { return }
      place = nodes[place].end
    }
    guard place < root.end else { return }
    if nodes[place].kind == .string, let characters = characters(nodes[place], bytes, 0) {
      text.appendPrintable(characters)
    } else {
      append(place, bytes, 0, .text, &text)
    }
  }

  /// For whom a value is written.
  enum Style { case json, text }

  private func append(
    _ place: Int, _ bytes: RawSpan, _ base: Int, _ style: Style, _ text: inout [UInt8]
  ) {
    let node = nodes[place]
    switch node.kind {
    case .composite:
      text.append(UInt8(ascii: "{"))
      appendMembers(place, bytes, base, style, &text)
      text.append(UInt8(ascii: "}"))
    case .array:
      text.append(UInt8(ascii: "["))
      let start = base &+ node.offset
      for index in 0..<elementCount(node, bytes, base) {
        if index > 0 { text.append(style == .json ? UInt8(ascii: ",") : UInt8(ascii: " ")) }
        append(place &+ 1, bytes, start &+ index &* node.size, style, &text)
      }
      text.append(UInt8(ascii: "]"))
    case .string:
      guard let characters = characters(node, bytes, base) else {
        return appendAbsent(style, &text)
      }
      if style == .json { return text.appendJSONString(characters) }
      text.append(UInt8(ascii: "\""))
      text.appendPrintable(characters)
      text.append(UInt8(ascii: "\""))
    case .signed, .unsigned, .bool, .character, .enumerator, .pointer:
      guard let bits = bits(node, bytes, base) else { return appendAbsent(style, &text) }
      appendInteger(node, bits, style, &text)
    case .float, .wide, .opaque:
      appendRare(node, bytes, base, style, &text)
    }
  }

  @inline(__always)
  private func appendMembers(
    _ place: Int, _ bytes: RawSpan, _ base: Int, _ style: Style, _ text: inout [UInt8]
  ) {
    let end = nodes[place].end
    var member = place &+ 1
    while member < end {
      let key = nodes[member].key
      if style == .json {
        if member != place &+ 1 { text.append(UInt8(ascii: ",")) }
        text.append(contentsOf: names[key])
      } else {
        if member != place &+ 1 { text.append(UInt8(ascii: " ")) }
        text.append(contentsOf: names[key].dropFirst().dropLast(2))
        text.append(UInt8(ascii: "="))
      }
      append(member, bytes, base, style, &text)
      member = nodes[member].end
    }
  }

  private func appendAbsent(_ style: Style, _ text: inout [UInt8]) {
    text.append(contentsOf: style == .json ? "null".utf8 : "?".utf8)
  }

  @inline(__always)
  private func appendInteger(
    _ node: LayoutNode, _ bits: UInt64, _ style: Style, _ text: inout [UInt8]
  ) {
    switch node.kind {
    case .bool:
      text.append(contentsOf: bits != 0 ? "true".utf8 : "false".utf8)
    case .character:
      let byte = UInt8(truncatingIfNeeded: bits)
      if style == .json {
        text.appendJSONCharacter(byte)
      } else {
        text.appendCharacterConstant(byte)
      }
    case .pointer:
      if style == .json { text.append(UInt8(ascii: "\"")) }
      text.appendHexadecimal(bits)
      if style == .json { text.append(UInt8(ascii: "\"")) }
    case .enumerator:
      if let name = enumerator(node, bits)?.name {
        text.append(contentsOf: style == .json ? names[name] : names[name].dropFirst().dropLast())
      } else {
        appendNumber(node, bits, &text)
      }
    default: appendNumber(node, bits, &text)
    }
  }

  @inline(__always)
  private func appendNumber(_ node: LayoutNode, _ bits: UInt64, _ text: inout [UInt8]) {
    if node.isSigned {
      text.appendDecimal(Int64(bitPattern: bits))
    } else {
      text.appendDecimal(bits)
    }
  }

  private func appendRare(
    _ node: LayoutNode, _ bytes: RawSpan, _ base: Int, _ style: Style, _ text: inout [UInt8]
  ) {
    if node.kind == .float {
      guard let number = floatingPoint(node, bytes, base) else {
        return appendAbsent(style, &text)
      }
      // What a float holds has fewer digits than the double of the same value.
      let digits = node.size == 4 ? Float(number).description : number.description
      let isQuoted = style == .json && !number.isFinite
      if isQuoted { text.append(UInt8(ascii: "\"")) }
      text.append(contentsOf: digits.utf8)
      if isQuoted { text.append(UInt8(ascii: "\"")) }
      return
    }
    if node.kind == .wide {
      guard let bits = wideBits(node, bytes, base) else { return appendAbsent(style, &text) }
      if style == .json { text.append(UInt8(ascii: "\"")) }
      text.appendHexadecimal(bits)
      if style == .json { text.append(UInt8(ascii: "\"")) }
      return
    }
    guard let part = bytes.part(at: base &+ node.offset, count: node.size) else {
      return appendAbsent(style, &text)
    }
    if style == .json { text.append(UInt8(ascii: "\"")) }
    text.appendHexadecimal(bytes: part)
    if style == .json { text.append(UInt8(ascii: "\"")) }
  }
}
