public import Bytes

/// The types of a kernel, a module or an object: a flat table over borrowed bytes.
///
/// A type is a number. Beside the bytes the table holds four bytes for each type, its place; a type
/// is decoded when it is asked for and refers to others by number, so that looking at one struct
/// never decodes the thousands that it can reach. The table is immutable and needs no locks.
///
/// A *split* table continues the numbers and strings of a base: a module's BTF over `vmlinux`.
///
/// Source: `Documentation/bpf/btf.rst`, `include/uapi/linux/btf.h`.
public struct BTFTable: Sendable {
  /// The whole of the encoded table, header included.
  public let bytes: Bytes
  /// The byte order of the encoding.
  public let byteOrder: ByteOrder
  /// The number of the first type of this table's own: 1, or for a split table the one after the
  /// last of its base.
  public let firstID: TypeID

  package let typeBytes: Bytes
  package let stringBytes: Bytes
  /// The place of each own type in `typeBytes`, in the order of their numbers.
  package let offsets: [UInt32]
  /// Where this table's own strings begin in the numbering of string offsets.
  package let firstString: Int
  private let baseBox: Box?

  /// A struct cannot hold itself; one reference breaks the cycle.
  private final class Box: Sendable {
    let table: BTFTable
    init(_ table: BTFTable) { self.table = table }
  }

  /// The table that a split table stands on.
  public var base: BTFTable? { baseBox?.table }

  /// Indexes encoded BTF, the content of a `.BTF` section or of `/sys/kernel/btf/vmlinux`.
  ///
  /// One pass finds where each type starts; nothing is decoded or copied.
  ///
  /// - Parameters:
  ///   - bytes: the header, types and strings.
  ///   - base: the table whose numbering a split table continues.
  /// - Throws: ``BTFError`` when the header or a type's extent does not agree with the bytes.
  public init(_ bytes: Bytes, base: BTFTable? = nil) throws(BTFError) {
    let header = try BTFHeader(bytes.span)
    guard
      let typeBytes = bytes.slice(at: header.types.lowerBound, count: header.types.count),
      let stringBytes = bytes.slice(at: header.strings.lowerBound, count: header.strings.count)
    else { throw BTFError(.malformedHeader, "a section lies outside the bytes") }
    if base == nil {
      guard stringBytes.span.load(UInt8.self, at: 0) == 0 else {
        throw BTFError(.malformedHeader, "the string section does not begin with a NUL", at: 16)
      }
    }
    if let base, base.byteOrder != header.byteOrder {
      throw BTFError(.malformedHeader, "a split table must have its base's byte order", at: 0)
    }
    self.bytes = bytes
    byteOrder = header.byteOrder
    self.typeBytes = typeBytes
    self.stringBytes = stringBytes
    firstID = TypeID(base.map { $0.endID.rawValue } ?? 1)
    firstString = base.map { $0.firstString &+ $0.stringBytes.count } ?? 0
    baseBox = base.map(Box.init)
    let layout = header.layout.flatMap { bytes.slice(at: $0.lowerBound, count: $0.count) }
    offsets = try RecordSizes(layout: layout, swapped: header.byteOrder.isSwapped)
      .index(typeBytes.span, swapped: header.byteOrder.isSwapped, firstID: firstID)
  }

  /// A table of the same records with some words changed.
  init(replacingBytesOf table: BTFTable, with bytes: Bytes) throws(BTFError) {
    let header = try BTFHeader(bytes.span)
    guard
      let typeBytes = bytes.slice(at: header.types.lowerBound, count: header.types.count),
      let stringBytes = bytes.slice(at: header.strings.lowerBound, count: header.strings.count)
    else { throw BTFError(.malformedHeader, "a section lies outside the bytes") }
    self.bytes = bytes
    byteOrder = table.byteOrder
    firstID = table.firstID
    self.typeBytes = typeBytes
    self.stringBytes = stringBytes
    offsets = table.offsets
    firstString = table.firstString
    baseBox = table.baseBox
  }

  /// The number after the last type.
  public var endID: TypeID { TypeID(firstID.rawValue &+ UInt32(truncatingIfNeeded: offsets.count)) }

  /// The numbers of this table's own types.
  public var ownIDs: Range<UInt32> { firstID.rawValue..<endID.rawValue }

  /// The number of types that can be named, `void` and those of the base included.
  public var count: Int { Int(endID.rawValue) }
}
