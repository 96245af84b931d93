/// One part of a value, compiled from its type once and then followed for each record.
///
/// Nodes stand in preorder: an array is followed by its element, a struct by its members. Offsets
/// count from the nearest enclosing array element, or from the start of the value.
struct LayoutNode: Sendable {
  enum Kind: UInt8, Sendable {
    case signed, unsigned, wide, bool, character, enumerator, float, pointer, string
    case array, composite, opaque
  }

  var kind: Kind
  /// Whether bits above the value repeat its sign.
  var isSigned = false
  /// Of a bitfield, the first bit in the byte at `offset`, counted as the byte order does.
  var bitShift: UInt8 = 0
  /// Of a bitfield, the number of bits; 0 for whole bytes.
  var bitWidth: UInt8 = 0
  /// Where the enumerators of an enum begin and end.
  var enumerators: Range<Int> = 0..<0
  /// The offset in bytes.
  var offset: Int
  /// The size in bytes; of an array, that of an element.
  var size: Int
  /// The most elements of an array; for one without a bound, as many as may be shown at all.
  var count = 0
  /// The node behind this one and all that is part of it.
  var end = 0
  /// The place of the JSON text `"name":` among the decoder's names; empty for array elements.
  var key: Range<Int> = 0..<0
}

/// A named value of an enum, and where its JSON text `"NAME"` stands among the decoder's names.
struct LayoutEnumerator: Sendable {
  let value: UInt64
  let name: Range<Int>
}
