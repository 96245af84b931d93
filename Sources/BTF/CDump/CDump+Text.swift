import Bytes

/// Pieces of text.
extension CDump {
  @inline(__always)
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe out.append(contentsOf: $0) }
  }

  /// The string at an offset, as it stands there.
  mutating func append(stringAt offset: UInt32) throws(BTFError) {
    try CDump.append(table, stringAt: offset, to: &out)
  }

  private static func append(
    _ table: borrowing BTFTable, stringAt offset: UInt32, to bytes: inout [UInt8]
  ) throws(BTFError) {
    let text = try table.nameBytes(at: offset)
    unsafe text.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ number: some BinaryInteger) {
    out.append(contentsOf: String(number).utf8)
  }

  mutating func indent(_ depth: Int) {
    for _ in 0..<depth { out.append(UInt8(ascii: "\t")) }
  }

  /// What stands before a name: nothing behind a star or a parenthesis.
  mutating func appendSpace() {
    switch out.last {
    case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: " "): break
    default: out.append(UInt8(ascii: " "))
    }
  }

  /// What a type is called.
  mutating func appendName(of type: BTFType) throws(BTFError) {
    if let name = names.changedName(of: type.id) {
      out.append(contentsOf: name)
    } else {
      try append(stringAt: type.nameOffset)
    }
  }

  /// `struct name`.
  mutating func appendTag(_ type: BTFType) throws(BTFError) {
    switch type.kind {
    case .struct: append("struct ")
    case .union: append("union ")
    case .forward: append(type.isForwardUnion ? "union " : "struct ")
    default: append("enum ")
    }
    // A forward declaration has the name of its definition.
    guard let definition = names.definitions[type.id.rawValue] else {
      return try appendName(of: type)
    }
    try appendName(of: table.type(definition))
  }

  /// A string literal.
  mutating func append(literal offset: UInt32) throws(BTFError) {
    out.append(UInt8(ascii: "\""))
    let text = try table.nameBytes(at: offset).array
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0x20..<0x7f: out.append(byte)
      default:
        // Three octal digits end by themselves.
        out.append(UInt8(ascii: "\\"))
        for shift in [6, 3, 0] { out.append(UInt8(ascii: "0") + (byte >> UInt8(shift)) & 7) }
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  /// The tags of a type, member or parameter as attributes.
  mutating func appendTags(of id: TypeID, component: Int32 = -1) throws(BTFError) {
    for tag in tags.tags(of: id, component: component) {
      if tag.isAttribute {
        try append(attribute: tag.text)
      } else {
        append(" __btf_decl_tag(")
        try append(literal: tag.text)
        append(")")
      }
    }
  }

  /// An attribute that stands in BTF as such, if it is one and nothing else.
  mutating func append(attribute offset: UInt32) throws(BTFError) {
    let text = try table.nameBytes(at: offset).array
    let isPlain = text.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    let isCall =
      text.last == UInt8(ascii: ")") && text.count { $0 == UInt8(ascii: "(") } == 1
      && text.count { $0 == UInt8(ascii: ")") } == 1
      && text.allSatisfy { $0 != UInt8(ascii: "\n") && $0 >= 0x20 && $0 < 0x7f }
      && !text.contains {
        [UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: ";")].contains($0)
      }
    guard !text.isEmpty, isPlain || isCall else { return }
    append(" __attribute__((")
    out.append(contentsOf: text)
    append("))")
  }

  /// Counts something that is written.
  mutating func spend() throws(BTFError) {
    budget &-= 1
    guard budget > 0 else {
      throw BTFError(.tooLarge, "types without names are used so often that C of them has no end")
    }
  }
}
