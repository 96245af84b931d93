import Bytes

extension ValueDecoder {
  /// Decodes bytes into a tree of values.
  ///
  /// - Parameter bytes: a value of the type, or as much of one as there is.
  public func value(of bytes: RawSpan) -> BTFValue {
    nodes.isEmpty ? .absent : value(0, bytes, 0)
  }

  private func value(_ place: Int, _ bytes: RawSpan, _ base: Int) -> BTFValue {
    let node = nodes[place]
    switch node.kind {
    case .composite:
      var fields: [BTFValue.Field] = []
      var member = place + 1
      while member < node.end {
        let value = value(member, bytes, base)
        fields.append(BTFValue.Field(name: name(of: nodes[member]), value: value))
        member = nodes[member].end
      }
      return .composite(fields)
    case .array:
      let start = base + node.offset
      return .array(
        (0..<elementCount(node, bytes, base)).map { index in
          value(place + 1, bytes, start + index * node.size)
        })
    case .string:
      guard let characters = characters(node, bytes, base) else { return .absent }
      return .string(characters.text)
    case .float:
      return floatingPoint(node, bytes, base).map { .float($0) } ?? .absent
    case .wide:
      return wideBits(node, bytes, base).map { .wide($0) } ?? .absent
    case .opaque:
      guard let part = bytes.part(at: base + node.offset, count: node.size) else { return .absent }
      return .bytes(part.array)
    case .signed, .unsigned, .bool, .character, .enumerator, .pointer:
      return bits(node, bytes, base).map { integer(node, $0) } ?? .absent
    }
  }

  private func integer(_ node: LayoutNode, _ bits: UInt64) -> BTFValue {
    switch node.kind {
    case .signed: .signed(Int64(bitPattern: bits))
    case .bool: .bool(bits != 0)
    case .character: .character(UInt8(truncatingIfNeeded: bits))
    case .pointer: .pointer(bits)
    case .enumerator:
      .enumerator(
        name: enumerator(node, bits).map { name(of: $0) }, value: Int64(bitPattern: bits))
    default: .unsigned(bits)
    }
  }

  private func name(of enumerator: LayoutEnumerator) -> String {
    String(decoding: names[enumerator.name].dropFirst().dropLast(), as: UTF8.self)
  }
}
