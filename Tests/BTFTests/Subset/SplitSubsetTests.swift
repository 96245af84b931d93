import BTF
import Bytes
import TestSupport
import Testing

/// Part of a split table and of its base.
@Suite struct SplitSubsetTests {
  @Test func aSplitTableOverPartOfItsBase() throws {
    var image = BTFImage()
    _ = image.typedef("unwanted", 2)
    let int = image.int("int", 4)
    let record = image.struct("shared", 8, [.init("low", int, at: 0), .init("high", int, at: 32)])
    var over = BTFImage(over: image)
    _ = over.typedef("unwanted_too", int)
    let own = over.struct("own", 8, [.init("high", record, at: 0), .init("extra", int, at: 64)])
    let base = try BTFTable(Bytes(image.make()))
    let module = try BTFTable(Bytes(over.make()), base: base)
    var selection = BTFSelection()
    selection.keep(TypeID(own), element: 0)
    selection.keep(TypeID(record), element: 1)
    let part = try module.subset(keeping: selection)
    let lower = try #require(part.table.base)
    #expect(try lower.ownNames() == ["int int", "struct shared .high"])
    #expect(try part.table.ownNames() == ["struct own .high"])
    #expect(part[TypeID(own)] == TypeID(3) && part[TypeID(record)] == TypeID(2))
    // The name of the member stands in the base already.
    #expect(part.table.stringBytes.text == "own\0")
    // It can be read again.
    let again = try BTFTable(part.table.bytes, base: BTFTable(lower.bytes))
    #expect(BTFWalk(again) == BTFWalk(part.table))
  }

  @Test func aGivenBaseMustHaveWhatIsKept() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    var over = BTFImage(over: image)
    let own = over.typedef("own", int)
    let base = try BTFTable(Bytes(image.make()))
    let module = try BTFTable(Bytes(over.make()), base: base)
    var selection = BTFSelection()
    selection.keep(TypeID(own))
    let empty = try base.subset(keeping: BTFSelection())
    let error = #expect(throws: BTFError.self) {
      try module.subset(keeping: selection, over: empty)
    }
    #expect(error?.code == .noSuchType)
    let lower = try base.subset(keeping: module.baseSelection(for: selection))
    #expect(try module.subset(keeping: selection, over: lower).table.count == 3)
  }
}
