import BTF
import Bytes
import TestSupport
import Testing

/// Split tables over a distilled base, on the real bases of several kernels.
@Suite struct DistilledTests {
  /// A module's types over those of a kernel that is built anew at will.
  struct Module {
    let base: BTFImage
    var image: BTFImage

    init(_ order: ByteOrder = .host) {
      var base = BTFImage(order)
      let int = base.int("int", 4, encoding: 1)
      let list = base.struct("list_head", 16, [.init("next", base.endID, at: 0)])
      let mode = base.enum64("mode", [("MODE_A", 1)])
      let device = base.struct("net_device", 64, [.init("x", int, at: 0)])
      let forward = base.forward("only_declared")
      _ = base.struct("unused", 4, [.init("y", int, at: 0)])
      let pointer = base.pointer(base.const(device))
      let anonymous = base.union("", 4, [.init("bits", int, at: 0)])
      let typedef = base.typedef("mode_t", mode)
      let prototype = base.prototype(int, [("dev", pointer)])
      self.base = base
      var image = BTFImage(over: base)
      _ = image.struct(
        "private", 96,
        [
          .init("list", list, at: 0), .init("dev", pointer, at: 128),
          .init("", anonymous, at: 192), .init("mode", typedef, at: 256),
          .init("fwd", image.endID + 2, at: 320), .init("lists", image.endID + 1, at: 384),
        ])
      _ = image.array(list, 2)
      _ = image.pointer(forward)
      _ = image.function("module_function", prototype, linkage: 0)
      self.image = image
    }

    func table() throws -> BTFTable {
      try BTFTable(Bytes(image.make()), base: BTFTable(Bytes(base.make())))
    }
  }

  /// The members of a struct with what they are and how large, through all types on the way.
  private func layout(_ table: BTFTable) throws -> [String] {
    let type = try #require(try table.firstType(named: "private") { $0 == .struct })
    return try (0..<type.count).map { index in
      let member = try table.member(index, of: type)
      var text = try table.name(of: member)
      var id = member.type
      for _ in 0..<4 {
        let type = try table.type(id)
        // Enumerations of 64 bits are distilled to ones of 8 bytes.
        let kind = type.kind == .enum64 ? TypeKind.enum : type.kind
        text += " \(kind) \(try table.name(of: type))"
        guard type.kind.isModifier || type.kind == .pointer else { break }
        id = type.referent
      }
      return text
    }
  }

  static let orders = [ByteOrder.little, .big]

