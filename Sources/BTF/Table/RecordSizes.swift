import Bytes

/// How many bytes the record of each kind takes, which is all that indexing has to know.
struct RecordSizes {
  /// For each upper byte of a record's `info`, whose highest bit is `kind_flag`: the bytes of head
  /// and fixed part in the high half, the bytes for each of `vlen` elements in the low half, or
  /// ``unknown``.
  private var sizes: [256 of UInt64]

  private static let unknown = UInt64.max

  /// Sizes of the kinds known here, and of newer ones as far as the layout section states them.
  ///
  /// The layout section (kernel 7.1) lets an old reader skip kinds that it does not know. For the
  /// kinds that it does know its own sizes stand, since its decoders depend on them.
  init(layout: Bytes?, swapped: Bool) {
    sizes = .init(repeating: RecordSizes.unknown)
    // `void` is never written; a zero word where a type should be means damage.
    for kind in 1..<128 {
      guard let (fixed, perElement) = RecordSizes.trailing(kind, layout) else { continue }
      let size = UInt64(12 + fixed) << 32 | UInt64(perElement)
      sizes[kind] = size
      sizes[kind | 0x80] = size
    }
  }

  private static func trailing(_ kind: Int, _ layout: Bytes?) -> (fixed: Int, perElement: Int)? {
    if let known = TypeKind(rawValue: UInt8(kind)).trailing { return known }
    // struct btf_layout { u8 info_sz; u8 elem_sz; u16 flags; }
    guard let layout, let fixed: UInt8 = layout.span.load(at: kind * 4),
      let perElement: UInt8 = layout.span.load(at: kind * 4 + 1)
    else { return nil }
    return (Int(fixed), Int(perElement))
  }

  /// Walks the type section once and gives the place of each type.
  func index(
    _ span: RawSpan, swapped: Bool, firstID: TypeID
  ) throws(BTFError) -> [UInt32] {
    guard span.byteCount <= Int(UInt32.max) else {
      throw BTFError(.tooLarge, "the type section has \(span.byteCount) bytes")
    }
    // A loop for each byte order: swapping would lengthen the way from one record to the next.
    let offsets =
      swapped
      ? try walk(span, swapped: true, firstID) : try walk(span, swapped: false, firstID)
    guard UInt32(truncatingIfNeeded: offsets.count) <= UInt32(Int32.max) &- firstID.rawValue else {
      throw BTFError(.tooLarge, "the table has more than 2^31 types")
    }
    return offsets
  }

  @inline(__always)
  private func walk(
    _ span: RawSpan, swapped: Bool, _ firstID: TypeID
  ) throws(BTFError) -> [UInt32] {
    var offsets: [UInt32] = []
    // A vmlinux spends 19 to 20 bytes a type; too much reserved is never touched.
    offsets.reserveCapacity(span.byteCount / 16)
    // Through a span: subscripting the array itself would copy it for every type.
    let sizes = sizes.span
    var offset = 0
    let end = span.byteCount
    while offset < end {
      guard let info: UInt32 = span.load(at: offset &+ 4, swapped: swapped) else {
        throw truncated(offset, firstID, offsets.count)
      }
      let size = sizes[Int(info >> 24)]
      guard size != RecordSizes.unknown else {
        throw BTFError(
          .unknownKind, "kind \((info >> 24) & 0x7f) has no known size", at: offset,
          type: TypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: offsets.count)))
      }
      // At most 12 + 255 + 2^24 * 255 bytes: cannot overflow.
      let elements = Int(info & 0xff_ffff) &* Int(UInt32(truncatingIfNeeded: size))
      let next = offset &+ Int(size >> 32) &+ elements
      guard next <= end else { throw truncated(offset, firstID, offsets.count) }
      offsets.append(UInt32(truncatingIfNeeded: offset))
      offset = next
    }
    return offsets
  }

  private func truncated(_ offset: Int, _ firstID: TypeID, _ count: Int) -> BTFError {
    BTFError(
      .truncated, "a type's record reaches beyond the type section", at: offset,
      type: TypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: count)))
  }
}
