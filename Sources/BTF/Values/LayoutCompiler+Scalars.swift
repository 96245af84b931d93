/// The parts of a value that have no parts.
extension LayoutCompiler {
  /// Whether an integer is C's `char`: compilers for BPF say so by the name alone.
  func isCharacter(_ type: BTFType) throws(BTFError) -> Bool {
    guard type.statedSize == 1 else { return false }
    if try table.intEncoding(of: type).isCharacter { return true }
    return try table.name(of: type) == "char"
  }

  func leaf(_ type: BTFType, _ place: Place) throws(BTFError) -> LayoutNode {
    var node = LayoutNode(kind: .opaque, offset: place.bitOffset / 8, size: 0)
    node.key = place.key
    switch type.kind {
    case .int:
      let encoding = try table.intEncoding(of: type)
      node.isSigned = encoding.isSigned
      node.kind = encoding.isSigned ? .signed : .unsigned
      if encoding.isBool { node.kind = .bool }
      if try isCharacter(type) { node.kind = .character }
      setBits(
        &node, size: Int(type.statedSize), bitOffset: place.bitOffset + Int(encoding.bitOffset),
        width: place.bitSize == 0 ? Int(encoding.bitCount) : place.bitSize)
    case .enum, .enum64:
      node.kind = .enumerator
      node.isSigned = type.kindFlag
      setBits(
        &node, size: Int(type.statedSize), bitOffset: place.bitOffset,
        width: place.bitSize == 0 ? Int(type.statedSize) * 8 : place.bitSize)
    case .pointer:
      node.kind = .pointer
      setBits(&node, size: 8, bitOffset: place.bitOffset, width: 64)
    case .float:
      node.size = Int(type.statedSize)
      if node.size == 4 || node.size == 8, place.bitOffset.isMultiple(of: 8) { node.kind = .float }
    default:
      throw BTFError(.unsizedType, "a \(type.kind) has no values to decode", type: type.id)
    }
    return node
  }

  /// Sets how the bits of an integer are read; what cannot be read as an integer stays bytes.
  private func setBits(_ node: inout LayoutNode, size: Int, bitOffset: Int, width: Int) {
    node.size = size
    let isWhole = bitOffset.isMultiple(of: 8) && width == size * 8
    switch (isWhole, width) {
    case (true, 8), (true, 16), (true, 32), (true, 64):
      node.offset = bitOffset / 8
    case (_, 1...128):
      // A bitfield may reach beyond the size of its type from where the type would begin.
      node.offset = bitOffset / 8
      node.bitShift = UInt8(bitOffset % 8)
      node.bitWidth = UInt8(width)
      node.size = (bitOffset % 8 + width + 7) / 8
      if node.kind == .character { node.kind = node.isSigned ? .signed : .unsigned }
      if width > 64 { node.kind = .wide }
    default:
      node.kind = .opaque
    }
  }
}
