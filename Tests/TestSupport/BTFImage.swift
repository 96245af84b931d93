public import Bytes

/// Makes the bytes of BTF, well-formed or not, in either byte order.
///
/// Types get their numbers in the order in which they are added; names are added to the strings
/// once each.
public struct BTFImage: Sendable {
  /// A member of a struct or union.
  public struct Member: Sendable {
    let name: String
    let type: UInt32
    let offset: UInt32

    /// A member at an offset in bits; with a width in bits, one of a type with `kind_flag`.
    public init(_ name: String, _ type: UInt32, at bitOffset: UInt32, bits: UInt32 = 0) {
      self.name = name
      self.type = type
      offset = bitOffset | bits << 24
    }
  }

  /// The order of every integer.
  public var order: ByteOrder
  /// `hdr_len`; what is longer than 24, or 32 with a layout, is zeros.
  public var headerLength = 24
  /// The layout section (`struct btf_layout`): two bytes and a zero word for each kind from 0 on.
  public var layout: [(fixed: UInt8, perElement: UInt8)]?
  /// The strings, each with its NUL.
  public private(set) var strings: [UInt8]
  private var words: [UInt32] = []
  private var nextID: UInt32
  private let firstString: UInt32
  /// The offsets of the strings, those of the base included.
  private var known: [String: UInt32]

  /// An image without types.
  public init(_ order: ByteOrder = .host) {
    self.order = order
    strings = [0]
    nextID = 1
    firstString = 0
    known = ["": 0]
  }

  /// An image that continues the numbers and strings of another.
  public init(over base: BTFImage) {
    order = base.order
    strings = []
    nextID = base.nextID
    firstString = base.firstString + UInt32(base.strings.count)
    known = base.known
  }

  /// The number of the next type.
  public var endID: UInt32 { nextID }

  /// The offset of a string, which is added unless it is there already.
  public mutating func string(_ text: String) -> UInt32 {
    known[text] ?? appendString(text)
  }

  /// Appends a string, whether it is there or not.
  @discardableResult
  public mutating func appendString(_ text: String) -> UInt32 {
    let offset = firstString + UInt32(strings.count)
    strings += Array(text.utf8) + [0]
    if known[text] == nil { known[text] = offset }
    return offset
  }

  /// Adds a type of any kind, with the words behind its head.
  @discardableResult
  public mutating func add(
    _ kind: UInt8, _ name: String, flag: Bool = false, count: Int = 0, _ word: UInt32 = 0,
    _ data: [UInt32] = []
  ) -> UInt32 {
    words.append(string(name))
    words.append(UInt32(kind) << 24 | UInt32(count) | (flag ? 1 << 31 : 0))
    words.append(word)
    words += data
    nextID += 1
    return nextID - 1
  }

  /// Adds a type without a name.
  @discardableResult
  public mutating func add(
    _ kind: UInt8, flag: Bool = false, count: Int = 0, _ word: UInt32 = 0, _ data: [UInt32] = []
  ) -> UInt32 {
    add(kind, "", flag: flag, count: count, word, data)
  }

  /// Adds words to the type section that are no type, or a part of one.
  public mutating func addRaw(_ words: [UInt32]) { self.words += words }

  /// The bytes.
  public func make() -> [UInt8] {
    var layoutBytes: [UInt8] = []
    for (fixed, perElement) in layout ?? [] { layoutBytes += [fixed, perElement, 0, 0] }
    let length = max(headerLength, layout == nil ? 24 : 32)
    var bytes = integer(UInt16(0xeb9f)) + [1, 0]
    var header = [
      UInt32(length), 0, UInt32(words.count * 4), UInt32(words.count * 4), UInt32(strings.count),
    ]
    if layout != nil {
      header += [UInt32(words.count * 4 + strings.count), UInt32(layoutBytes.count)]
    }
    for word in header { bytes += integer(word) }
    bytes += [UInt8](repeating: 0, count: max(0, length - bytes.count))
    for word in words { bytes += integer(word) }
    return bytes + strings + layoutBytes
  }

