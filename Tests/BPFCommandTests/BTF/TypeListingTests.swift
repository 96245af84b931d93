import BTF
import Bytes
import Foundation
import TestSupport
import Testing

@testable import BPFCommand

/// The lines and the JSON of every kind of type.
@Suite struct TypeListingTests {
  /// A table with every kind.
  static func table(_ order: ByteOrder = .host) throws -> BTFTable {
    var image = BTFImage(order)
    let int = image.int("int", 4, encoding: 1)
    let char = image.int("char", 1, encoding: 2)
    let flag = image.int("_Bool", 1, encoding: 4)
    let size = image.add(1, "unsigned int", 4, [3 << 16 | 5])
    let pointer = image.pointer(int)
    let array = image.array(pointer, 16)
    let s = image.struct(
      "s", 24, flag: true, [.init("a", array, at: 0), .init("", flag, at: 65, bits: 3)])
    _ = image.union("", 4, [.init("u", size, at: 0)])
    _ = image.enum("e", signed: true, [("MINUS", 0xffff_ffff), ("ONE", 1)])
    _ = image.enum("f", [("ALL", 0xffff_ffff)], size: 8)
    _ = image.enum64("g", signed: true, [("LEAST", 1 << 63)])
    _ = image.enum64("h", [("MOST", .max)])
    _ = image.forward("later")
    _ = image.forward("also", union: true)
    let name = image.typedef("name", char)
    _ = image.add(9, name)
    _ = image.const(name)
    _ = image.add(11, pointer)
    let prototype = image.prototype(int, [("x", name), ("", 0)])
    let function = image.function("f\n", prototype, linkage: 2)
    let variable = image.variable("v", int, linkage: 1)
    _ = image.section(".data", 8, [(variable, at: 4, size: 4)])
    _ = image.add(16, "double", 8)
    _ = image.add(17, "tag", s, [1])
    _ = image.add(17, "whole", function, [UInt32(bitPattern: -1)])
    _ = image.add(18, "user", flag: true, int)
    return try BTFTable(Bytes(image.make()))
  }

  static let lines = """
    [1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
    [2] INT 'char' size=1 bits_offset=0 nr_bits=8 encoding=CHAR
    [3] INT '_Bool' size=1 bits_offset=0 nr_bits=8 encoding=BOOL
    [4] INT 'unsigned int' size=4 bits_offset=3 nr_bits=5 encoding=(none)
    [5] PTR (anon) type_id=1
    [6] ARRAY (anon) type_id=5 index_type_id=1 nr_elems=16
    [7] STRUCT 's' size=24 vlen=2
    \t'a' type_id=6 bits_offset=0
    \t(anon) type_id=3 bits_offset=65 bitfield_size=3
    [8] UNION (anon) size=4 vlen=1
    \t'u' type_id=4 bits_offset=0
    [9] ENUM 'e' encoding=SIGNED size=4 vlen=2
    \t'MINUS' val=-1
    \t'ONE' val=1
    [10] ENUM 'f' encoding=UNSIGNED size=8 vlen=1
    \t'ALL' val=4294967295
    [11] ENUM64 'g' encoding=SIGNED size=8 vlen=1
    \t'LEAST' val=-9223372036854775808
    [12] ENUM64 'h' encoding=UNSIGNED size=8 vlen=1
    \t'MOST' val=18446744073709551615
    [13] FWD 'later' fwd_kind=struct
    [14] FWD 'also' fwd_kind=union
    [15] TYPEDEF 'name' type_id=2
    [16] VOLATILE (anon) type_id=15
    [17] CONST (anon) type_id=15
    [18] RESTRICT (anon) type_id=5
    [19] FUNC_PROTO (anon) ret_type_id=1 vlen=2
    \t'x' type_id=15
    \t(anon) type_id=0
    [20] FUNC 'f?' type_id=19 linkage=extern
    [21] VAR 'v' type_id=1 linkage=global
    [22] DATASEC '.data' size=8 vlen=1
    \ttype_id=21 offset=4 size=4
    [23] FLOAT 'double' size=8
    [24] DECL_TAG 'tag' type_id=7 component_idx=1
    [25] DECL_TAG 'whole' type_id=20 component_idx=-1
    [26] TYPE_TAG 'user' type_id=1 attribute=yes

    """

  @Test(arguments: [ByteOrder.little, .big]) func everyKind(order: ByteOrder) throws {
    let table = try Self.table(order)
    let listing = TypeListing(table: table, ids: table.ownIDs.map { TypeID($0) })
    #expect(String(decoding: try listing.text(), as: UTF8.self) == Self.lines)
  }

  /// The JSON has what the lines have, and nothing else.
  @Test func theSameAsJSON() throws {
    let table = try Self.table()
    let listing = TypeListing(table: table, ids: table.ownIDs.map { TypeID($0) })
    let json = try RunningCommand.json(String(decoding: listing.json(), as: UTF8.self))
    let types = try #require(json["types"] as? [[String: Any]])
    #expect(types.count == table.count - 1)
    let struct_ = types[6]
    #expect(Set(struct_.keys) == ["id", "kind", "name", "size", "vlen", "members"])
    #expect(struct_["id"] as? Int == 7 && struct_["kind"] as? String == "STRUCT")
    let members = try #require(struct_["members"] as? [[String: Any]])
    #expect(members[1]["name"] as? String == "(anon)")
    #expect(members[1]["bits_offset"] as? Int == 65 && members[1]["bitfield_size"] as? Int == 3)
    #expect(types[19]["name"] as? String == "f\n" && types[19]["linkage"] as? String == "extern")
    let values = try #require(types[11]["values"] as? [[String: Any]])
    #expect(values[0]["val"] as? UInt64 == .max)
    #expect((types[21]["vars"] as? [[String: Any]])?[0]["offset"] as? Int == 4)
    #expect((types[18]["params"] as? [[String: Any]])?.count == 2)
    #expect(types[24]["component_idx"] as? Int == -1)
  }

  @Test func typesThatCannotBeReadAreAnError() throws {
    var image = BTFImage()
    image.addRaw([77, UInt32(8) << 24, 1])
    let table = try BTFTable(Bytes(image.make()))
    let listing = TypeListing(table: table, ids: [TypeID(1)])
    #expect(throws: BTFError.self) { try listing.text() }
    #expect(throws: BTFError.self) { try listing.json() }
  }
}
