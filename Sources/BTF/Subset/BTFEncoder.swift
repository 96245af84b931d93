package import Bytes

/// Writes BTF: types one behind the other, every string once.
///
/// The kinds' own words are `struct btf_type` and what follows it; a type may refer to one that is
/// added later. Source: `Documentation/bpf/btf.rst`.
package struct BTFEncoder: Sendable {
  /// The order of the bytes of every word.
  package let byteOrder: ByteOrder
  private let base: BTFTable?
  private var types: [UInt8] = []
  private var strings: [UInt8]
  /// Where each string stands, those of the base included.
  private var places: [[UInt8]: UInt32] = [[]: 0]
  private var count: UInt32 = 0
  private let firstString: Int

  /// An encoder of an empty table.
  ///
  /// - Parameters:
  ///   - byteOrder: the order of the bytes of every word; that of the base, where there is one.
  ///   - base: the table whose numbers and strings the new one continues.
  ///   - sharesStrings: whether strings of the base are used again, for which all of them are looked
  ///     at here.
  package init(
    _ byteOrder: ByteOrder = .host, base: BTFTable? = nil, sharesStrings: Bool = true
  ) {
    self.byteOrder = base?.byteOrder ?? byteOrder
    self.base = base
    // Only the strings of a whole table begin with the empty one.
    strings = base == nil ? [0] : []
    firstString = base.map { $0.firstString &+ $0.stringBytes.count } ?? 0
    var table = sharesStrings ? base : nil
    while let next = table {
      index(next.stringBytes.span, from: next.firstString)
      table = next.base
    }
  }

  private mutating func index(_ span: RawSpan, from first: Int) {
    var place = 0
    while let length = span.lengthOfCString(at: place),
      let text = span.part(at: place, count: length)
    {
      if length > 0 { places[text.array] = UInt32(truncatingIfNeeded: first &+ place) }
      place &+= length &+ 1
    }
  }

  /// The number that the next type gets.
  package var nextID: TypeID {
    TypeID((base?.endID.rawValue ?? 1) &+ count)
  }

  /// Where a string stands; it is added unless it is there already.
  mutating func place(of text: [UInt8]) -> UInt32 {
    if let known = places[text] { return known }
    // Too many of them are refused at the end.
    let place = UInt32(truncatingIfNeeded: firstString &+ strings.count)
    strings += text
    strings.append(0)
    places[text] = place
    return place
  }

  /// Adds a type of a name: the three words of its head and those behind it.
  @discardableResult
  package mutating func add(
    _ kind: TypeKind, named name: String = "", count: Int = 0, sizeOrType: UInt32 = 0,
    _ data: [UInt32] = []
  ) -> TypeID {
    add(kind, name: place(of: name), count: count, sizeOrType: sizeOrType, data)
  }

  /// Where a string stands; it is added unless it is there already.
  package mutating func place(of text: String) -> UInt32 { place(of: Array(text.utf8)) }

  /// Adds a type: the three words of its head and those behind it.
  @discardableResult
  mutating func add(
    _ kind: TypeKind, name: UInt32, flag: Bool = false, count: Int = 0, sizeOrType: UInt32 = 0,
    _ data: [UInt32] = []
  ) -> TypeID {
    let id = nextID
    let info =
      (flag ? 1 << 31 : 0) | UInt32(kind.rawValue & 0x7f) << 24
      | UInt32(truncatingIfNeeded: count) & 0xff_ffff
    for word in [name, info, sizeOrType] + data { types.append(word: word, byteOrder) }
    self.count &+= 1
    return id
  }

  /// The table of what was added.
  ///
  /// - Parameter layout: the sizes of the records of each kind (`struct btf_layout`, Linux 7.1); none
  ///   for kernels before.
  /// - Throws: ``BTFError/Code/tooLarge`` when it has more bytes than 32 bits can count.
  package consuming func finish(layout: [UInt32] = []) throws(BTFError) -> BTFTable {
    let total = firstString &+ strings.count
    guard types.count <= Int(Int32.max), total <= Int(Int32.max) else {
      throw BTFError(.tooLarge, "\(types.count) bytes of types and \(total) of strings")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24 + types.count + strings.count)
    let magic = byteOrder.isSwapped ? BTFHeader.magic.byteSwapped : BTFHeader.magic
    unsafe withUnsafeBytes(of: magic) { unsafe bytes.append(contentsOf: $0) }
    // Version 1, no flags.
    bytes += [1, 0]
    let size = layout.count * 4
    var header = [24, 0, types.count, types.count + size, strings.count]
    if !layout.isEmpty {
      header[0] = 32
      header += [types.count, size]
    }
    for word in header { bytes.append(word: UInt32(truncatingIfNeeded: word), byteOrder) }
    for word in layout { types.append(word: word, byteOrder) }
    return try BTFTable(Bytes(bytes + types + strings), base: base)
  }
}
