import BTF
import Bytes
import TestSupport
import Testing

/// Equal types, written once.
@Suite struct DedupTests {
  static let orders = [ByteOrder.little, .big]

  /// A list's node that points to itself and to a struct that points back, as every file of a
  /// program that includes a header has it.
  private func addHeader(to image: inout BTFImage, size: UInt32 = 32) -> UInt32 {
    let int = image.int("int", 4, encoding: 1)
    let node = image.endID
    let owner = node + 2
    _ = image.struct(
      "node", size,
      [.init("next", node + 1, at: 0), .init("owner", node + 3, at: 64), .init("n", int, at: 128)])
    _ = image.pointer(node)
    _ = image.struct("owner", 8, [.init("first", node + 1, at: 0)])
    _ = image.pointer(owner)
    _ = image.enum("mode", [("A", 1), ("B", 2)])
    _ = image.typedef("callback", image.pointer(image.prototype(int, [("n", node + 1)])))
    return node
  }

  @Test(arguments: orders) func copiesOfAHeader(_ order: ByteOrder) throws {
    var image = BTFImage(order)
    _ = addHeader(to: &image)
    let once = try BTFTable(Bytes(image.make()))
    var nodes: [UInt32] = []
    for _ in 0..<3 { nodes.append(addHeader(to: &image)) }
    // One that uses the last copy.
    let user = image.typedef("user", nodes[2])
    let table = try BTFTable(Bytes(image.make()))
    let result = try table.deduplicated()
    #expect(result.table.byteOrder == order)
    #expect(
      try result.table.ownNames() == once.ownNames() + ["typedef user"])
    let node = try #require(result[TypeID(nodes[0])])
    #expect(node == TypeID(2))
    #expect(nodes.allSatisfy { result[TypeID($0)] == node })
    #expect(try result.table.type(#require(result[TypeID(user)])).referent == node)
    // Nothing is left to merge.
    #expect(try result.table.deduplicated().table.bytes.array == result.table.bytes.array)
  }

  @Test func whatDiffersFarAwayStaysApart() throws {
    var image = BTFImage()
    let one = addHeader(to: &image)
    let other = addHeader(to: &image, size: 40)
    let result = try BTFTable(Bytes(image.make())).deduplicated()
    #expect(result[TypeID(one)] != result[TypeID(other)])
    // The pointer, the owner, its pointer and the callback's types lead to the nodes.
    for distance: UInt32 in [1, 2, 3, 6, 7] {
      #expect(result[TypeID(one + distance)] != result[TypeID(other + distance)])
    }
    // The enum does not.
    #expect(result[TypeID(one + 4)] == result[TypeID(other + 4)])
    #expect(result[TypeID(1)] == result[TypeID(other - 1)])
  }

  @Test func everythingThatTellsTypesApart() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let pairs: [(UInt32, UInt32)] = [
      (image.int("a", 4), image.int("a", 4, encoding: 1)), (image.int("b", 4), image.int("b", 8)),
      (image.array(int, 2), image.array(int, 3)), (image.const(int), image.add(9, int)),
      (image.struct("s", 8, []), image.union("s", 8, [])),
      (
        image.struct("t", 8, [.init("x", int, at: 0)]),
        image.struct("t", 8, [.init("x", int, at: 32)])
      ),
      (
        image.struct("u", 8, [.init("x", int, at: 0)]),
        image.struct("u", 8, [.init("y", int, at: 0)])
      ),
      (image.enum("e", [("A", 1)]), image.enum("e", [("A", 2)])),
      (image.enum("f", [("A", 1)]), image.enum("f", signed: true, [("A", 1)])),
      (image.enum64("g", [("A", 1)]), image.enum64("g", [("A", 1 << 32 | 1)])),
      (image.forward("h"), image.forward("h", union: true)),
      (image.prototype(int, [("x", int)]), image.prototype(int, [("y", int)])),
      (image.prototype(int, []), image.prototype(0, [])),
      (image.variable("v", int, linkage: 0), image.variable("v", int, linkage: 0)),
      (image.section(".data", 4, []), image.section(".data", 4, [])),
      (image.typedef("k", int), image.typedef("l", int)),
      (image.add(17, "tag", int, [.max]), image.add(17, "tag", int, [0])),
    ]
    let table = try BTFTable(Bytes(image.make()))
    let result = try table.deduplicated()
    for (a, b) in pairs {
      let kind = try table.type(TypeID(a)).kind
      #expect(result[TypeID(a)] != result[TypeID(b)], "\(kind)")
    }
    #expect(result.table.count == table.count)
  }

  @Test func typesOfTheBaseAreUsedAsTheyAre() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    var over = BTFImage(over: image)
    let one = over.pointer(int)
    let two = over.pointer(int)
    _ = over.pointer(0)
    let base = try BTFTable(Bytes(image.make()))
    let result = try BTFTable(Bytes(over.make()), base: base).deduplicated()
    #expect(result.table.ownIDs == 2..<4)
    #expect(result[TypeID(one)] == TypeID(2) && result[TypeID(two)] == TypeID(2))
    #expect(try result.table.type(TypeID(2)).referent == TypeID(int))
    #expect(try result.table.type(TypeID(3)).referent == .void)
  }

  /// Real types of a compiler keep what they are, and strings their text.
  @Test(arguments: ["btf_kinds", "many", "core_types", "maps", "eb/core_types"])
  func objectsOfACompiler(_ name: String) throws {
    let table = try BTFTable(Fixture.section(".BTF", of: name))
    let result = try table.deduplicated()
    #expect(result.table.count <= table.count && result.table.count > table.count / 2)
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      let other = try result.table.type(#require(result[TypeID(id)]))
      #expect(other.kind == type.kind && other.count == type.count)
      #expect(try result.table.name(of: other) == table.name(of: type))
      let text = try #require(result.offset(ofStringAt: type.nameOffset))
      #expect(try result.table.string(at: text) == table.name(of: type))
    }
  }
}
