import BTF
import Bytes
import TestSupport
import Testing

@Suite struct HeaderTests {
  static func code(_ bytes: [UInt8]) -> BTFError.Code? {
    do { _ = try BTFTable(Bytes(bytes)) } catch { return error.code }
    return nil
  }

  static var small: BTFImage {
    var image = BTFImage(.little)
    _ = image.int("int", 4, encoding: 1)
    return image
  }

  /// Newer headers are longer; what is not known of them is passed over.
  @Test(arguments: [24, 28, 32, 36, 128]) func longerHeaders(length: Int) throws {
    var image = HeaderTests.small
    image.headerLength = length
    let table = try BTFTable(Bytes(image.make()))
    #expect(table.count == 2)
    #expect(try table.name(of: table.type(TypeID(1))) == "int")
  }

  @Test func theOrderIsThatOfTheMagicNumber() throws {
    for order in [ByteOrder.little, .big] {
      var image = HeaderTests.small
      image.order = order
      #expect(try BTFTable(Bytes(image.make())).byteOrder == order)
    }
  }

  @Test func whatIsNoBTF() {
    let good = HeaderTests.small.make()
    func changed(_ change: (inout [UInt8]) -> Void) -> BTFError.Code? {
      var bytes = good
      change(&bytes)
      return HeaderTests.code(bytes)
    }
    #expect(HeaderTests.code(good) == nil)
    #expect(HeaderTests.code([]) == .notBTF)
    #expect(HeaderTests.code([0x9f]) == .notBTF)
    #expect(HeaderTests.code([0x9f, 0xeb]) == .malformedHeader)
    #expect(changed { $0[0] = 0x7f } == .notBTF)
    #expect(changed { $0[2] = 2 } == .unsupportedVersion)
    // Header lengths: too short, beyond the end, not aligned to the types.
    #expect(changed { $0[4] = 23 } == .malformedHeader)
    #expect(changed { $0[7] = 0x7f } == .malformedHeader)
    #expect(changed { $0[4] = 25 } == .malformedHeader)
    // The type section: not aligned, or beyond the end.
    #expect(changed { $0[8] = 2 } == .malformedHeader)
    #expect(changed { $0[11] = 0xff } == .malformedHeader)
    #expect(changed { $0[15] = 0xff } == .malformedHeader)
    // The strings: beyond the end, without a first or last NUL.
    #expect(changed { $0[19] = 0xff } == .malformedHeader)
    #expect(changed { $0[20] += 1 } == .malformedHeader)
    #expect(changed { $0[$0.count - 1] = 0x41 } == .malformedHeader)
    #expect(changed { $0[24 + 16] = 0x41 } == .malformedHeader)
  }

  @Test func emptySectionsAreAllowedOnlyWhereTheyMakeSense() throws {
    // No types, only the empty string: what a stripped module may have.
    let empty = BTFImage(.little).make()
    #expect(try BTFTable(Bytes(empty)).count == 1)
    // No strings at all: then no string is the empty one.
    var noStrings = empty
    noStrings[20] = 0
    #expect(HeaderTests.code(noStrings) == .malformedHeader)
  }

  @Test func typesThatDoNotFit() {
    // The head alone is cut, and what follows it.
    for (words, code) in [
      ([0, 1 << 24], BTFError.Code.truncated), ([0, 1 << 24, 4], .truncated),
      ([0, 3 << 24, 0, 1, 1], .truncated), ([0, 4 << 24 | 2, 8, 0, 1, 0], .truncated),
      ([0, 0, 0], .unknownKind), ([0, 20 << 24, 0], .unknownKind),
      ([0, 0x7f << 24, 0], .unknownKind), ([0, 4 << 24 | 0xff_ffff, 8], .truncated),
    ] as [([UInt32], BTFError.Code)] {
      var image = HeaderTests.small
      image.addRaw(words)
      #expect(HeaderTests.code(image.make()) == code, "\(words)")
    }
  }

  @Test func errorsSayWhatAndWhere() throws {
    var image = HeaderTests.small
    image.addRaw([0, 20 << 24, 0])
    let error = #expect(throws: BTFError.self) { try BTFTable(Bytes(image.make())) }
    let unknown = try #require(error)
    #expect(unknown.typeID == TypeID(2) && unknown.offset == 16)
    #expect(
      unknown.description == "BTF: kind 20 has no known size, type [2], at byte 16")
    let foreign = #expect(throws: BTFError.self) { try BTFTable(Bytes([0x7f, 0x45, 0x4c, 0x46])) }
    #expect(try #require(foreign).description.contains("0x457f is not 0xeb9f in either byte order"))
    let table = try BTFTable(Bytes(HeaderTests.small.make()))
    let missing = #expect(throws: BTFError.self) { try table.type(TypeID(9)) }
    #expect(try #require(missing).description == "BTF: the table has 2 types, type [9]")
    #expect(BTFError.Code.noSuchType.description == "noSuchType")
  }
}
