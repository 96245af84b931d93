import Bytes

/// The header of BTF (`struct btf_header`), checked against the bytes it stands before.
struct BTFHeader {
  let byteOrder: ByteOrder
  let types: Range<Int>
  let strings: Range<Int>
  /// Sizes of each kind's records, in files written since kernel 7.1 (`struct btf_layout`).
  let layout: Range<Int>?

  static let magic: UInt16 = 0xeb9f

  /// Reads the magic number of `.BTF` or `.BTF.ext`, and with it the byte order.
  static func byteOrder(of span: RawSpan) throws(BTFError) -> ByteOrder {
    guard let magic: UInt16 = span.load(at: 0) else {
      throw BTFError(.notBTF, "\(span.byteCount) bytes are too few for a header", at: 0)
    }
    if magic == BTFHeader.magic { return .host }
    if magic.byteSwapped == BTFHeader.magic { return ByteOrder.host == .little ? .big : .little }
    throw BTFError(
      .notBTF, "magic number 0x\(String(magic, radix: 16)) is not 0xeb9f in either byte order",
      at: 0)
  }

  init(_ span: RawSpan) throws(BTFError) {
    byteOrder = try BTFHeader.byteOrder(of: span)
    let swapped = byteOrder.isSwapped
    func word(_ offset: Int) throws(BTFError) -> Int {
      guard let value: UInt32 = span.load(at: offset, swapped: swapped) else {
        throw BTFError(.malformedHeader, "the header is cut short", at: offset)
      }
      return Int(value)
    }
    guard let version: UInt8 = span.load(at: 2) else {
      throw BTFError(.malformedHeader, "the header is cut short", at: 2)
    }
    guard version == 1 else {
      throw BTFError(.unsupportedVersion, "version \(version) is not 1", at: 2)
    }
    let length = try word(4)
    guard length >= 24, length <= span.byteCount else {
      throw BTFError(
        .malformedHeader, "header length \(length) is not between 24 and \(span.byteCount)", at: 4)
    }
    // Offsets and lengths are of 32 bits, so that their sums cannot overflow an Int.
    func range(_ what: String, at offset: Int) throws(BTFError) -> Range<Int> {
      let start = try length &+ word(offset)
      let end = try start &+ word(offset &+ 4)
      guard end <= span.byteCount else {
        throw BTFError(
          .malformedHeader, "the \(what) section ends at byte \(end) of \(span.byteCount)",
          at: offset)
      }
      return start..<end
    }
    types = try range("type", at: 8)
    strings = try range("string", at: 16)
    layout = try length >= 32 ? range("layout", at: 24) : nil
    guard types.lowerBound.isMultiple(of: 4) else {
      throw BTFError(.malformedHeader, "the type section is not aligned to 4 bytes", at: 8)
    }
    if !strings.isEmpty {
      // A last NUL bounds every string, so that no reader of names has to look further.
      guard span.load(UInt8.self, at: strings.upperBound &- 1) == 0 else {
        throw BTFError(.malformedHeader, "the string section does not end with a NUL", at: 16)
      }
    }
  }
}