  private func integer<T: FixedWidthInteger & UnsignedInteger>(_ value: T) -> [UInt8] {
    let little = stride(from: 0, to: T.bitWidth, by: 8).map {
      UInt8(truncatingIfNeeded: value >> T($0))
    }
    return order == .little ? little : little.reversed()
  }
}

/// The kinds, by their names in C.
extension BTFImage {
  /// `BTF_KIND_INT` of a size in bytes; `encoding` holds `BTF_INT_SIGNED` (1) and its like.
  public mutating func int(_ name: String, _ size: UInt32, encoding: UInt32 = 0) -> UInt32 {
    add(1, name, size, [encoding << 24 | size * 8 & 0xff])
  }
  /// `BTF_KIND_PTR`.
  public mutating func pointer(_ type: UInt32) -> UInt32 { add(2, type) }
  /// `BTF_KIND_ARRAY`.
  public mutating func array(_ element: UInt32, _ count: UInt32) -> UInt32 {
    add(3, 0, [element, 1, count])
  }
  /// `BTF_KIND_STRUCT`.
  public mutating func `struct`(
    _ name: String, _ size: UInt32, flag: Bool = false, _ members: [Member]
  ) -> UInt32 {
    composite(4, name, size, flag, members)
  }
  /// `BTF_KIND_UNION`.
  public mutating func union(_ name: String, _ size: UInt32, _ members: [Member]) -> UInt32 {
    composite(5, name, size, false, members)
  }
  private mutating func composite(
    _ kind: UInt8, _ name: String, _ size: UInt32, _ flag: Bool, _ members: [Member]
  ) -> UInt32 {
    let data = members.flatMap { [string($0.name), $0.type, $0.offset] }
    return add(kind, name, flag: flag, count: members.count, size, data)
  }
  /// `BTF_KIND_ENUM`; `signed` is `kind_flag`.
  public mutating func `enum`(
    _ name: String, signed: Bool = false, _ values: [(String, UInt32)], size: UInt32 = 4
  ) -> UInt32 {
    let data = values.flatMap { [string($0.0), $0.1] }
    return add(6, name, flag: signed, count: values.count, size, data)
  }
  /// `BTF_KIND_ENUM64`.
  public mutating func enum64(
    _ name: String, signed: Bool = false, _ values: [(String, UInt64)]
  ) -> UInt32 {
    let data = values.flatMap {
      [string($0.0), UInt32(truncatingIfNeeded: $0.1), UInt32(truncatingIfNeeded: $0.1 >> 32)]
    }
    return add(19, name, flag: signed, count: values.count, 8, data)
  }
  /// `BTF_KIND_FWD`.
  public mutating func forward(_ name: String, union: Bool = false) -> UInt32 {
    add(7, name, flag: union)
  }
  /// `BTF_KIND_TYPEDEF`.
  public mutating func typedef(_ name: String, _ type: UInt32) -> UInt32 { add(8, name, type) }
  /// `BTF_KIND_CONST`.
  public mutating func const(_ type: UInt32) -> UInt32 { add(10, type) }
  /// `BTF_KIND_FUNC`.
  public mutating func function(_ name: String, _ prototype: UInt32, linkage: Int) -> UInt32 {
    add(12, name, count: linkage, prototype)
  }
  /// `BTF_KIND_FUNC_PROTO`.
  public mutating func prototype(_ result: UInt32, _ parameters: [(String, UInt32)]) -> UInt32 {
    let data = parameters.flatMap { [string($0.0), $0.1] }
    return add(13, count: parameters.count, result, data)
  }
  /// `BTF_KIND_VAR`.
  public mutating func variable(_ name: String, _ type: UInt32, linkage: UInt32) -> UInt32 {
    add(14, name, type, [linkage])
  }
  /// `BTF_KIND_DATASEC`, of variables with their offsets and sizes.
  public mutating func section(
    _ name: String, _ size: UInt32, _ variables: [(UInt32, at: UInt32, size: UInt32)]
  ) -> UInt32 {
    let data = variables.flatMap { [$0.0, $0.at, $0.size] }
    return add(15, name, count: variables.count, size, data)
  }
}
