import BTF
import Bytes
import TestSupport
import Testing

@Suite struct NamesTests {
  @Test func namesOutsideTheStringsAreErrors() throws {
    var image = BTFImage()
    _ = image.int("int", 4)
    image.addRaw([5, 2 << 24, 1])
    image.addRaw([0xffff_ffff, 2 << 24, 1])
    let table = try BTFTable(Bytes(image.make()))
    #expect(image.strings.count == 5)
    for id in [2, 3] as [UInt32] {
      let type = try table.type(TypeID(id))
      let error = #expect(throws: BTFError.self) { try table.name(of: type) }
      #expect(error?.code == .noSuchString)
      #expect(error?.offset == Int(type.nameOffset))
    }
    #expect(try table.string(at: 4) == "")
    // A name may begin inside another one.
    #expect(try table.string(at: 2) == "nt")
  }

  @Test func namesThatAreNotUTF8AreMended() throws {
    var image = BTFImage()
    _ = image.int("int", 4)
    image.appendString("x")
    var bytes = image.make()
    bytes[bytes.count - 2] = 0xff
    let table = try BTFTable(Bytes(bytes))
    #expect(try table.string(at: 5) == "\u{fffd}")
  }

  @Test func comparingDoesNotMakeStrings() throws {
    var image = BTFImage()
    _ = image.int("int", 4)
    let table = try BTFTable(Bytes(image.make()))
    func equals(_ name: String, at offset: UInt32) throws -> Bool {
      let bytes = Bytes(Array(name.utf8))
      return try table.string(at: offset, equals: bytes.span)
    }
    #expect(try equals("int", at: 1) && equals("", at: 0))
    #expect(try !equals("in", at: 1) && !equals("intt", at: 1) && !equals("", at: 1))
    #expect(throws: BTFError.self) { try equals("", at: 5) }
  }
}