  @Test(arguments: orders) func theDistilledBase(_ order: ByteOrder) throws {
    let split = try Module(order).table().distilled()
    let base = try #require(split.base)
    #expect(split.byteOrder == order && base.base == nil)
    #expect(
      try base.ownNames() == [
        "int int", "struct list_head", "enum mode", "struct net_device", "fwd only_declared",
      ])
    #expect(try base.ownIDs.map { try base.type(TypeID($0)).statedSize } == [4, 16, 8, 64, 0])
    // What has no name, or leads elsewhere, the split table has itself.
    let names = try split.ownNames()
    #expect(names.prefix(4).last == "func module_function" && names.count == 9)
    #expect(try layout(split) == layout(Module(order).table()))
    // Both can be read from their bytes.
    let again = try BTFTable(split.bytes, base: BTFTable(base.bytes))
    #expect(BTFWalk(again) == BTFWalk(split))
  }

  /// Another kernel: other numbers, another size of what is only pointed to, full definitions.
  private func otherBase(
    _ order: ByteOrder = .host, listSize: UInt32 = 16, twice: Bool = false, int: UInt32 = 4
  ) throws -> BTFTable {
    var image = BTFImage(order)
    _ = image.typedef("list_head", 2)
    _ = image.int("long int", 8, encoding: 1)
    _ = image.struct("only_declared", 8, [])
    _ = image.enum("mode", [("MODE_B", 7)], size: 8)
    _ = image.struct("net_device", 128, [])
    _ = image.union("list_head", 16, [])
    _ = image.struct("list_head", listSize, [])
    if twice { _ = image.struct("list_head", listSize, []) }
    _ = image.int("int", int, encoding: 1)
    return try BTFTable(Bytes(image.make()))
  }

  @Test(arguments: orders) func onTheTypesOfAnotherKernel(_ order: ByteOrder) throws {
    let split = try Module(order).table().distilled()
    let base = try otherBase(order)
    let table = try split.relocated(onto: base)
    #expect(table.firstID == base.endID && table.ownIDs.count == split.ownIDs.count)
    #expect(table.base?.bytes.count == base.bytes.count)
    let type = try #require(try table.firstType(named: "private") { $0 == .struct })
    let members = try (0..<type.count).map { try table.member($0, of: type) }
    #expect(members.map(\.bitOffset) == [0, 128, 192, 256, 320, 384])
    // The struct, not the typedef or union of that name.
    #expect(try table.resolved(members[0].type).id == TypeID(7))
    let device = try table.resolved(table.resolved(members[1].type).referent)
    #expect(device.id == TypeID(5) && device.statedSize == 128)
    #expect(try table.resolved(members[3].type).id == TypeID(4))
    #expect(try table.resolved(table.resolved(members[4].type).referent).id == TypeID(3))
    #expect(try table.arrayShape(of: table.resolved(members[5].type)).element == TypeID(7))
    #expect(try table.firstType(named: "module_function") { $0 == .function } != nil)
  }

  private func failure(
    _ split: BTFTable, onto base: BTFTable
  ) -> (code: BTFError.Code, text: String)? {
    do throws(BTFError) {
      _ = try split.relocated(onto: base)
      return nil
    } catch { return (error.code, error.description) }
  }

  @Test func whatTheKernelDoesNotHave() throws {
    let split = try Module().table().distilled()
    // A struct that a struct of the module holds must have the size that the module knows.
    let grown = failure(split, onto: try otherBase(listSize: 24))
    #expect(grown?.code == .missingBaseType)
    #expect(grown?.text.contains("struct 'list_head' (16 bytes) of that size") == true)
    let twice = failure(split, onto: try otherBase(twice: true))
    #expect(twice?.code == .ambiguousBaseType)
    #expect(twice?.text.contains("[7], [8]") == true)
    let short = failure(split, onto: try otherBase(int: 2))
    #expect(short?.code == .missingBaseType && short?.text.contains("int 'int'") == true)
    let other: ByteOrder = ByteOrder.host == .little ? .big : .little
    #expect(failure(split, onto: try otherBase(other))?.code == .malformedHeader)
  }

  /// Several structs of one name are told apart by their sizes, even when only pointed to.
  @Test func sizesTellStructsApart() throws {
    var image = BTFImage()
    let record = image.struct("twin", 8, [])
    var over = BTFImage(over: image)
    _ = over.pointer(record)
    let split = try BTFTable(Bytes(over.make()), base: BTFTable(Bytes(image.make()))).distilled()
    for (sizes, expected) in [([4, 8], 2), ([16], 1), ([4, 16], nil), ([8, 8], nil)]
      as [([UInt32], UInt32?)]
    {
      var base = BTFImage()
      for size in sizes { _ = base.struct("twin", size, []) }
      let real = try BTFTable(Bytes(base.make()))
      guard let expected else {
        #expect(failure(split, onto: real) != nil)
        continue
      }
      let table = try split.relocated(onto: real)
      #expect(try table.type(table.firstID).referent == TypeID(expected))
    }
    // Of what is only pointed to, a declaration will do.
    var declared = BTFImage()
    _ = declared.forward("twin", union: true)
    _ = declared.forward("twin")
    let table = try split.relocated(onto: BTFTable(Bytes(declared.make())))
    #expect(try table.type(table.firstID).referent == TypeID(2))
  }

  @Test func basesThatAreNotDistilled() throws {
    let whole = try Module().table()
    let base = try #require(whole.base)
    #expect(failure(base, onto: base)?.code == .wrongKind)
    // It has typedefs and pointers, which no distilled base has.
    #expect(failure(whole, onto: base)?.code == .wrongKind)
    #expect(throws: BTFError.self) { try base.distilled() }
    // A split table whose types refer beyond its end.
    var image = BTFImage()
    let int = image.int("int", 4)
    var over = BTFImage(over: image)
    _ = over.typedef("t", int)
    _ = over.typedef("nowhere", 99)
    let broken = try BTFTable(Bytes(over.make()), base: BTFTable(Bytes(image.make())))
    #expect(failure(broken, onto: try BTFTable(Bytes(image.make())))?.code == .noSuchType)
    var loop = BTFImage(over: image)
    _ = loop.struct("s", 4, [.init("a", 3, at: 0)])
    _ = loop.array(3, 1)
    let endless = try BTFTable(Bytes(loop.make()), base: BTFTable(Bytes(image.make())))
    #expect(failure(endless, onto: try BTFTable(Bytes(image.make())))?.code == .tooDeep)
  }
}
