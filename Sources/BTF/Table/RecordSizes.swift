import Bytes

/// How many bytes the record of each kind takes, which is all that indexing has to know.
struct RecordSizes {
  /// For each of the 128 kinds that 7 bits can name: fixed bytes behind the head in the high half,
  /// bytes for each of `vlen` elements in the low half, or ``unknown``.
  private var sizes: [128 of UInt32]

  private static let unknown = UInt32.max

  /// Sizes of the kinds known here, and of newer ones as far as the layout section states them.
  ///
  /// The layout section (kernel 7.1) lets an old reader skip kinds that it does not know. For the
  /// kinds that it does know its own sizes stand, since its decoders depend on them.
  init(layout: Bytes?, swapped: Bool) {
    sizes = .init(repeating: RecordSizes.unknown)
    for kind in 0..<128 {
      guard let (fixed, perElement) = TypeKind(rawValue: UInt8(kind)).trailing else {
        // struct btf_layout { u8 info_sz; u8 elem_sz; u16 flags; }
        if let layout, let fixed: UInt8 = layout.span.load(at: kind * 4),
          let perElement: UInt8 = layout.span.load(at: kind * 4 + 1)
        {
          sizes[kind] = UInt32(fixed) << 16 | UInt32(perElement)
        }
        continue
      }
      sizes[kind] = UInt32(fixed) << 16 | UInt32(perElement)
    }
    // `void` is never written; a zero word where a type should be means damage.
    sizes[0] = RecordSizes.unknown
  }

  /// Walks the type section once and gives the place of each type.
  func index(
    _ span: RawSpan, swapped: Bool, firstID: TypeID
  ) throws(BTFError) -> [UInt32] {
    guard span.byteCount <= Int(UInt32.max) else {
      throw BTFError(.tooLarge, "the type section has \(span.byteCount) bytes")
    }
    var offsets: [UInt32] = []
    // A vmlinux spends 19 to 20 bytes a type; too much reserved is never touched.
    offsets.reserveCapacity(span.byteCount / 16)
    var offset = 0
    let end = span.byteCount
    while offset < end {
      guard let info: UInt32 = span.load(at: offset &+ 4, swapped: swapped) else {
        throw truncated(offset, firstID, offsets.count)
      }
      let size = sizes[Int(info >> 24) & 0x7f]
      guard size != RecordSizes.unknown else {
        throw BTFError(
          .unknownKind, "kind \((info >> 24) & 0x7f) has no known size", at: offset,
          type: TypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: offsets.count)))
      }
      // At most 12 + 255 + 2^24 * 255 bytes: cannot overflow.
      let next =
        offset &+ 12 &+ Int(size >> 16) &+ Int(info & 0xff_ffff) &* Int(size & 0xffff)
      guard next <= end else { throw truncated(offset, firstID, offsets.count) }
      offsets.append(UInt32(truncatingIfNeeded: offset))
      offset = next
    }
    guard UInt32(truncatingIfNeeded: offsets.count) <= UInt32(Int32.max) &- firstID.rawValue else {
      throw BTFError(.tooLarge, "the table has more than 2^31 types")
    }
    return offsets
  }

  private func truncated(_ offset: Int, _ firstID: TypeID, _ count: Int) -> BTFError {
    BTFError(
      .truncated, "a type's record reaches beyond the type section", at: offset,
      type: TypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: count)))
  }
}
