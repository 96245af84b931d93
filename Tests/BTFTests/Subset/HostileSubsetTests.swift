import BTF
import Bytes
import TestSupport
import Testing

/// Types that no compiler emits, and selections of what is not there.
@Suite struct HostileSubsetTests {
  @Test func typesThatContainThemselves() throws {
    var image = BTFImage()
    let own = image.struct("own", 4, [.init("own", 1, at: 0)])
    let loop = image.typedef("loop", 3)
    _ = image.const(loop)
    let table = try BTFTable(Bytes(image.make()))
    var selection = BTFSelection()
    selection.keepAll(of: TypeID(own))
    selection.keep(TypeID(loop))
    #expect(BTFWalk(try table.subset(keeping: selection).table) == BTFWalk(table))
  }

  private static func failure(of table: BTFTable, _ selection: BTFSelection) -> BTFError.Code? {
    do throws(BTFError) {
      _ = try table.subset(keeping: selection)
      return nil
    } catch { return error.code }
  }

  @Test func whatIsNotThereCannotBeKept() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let record = image.struct("s", 4, [.init("a", int, at: 0), .init("b", 99, at: 0)])
    let table = try BTFTable(Bytes(image.make()))
    func code(_ build: (inout BTFSelection) -> Void) -> BTFError.Code? {
      var selection = BTFSelection()
      build(&selection)
      return HostileSubsetTests.failure(of: table, selection)
    }
    #expect(code { $0.keep(TypeID(77)) } == .noSuchType)
    #expect(code { $0.keep(TypeID(record), element: 1) } == .noSuchType)
    #expect(code { $0.keep(TypeID(record), element: 2) } == .noSuchElement)
    #expect(code { $0.keep(TypeID(record), element: -1) } == .noSuchElement)
    #expect(code { $0.keep(TypeID(record), element: 0) } == nil)
    #expect(code { $0.keep(.void) } == nil)
  }

  @Test func kindsThatAreNotKnownCannotBeCopied() throws {
    var image = BTFImage()
    image.layout = Array(repeating: (fixed: 0, perElement: 0), count: 21)
    let unknown = image.add(20, "new", 4)
    let int = image.int("int", 4)
    let table = try BTFTable(Bytes(image.make()))
    var selection = BTFSelection()
    selection.keep(TypeID(int))
    #expect(try table.subset(keeping: selection).table.count == 2)
    selection.keep(TypeID(unknown))
    let error = #expect(throws: BTFError.self) { try table.subset(keeping: selection) }
    #expect(error?.code == .wrongKind)
  }

  /// Whatever the damage, all that is kept is there as it was, or there is an error.
  @Test(arguments: ["btf_kinds", "eb/btf_kinds"]) func damagedTables(object: String) throws {
    var (made, refused) = (0, 0)
    for table in try BTFTable.damaged(object, every: 61) {
      var selection = BTFSelection()
      for id in table.ownIDs { selection.keepAll(of: TypeID(id)) }
      do throws(BTFError) {
        let part = try table.subset(keeping: selection).table
        #expect(BTFWalk(part) == BTFWalk(table))
        made += 1
      } catch { refused += 1 }
    }
    #expect(made > 5 && refused > 5)
  }
}
