import BTF
import Bytes
import TestSupport
import Testing

/// The layout section, by which readers pass over kinds that are newer than they are.
@Suite struct LayoutTests {
  private static func image(_ order: ByteOrder, kinds: Int = 23) -> BTFImage {
    var image = BTFImage(order)
    // Kind 20 has 8 bytes behind its head, kind 21 4 for each element, kind 22 neither.
    var layout = [(fixed: UInt8, perElement: UInt8)](repeating: (0, 0), count: 20)
    layout += [(8, 0), (0, 4), (0, 0)]
    image.layout = Array(layout.prefix(kinds))
    let int = image.int("int", 4, encoding: 1)
    image.add(20, "newer", 1, [7, 8])
    image.add(21, "listing", count: 3, 1, [1, 2, 3])
    image.add(22, "plain", flag: true, int)
    _ = image.pointer(int)
    return image
  }

  @Test(arguments: [ByteOrder.little, .big]) func unknownKindsArePassedOver(order: ByteOrder) throws
  {
    let table = try BTFTable(Bytes(LayoutTests.image(order).make()))
    #expect(table.count == 6)
    let kinds = try (1...5).map { try table.type(TypeID($0)).kind.rawValue }
    #expect(kinds == [1, 20, 21, 22, 2])
    #expect(try table.type(TypeID(3)).count == 3)
    #expect(try table.name(of: table.type(TypeID(4))) == "plain")
    #expect(try table.type(TypeID(5)).referent == TypeID(1))
    #expect(table.search(["listing"]) == [[TypeID(3)]])
    // What they are is not known, and so neither is their size.
    let error = #expect(throws: BTFError.self) { try table.size(of: TypeID(2)) }
    #expect(error?.code == .unsizedType)
  }

  @Test func kindsBeyondTheLayoutStayUnknown() {
    let error = #expect(throws: BTFError.self) {
      try BTFTable(Bytes(LayoutTests.image(.little, kinds: 22).make()))
    }
    #expect(error?.code == .unknownKind && error?.typeID == TypeID(4))
  }

  /// Readers of the known kinds depend on their sizes: the layout cannot change those.
  @Test func knownKindsKeepTheirSizes() throws {
    var image = LayoutTests.image(.little)
    image.layout?[1] = (0, 0)
    image.layout?[2] = (200, 200)
    #expect(try BTFTable(Bytes(image.make())).count == 6)
  }

  @Test func theLayoutLiesInsideTheBytes() {
    var bytes = LayoutTests.image(.little).make()
    bytes[28] += 4
    #expect(HeaderTests.code(bytes) == .malformedHeader)
  }
}
