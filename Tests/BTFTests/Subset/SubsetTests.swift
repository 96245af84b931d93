import BTF
import Bytes
import TestSupport
import Testing

/// Part of a table as a table of its own.
@Suite struct SubsetTests {
  static let orders = [ByteOrder.little, .big]

  /// `struct outer { int skipped; const inner_t *next; int last; }` and what it takes, between types
  /// that nobody wants.
  struct Image {
    var image: BTFImage
    let int: UInt32
    let inner: UInt32
    let pointer: UInt32
    let outer: UInt32

    init(_ order: ByteOrder) {
      image = BTFImage(order)
      _ = image.typedef("unwanted", 2)
      int = image.int("int", 4, encoding: 1)
      inner = image.struct("inner", 8, [.init("secret", int, at: 0)])
      let typedef = image.typedef("inner_t", inner)
      pointer = image.pointer(image.const(typedef))
      _ = image.struct("unwanted_too", 4, [.init("skipped", int, at: 0)])
      outer = image.struct(
        "outer", 24,
        [.init("skipped", int, at: 0), .init("next", pointer, at: 64), .init("last", int, at: 128)])
    }

    func table() throws -> BTFTable { try BTFTable(Bytes(image.make())) }
  }

  @Test(arguments: orders) func membersThatAreKept(_ order: ByteOrder) throws {
    let image = Image(order)
    let table = try image.table()
    var selection = BTFSelection()
    selection.keep(TypeID(image.outer), element: 1)
    selection.keep(TypeID(image.outer), element: 2)
    let subset = try table.subset(keeping: selection)
    let part = subset.table
    #expect(part.byteOrder == order)
    #expect(try part.ownNames() == ["int int", "ptr ", "struct outer .next .last"])
    let outer = try part.type(#require(subset[TypeID(image.outer)]))
    #expect(outer.statedSize == 24)
    #expect(try part.member(0, of: outer).bitOffset == 64)
    #expect(try part.member(1, of: outer).bitOffset == 128)
    #expect(try part.resolved(part.member(1, of: outer).type).statedSize == 4)
    // Nothing is known of what the pointer points to.
    #expect(try part.resolved(part.member(0, of: outer).type).referent == .void)
    #expect(subset[TypeID(image.inner)] == nil && subset[.void] == .void)
    #expect(!part.bytes.text.contains("secret") && !part.bytes.text.contains("unwanted"))
  }

  @Test(arguments: orders) func whatPointersPointToWhenItIsKept(_ order: ByteOrder) throws {
    let image = Image(order)
    var selection = BTFSelection()
    selection.keep(TypeID(image.pointer))
    selection.keep(TypeID(image.pointer - 1))
    let part = try image.table().subset(keeping: selection).table
    // The struct is there by its name and size, the typedef and qualifier lead to it.
    #expect(
      try part.ownNames() == ["struct inner", "typedef inner_t", "const ", "ptr "])
    let pointer = try part.type(TypeID(4))
    #expect(try part.resolved(pointer.referent).statedSize == 8)
  }

  @Test func keepingAllKeepsTheTable() throws {
    for name in ["btf_kinds", "many", "eb/btf_kinds"] {
      let table = try BTFTable(Fixture.section(".BTF", of: name))
      var selection = BTFSelection()
      for id in table.ownIDs { selection.keepAll(of: TypeID(id)) }
      let copy = try table.subset(keeping: selection).table
      #expect(BTFWalk(copy) == BTFWalk(table), "\(name)")
      #expect(copy.typeBytes.count == table.typeBytes.count)
      #expect(try copy.ownNames() == table.ownNames())
    }
  }

  @Test(arguments: orders) func stringsStandOnce(_ order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4)
    image.appendString("same")
    let first = image.struct("same", 4, [.init("same", int, at: 0)])
    image.appendString("same")
    let table = try BTFTable(Bytes(image.make()))
    var selection = BTFSelection()
    selection.keepAll(of: TypeID(first))
    let part = try table.subset(keeping: selection).table
    #expect(part.stringBytes.text == "\0int\0same\0")
  }

  @Test(arguments: orders) func enumeratorsAndBitfields(_ order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4, encoding: 1)
    let small = image.enum("small", signed: true, [("A", 1), ("B", .max), ("C", 3)])
    let large = image.enum64("large", [("X", 1), ("Y", 1 << 40)])
    let bits = image.struct(
      "bits", 4, flag: true, [.init("a", int, at: 0, bits: 3), .init("b", int, at: 3, bits: 5)])
    let table = try BTFTable(Bytes(image.make()))
    var selection = BTFSelection()
    selection.keep(TypeID(small), element: 1)
    selection.keep(TypeID(large), element: 1)
    selection.keep(TypeID(bits), element: 1)
    let part = try table.subset(keeping: selection).table
    let one = try part.type(TypeID(2))
    #expect(one.kind == .enum && one.kindFlag && one.count == 1)
    #expect(try part.enumerator(0, of: one).value == .max)
    let two = try part.type(TypeID(3))
    #expect(two.kind == .enum64 && two.statedSize == 8)
    #expect(try part.enumerator(0, of: two).value == 1 << 40)
    let member = try part.member(0, of: part.type(TypeID(4)))
    #expect(member.bitOffset == 3 && member.bitSize == 5)
  }

  @Test func tagsFollowTheirMembers() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let record = image.struct("s", 8, [.init("a", int, at: 0), .init("b", int, at: 32)])
    let tags = [-1, 0, 1].map { (component: Int32) in
      image.add(17, "tag\(component)", record, [UInt32(bitPattern: component)])
    }
    let table = try BTFTable(Bytes(image.make()))
    var selection = BTFSelection()
    selection.keep(TypeID(record), element: 1)
    for tag in tags { selection.keep(TypeID(tag)) }
    let subset = try table.subset(keeping: selection)
    let part = subset.table
    #expect(
      try part.ownNames() == ["int int", "struct s .b", "decl_tag tag-1", "decl_tag tag1"])
    #expect(try part.tagComponent(of: part.type(TypeID(3))) == -1)
    #expect(try part.tagComponent(of: part.type(TypeID(4))) == 0)
    #expect(subset[TypeID(tags[1])] == nil)
  }

  @Test func functionsAndVariables() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let record = image.struct("s", 8, [.init("a", int, at: 0)])
    let prototype = image.prototype(int, [("p", image.pointer(record)), ("n", int)])
    let function = image.function("f", prototype, linkage: 1)
    let variables = ["x", "y"].map { image.variable($0, int, linkage: 1) }
    let section = image.section(
      ".data", 8, [(variables[0], at: 0, size: 4), (variables[1], at: 4, size: 4)])
    let table = try BTFTable(Bytes(image.make()))
    var selection = BTFSelection()
    selection.keep(TypeID(function))
    selection.keep(TypeID(section), element: 1)
    let part = try table.subset(keeping: selection).table
    #expect(
      try part.ownNames() == [
        "int int", "ptr ", "func_proto ", "func f", "var y", "datasec .data",
      ])
    let parameter = try part.parameter(0, of: part.type(TypeID(3)))
    #expect(try part.string(at: parameter.nameOffset) == "p")
    #expect(try part.linkage(of: part.type(TypeID(4))) == .global)
    #expect(try part.linkage(of: part.type(TypeID(5))) == .global)
    let place = try part.sectionVariable(0, of: part.type(TypeID(6)))
    #expect(place.type == TypeID(5) && place.offset == 4 && place.size == 4)
  }
}
