import BTF
import Bytes
import TestSupport
import Testing

@Suite struct MembersTests {
  @Test func theFirstMemberOfANameOrWithoutOne() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let inner = image.union("", 4, [.init("x", int, at: 0)])
    let outer = image.struct(
      "outer", 16,
      [
        .init("a", int, at: 0), .init("", inner, at: 32), .init("ab", int, at: 64),
        .init("a", int, at: 96),
      ])
    let table = try BTFTable(Bytes(image.make()))
    let type = try table.type(TypeID(outer))
    func hit(_ name: String, from start: Int, _ type: BTFType) throws -> BTFTable.MemberHit? {
      let bytes = Bytes(Array(name.utf8))
      return try table.firstMember(of: type, from: start, named: bytes.span)
    }
    let first = try #require(try hit("a", from: 0, type))
    #expect(first.index == 0 && !first.isAnonymous)
    let second = try #require(try hit("ab", from: 0, type))
    #expect(second.index == 1 && second.isAnonymous)
    let third = try #require(try hit("ab", from: 2, type))
    #expect(third.index == 2 && !third.isAnonymous)
    #expect(try hit("a", from: 2, type)?.index == 3)
    #expect(try hit("a", from: 4, type) == nil)
    #expect(try hit("a", from: -1, type) == nil)
    #expect(try hit("a", from: 0, table.type(TypeID(int))) == nil)
  }

  @Test func aMemberWhoseNameIsNowhere() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let bad = image.endID
    image.addRaw([0, 4 << 24 | 1, 4, 1000, int, 0])
    let table = try BTFTable(Bytes(image.make()))
    let name = Bytes(Array("a".utf8))
    let type = try table.type(TypeID(bad))
    let error = #expect(throws: BTFError.self) {
      try table.firstMember(of: type, from: 0, named: name.span)
    }
    #expect(error?.code == .noSuchString)
  }

  @Test(
    arguments: [
      ("long", 8, 8), ("long int", 4, 4), ("unsigned long", 8, 8), ("long unsigned int", 8, 8),
      ("long long", 8, nil), ("longer", 8, nil), ("int", 4, nil), ("long", 2, nil),
    ] as [(String, UInt32, Int?)])
  func theWordSizeIsThatOfLong(name: String, size: UInt32, wordSize: Int?) throws {
    var image = BTFImage()
    _ = image.int("char", 1)
    _ = image.int(name, size)
    #expect(try BTFTable(Bytes(image.make())).wordSize == wordSize)
  }
}
