import BTF
import Bytes

/// Encodes synthetic BTF of either byte order, sound or not: ids and offsets are taken as given.
struct BTFBuilder {
  struct Field {
    let name: String
    let type: TypeID
    let bitOffset: UInt32
    var bitSize: UInt32 = 0
  }

  let byteOrder: ByteOrder
  private(set) var nextID: UInt32
  private var types: [UInt8] = []
  private var strings: [UInt8]
  private var stringOffsets: [String: UInt32]
  private let firstString: UInt32

  init(_ byteOrder: ByteOrder = .little) {
    self.byteOrder = byteOrder
    nextID = 1
    strings = [0]
    stringOffsets = ["": 0]
    firstString = 0
  }

  /// A split table that continues the numbers and strings of a base.
  init(over base: BTFBuilder) {
    byteOrder = base.byteOrder
    nextID = base.nextID
    strings = []
    stringOffsets = base.stringOffsets
    firstString = base.firstString + UInt32(base.strings.count)
  }

  // MARK: - Encoding

  private static func encode(_ word: UInt32, _ order: ByteOrder) -> [UInt8] {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    return order == .little ? bytes : bytes.reversed()
  }

  private mutating func add(
    _ kind: TypeKind, _ name: String = "", flag: Bool = false, count: Int = 0, word: UInt32 = 0,
    rest: [UInt32] = []
  ) -> TypeID {
    let info = UInt32(kind.rawValue) << 24 | UInt32(count) | (flag ? 1 << 31 : 0)
    for word in [string(name), info, word] + rest { types += BTFBuilder.encode(word, byteOrder) }
    defer { nextID += 1 }
    return TypeID(nextID)
  }

  /// The offset of a string, which is added when it is not there yet.
  mutating func string(_ text: String) -> UInt32 {
    if let known = stringOffsets[text] { return known }
    let offset = firstString + UInt32(strings.count)
    strings += Array(text.utf8) + [0]
    stringOffsets[text] = offset
    return offset
  }

  var bytes: [UInt8] {
    let magic: [UInt8] = byteOrder == .little ? [0x9f, 0xeb] : [0xeb, 0x9f]
    let lengths = [24, 0, UInt32(types.count), UInt32(types.count), UInt32(strings.count)]
    return magic + [1, 0] + lengths.flatMap { BTFBuilder.encode($0, byteOrder) } + types + strings
  }

  func table(base: BTFTable? = nil) throws -> BTFTable { try BTFTable(Bytes(bytes), base: base) }

  // MARK: - Types

  mutating func int(
    _ name: String = "int", size: UInt32 = 4, encoding: UInt32 = 0, bits: UInt32? = nil,
    bitOffset: UInt32 = 0
  ) -> TypeID {
    add(.int, name, word: size, rest: [encoding << 24 | bitOffset << 16 | (bits ?? size * 8)])
  }

  mutating func signed(_ name: String = "int", size: UInt32 = 4) -> TypeID {
    int(name, size: size, encoding: 1)
  }

  mutating func pointer(_ to: TypeID = .void) -> TypeID { add(.pointer, word: to.rawValue) }

  mutating func array(_ element: TypeID, _ count: UInt32) -> TypeID {
    add(.array, rest: [element.rawValue, element.rawValue, count])
  }

  mutating func `struct`(
    _ name: String, size: UInt32, union: Bool = false, _ fields: [Field]
  ) -> TypeID {
    let flag = fields.contains { $0.bitSize > 0 }
    let rest = fields.flatMap { field in
      [string(field.name), field.type.rawValue, field.bitSize << 24 | field.bitOffset]
    }
    return add(
      union ? .union : .struct, name, flag: flag, count: fields.count, word: size, rest: rest)
  }

  /// A struct whose members stand one after the other without a gap, at the given byte offsets.
  mutating func `struct`(
    _ name: String, size: UInt32 = 64, _ fields: [(String, TypeID, UInt32)]
  ) -> TypeID {
    self.struct(name, size: size, fields.map { Field(name: $0, type: $1, bitOffset: $2 * 8) })
  }

  mutating func union(_ name: String, size: UInt32 = 8, _ fields: [(String, TypeID)]) -> TypeID {
    self.struct(
      name, size: size, union: true, fields.map { Field(name: $0, type: $1, bitOffset: 0) })
  }

  mutating func `enum`(
    _ name: String, size: UInt32 = 4, signed: Bool = false, _ values: [(String, Int64)]
  ) -> TypeID {
    let rest = values.flatMap { [string($0), UInt32(truncatingIfNeeded: $1)] }
    return add(.enum, name, flag: signed, count: values.count, word: size, rest: rest)
  }

  mutating func enum64(
    _ name: String, size: UInt32 = 8, signed: Bool = false, _ values: [(String, Int64)]
  ) -> TypeID {
    let rest = values.flatMap { name, value in
      [
        string(name), UInt32(truncatingIfNeeded: value),
        UInt32(truncatingIfNeeded: value >> 32),
      ]
    }
    return add(.enum64, name, flag: signed, count: values.count, word: size, rest: rest)
  }

  mutating func forward(_ name: String, union: Bool = false) -> TypeID {
    add(.forward, name, flag: union)
  }

  mutating func typedef(_ name: String, _ to: TypeID) -> TypeID {
    add(.typedef, name, word: to.rawValue)
  }

  mutating func modifier(_ kind: TypeKind, _ to: TypeID) -> TypeID { add(kind, word: to.rawValue) }

  mutating func float(_ name: String, size: UInt32 = 8) -> TypeID { add(.float, name, word: size) }

  mutating func prototype(_ result: TypeID, _ parameters: [TypeID]) -> TypeID {
    let rest = parameters.flatMap { parameter -> [UInt32] in [0, parameter.rawValue] }
    return add(.functionPrototype, count: parameters.count, word: result.rawValue, rest: rest)
  }

  mutating func function(_ name: String, _ prototype: TypeID) -> TypeID {
    add(.function, name, word: prototype.rawValue)
  }
}
