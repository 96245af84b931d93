import BTF
import Bytes
import TestSupport
import Testing

/// Split tables: a module's types over the kernel's.
@Suite struct SplitTests {
  let base: BTFTable
  let split: BTFTable
  /// A split table over a split table.
  let third: BTFTable

  init() throws {
    try self.init(order: .host)
  }

  init(order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4, encoding: 1)
    _ = image.struct("shared", 8, [.init("low", int, at: 0), .init("high", int, at: 32)])
    var over = BTFImage(over: image)
    let pointer = over.pointer(2)
    // Its name and a member's stand in the base's strings.
    _ = over.struct("low", 16, [.init("own", pointer, at: 0), .init("high", int, at: 64)])
    _ = over.typedef("own_type", 2)
    var more = BTFImage(over: over)
    _ = more.typedef("third", 5)
    _ = more.typedef("own_type", 1)
    base = try BTFTable(Bytes(image.make()))
    split = try BTFTable(Bytes(over.make()), base: base)
    third = try BTFTable(Bytes(more.make()), base: split)
  }

  @Test func numbersAndNamesContinue() throws {
    #expect(base.ownIDs == 1..<3)
    #expect(split.ownIDs == 3..<6 && split.count == 6)
    #expect(third.ownIDs == 6..<8 && third.firstID == TypeID(6))
    #expect(split.base?.count == 3 && base.base == nil)
    #expect(try split.name(of: split.type(TypeID(4))) == "low")
    #expect(try third.name(of: third.type(TypeID(6))) == "third")
    #expect(try third.name(of: third.type(TypeID(7))) == "own_type")
    // A type of the base, read through the split table.
    let shared = try third.type(TypeID(2))
    #expect(try third.name(of: shared) == "shared")
    #expect(try third.name(of: third.member(1, of: shared)) == "high")
  }

  @Test func referencesCrossTables() throws {
    #expect(try third.resolved(TypeID(6)).id == TypeID(2))
    let own = try split.type(TypeID(4))
    let members = try (0..<2).map { try third.member($0, of: own) }
    #expect(try members.map { try third.name(of: $0) } == ["own", "high"])
    #expect(try third.type(members[0].type).referent == TypeID(2))
    #expect(try third.size(of: TypeID(6)) == 8)
    #expect(try third.alignment(of: TypeID(4)) == 8)
    // Neither forwards nor beyond the end.
    #expect(throws: BTFError.self) { try base.type(TypeID(3)) }
    #expect(throws: BTFError.self) { try third.type(TypeID(8)) }
  }

  @Test func membersAreFoundByNamesOfEitherTable() throws {
    func index(of name: String, in type: UInt32, _ table: BTFTable) throws -> Int? {
      let bytes = Bytes(Array(name.utf8))
      return try table.firstMember(of: table.type(TypeID(type)), from: 0, named: bytes.span)?.index
    }
    #expect(try index(of: "own", in: 4, third) == 0)
    #expect(try index(of: "high", in: 4, third) == 1)
    #expect(try index(of: "high", in: 2, third) == 1)
    #expect(try index(of: "own", in: 2, third) == nil)
    #expect(try index(of: "hig", in: 4, third) == nil)
  }

  @Test func aSearchFindsOwnTypesByNamesOfEitherTable() throws {
    #expect(split.search(["shared", "low", "own_type"]) == [[], [TypeID(4)], [TypeID(5)]])
    #expect(third.search(["own_type", "third"]) == [[TypeID(7)], [TypeID(6)]])
    #expect(base.search(["shared", "low"]) == [[TypeID(2)], []])
    #expect(try split.firstType(named: "low") { $0 == .struct }?.id == TypeID(4))
    #expect(try split.firstType(named: "low") { $0 == .union } == nil)
  }

  @Test func aBaseOfTheOtherOrderIsRefused() throws {
    let other = try SplitTests(order: ByteOrder.host == .little ? .big : .little)
    #expect(throws: BTFError.self) { try BTFTable(other.split.bytes, base: base) }
    #expect(try other.third.name(of: other.third.type(TypeID(6))) == "third")
  }

  /// Without its base a split table's first string is not the empty one.
  @Test func aSplitTableAloneIsRefused() {
    #expect(throws: BTFError.self) { try BTFTable(split.bytes) }
  }

  @Test func aSplitTableWithoutStringsOfItsOwn() throws {
    var image = BTFImage()
    _ = image.int("int", 4)
    var over = BTFImage(over: image)
    _ = over.typedef("int", 1)
    #expect(over.strings.isEmpty)
    let table = try BTFTable(Bytes(over.make()), base: BTFTable(Bytes(image.make())))
    #expect(try table.name(of: table.type(TypeID(2))) == "int")
    #expect(table.search(["int"]) == [[TypeID(2)]])
  }
}
