import Bytes

extension BTFTable {
  /// The bytes of a `long`, and so of a pointer, on the machine whose types these are: 4 or 8.
  ///
  /// - Returns: `nil` when the table has no type `long`.
  package var wordSize: Int? {
    longType.flatMap { try? type($0) }.map { Int($0.statedSize) }
  }

  /// The type `long`, of either sign, that tells how large pointers are.
  package var longType: TypeID? {
    if let known = base?.longType { return known }
    // Compilers emit the basic types first: few types are looked at.
    let span = typeBytes.span
    let swapped = byteOrder.isSwapped
    for (index, place) in offsets.enumerated() {
      let offset = Int(place)
      guard let info: UInt32 = span.load(at: offset &+ 4, swapped: swapped),
        (info >> 24) & 0x7f == UInt32(TypeKind.int.rawValue),
        let name: UInt32 = span.load(at: offset, swapped: swapped),
        let size: UInt32 = span.load(at: offset &+ 8, swapped: swapped), size == 4 || size == 8,
        let text = try? nameBytes(at: name), BTFTable.isLong(text)
      else { continue }
      return TypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: index))
    }
    return nil
  }

  /// Whether a name is one of the ways to say `long`, signed or not, in C.
  private static func isLong(_ name: RawSpan) -> Bool {
    guard name.byteCount >= 4, name.byteCount <= 17 else { return false }
    var words = name.text.split(separator: " ")
    guard let long = words.firstIndex(of: "long") else { return false }
    words.remove(at: long)
    if let int = words.firstIndex(of: "int") { words.remove(at: int) }
    if let unsigned = words.firstIndex(of: "unsigned") { words.remove(at: unsigned) }
    return words.isEmpty
  }
}
