import BTF
import Bytes
import TestSupport
import Testing

@Suite struct SizesTests {
  private func table(_ build: (inout BTFImage) -> Void) throws -> BTFTable {
    var image = BTFImage()
    build(&image)
    return try BTFTable(Bytes(image.make()))
  }

  private func code(_ body: () throws -> UInt64) -> BTFError.Code? {
    do { _ = try body() } catch { return (error as? BTFError)?.code }
    return nil
  }

  @Test func sizesOfEveryKind() throws {
    var sized: [(UInt32, UInt64)] = []
    var unsized: [UInt32] = []
    var pointer: UInt32 = 0
    let table = try table { image in
      let int = image.int("int", 4)
      pointer = image.pointer(int)
      let wide = image.int("__int128", 16)
      let matrix = image.array(image.array(int, 5), 3)
      let variable = image.variable("v", matrix, linkage: 1)
      let prototype = image.prototype(0, [])
      sized = [
        (int, 4), (wide, 16), (pointer, 8), (matrix, 60), (variable, 60),
        (image.struct("s", 12, []), 12), (image.union("u", 0, []), 0), (image.enum("e", []), 4),
        (image.enum("small", [], size: 1), 1), (image.enum64("w", []), 8),
        (image.typedef("t", matrix), 60), (image.const(image.typedef("t2", int)), 4),
        (image.section(".bss", 100, []), 100), (image.add(16, "float", 4), 4),
        (image.array(wide, 0), 0), (image.add(17, "tag", int, [~0]), 4),
      ]
      unsized = [
        0, prototype, image.function("f", prototype, linkage: 1), image.forward("x"),
        image.array(0, 3), image.typedef("v", 0),
      ]
    }
    for (id, size) in sized { #expect(try table.size(of: TypeID(id)) == size, "[\(id)]") }
    for id in unsized {
      #expect(code { try table.size(of: TypeID(id)) } == .unsizedType, "[\(id)]")
    }
    #expect(try table.size(of: TypeID(pointer), pointerSize: 4) == 4)
  }

  @Test func sizesThatDoNotFit() throws {
    var ids: [UInt32] = []
    let table = try table { image in
      var array = image.array(image.int("char", 1), 0xffff_ffff)
      ids.append(array)
      for _ in 0..<2 {
        array = image.array(array, 0xffff_ffff)
        ids.append(array)
      }
    }
    #expect(try table.size(of: TypeID(ids[0])) == 0xffff_ffff)
    #expect(code { try table.size(of: TypeID(ids[1])) } == .tooLarge)
    #expect(code { try table.size(of: TypeID(ids[2])) } == .tooLarge)
  }

  @Test func alignments() throws {
    var expected: [(UInt32, UInt64)] = []
    var unsized: [UInt32] = []
    let table = try table { image in
      let char = image.int("char", 1)
      let int = image.int("int", 4)
      let long = image.int("long", 8)
      let wide = image.int("__int128", 16)
      let natural = image.struct("n", 16, [.init("a", int, at: 0), .init("b", long, at: 64)])
      let byMember = image.struct("p", 12, [.init("a", int, at: 0), .init("b", long, at: 32)])
      // Members where they belong, but a size that no array of it could have.
      let bySize = image.struct("q", 9, [.init("a", long, at: 0), .init("b", char, at: 64)])
      let bits = image.struct(
        "b", 4, flag: true, [.init("a", int, at: 0, bits: 3), .init("b", int, at: 3, bits: 7)])
      expected = [
        (char, 1), (int, 4), (long, 8), (wide, 8), (image.pointer(0), 8), (natural, 8),
        (byMember, 1), (bySize, 1), (bits, 4), (image.array(natural, 3), 8),
        (image.struct("outer", 20, [.init("p", byMember, at: 64)]), 1),
        (image.struct("arrays", 4, [.init("a", image.array(char, 4), at: 0)]), 1),
        (image.union("u", 8, [.init("a", char, at: 0), .init("b", long, at: 0)]), 8),
        (image.struct("", 0, []), 1), (image.typedef("t", image.const(long)), 8),
        (image.enum("e", []), 4), (image.enum64("w", []), 8), (image.add(16, "double", 8), 8),
      ]
      unsized = [0, image.forward("x"), image.prototype(0, [])]
    }
    for (id, alignment) in expected {
      #expect(try table.alignment(of: TypeID(id)) == alignment, "[\(id)]")
    }
    for id in unsized {
      #expect(code { try table.alignment(of: TypeID(id)) } == .unsizedType, "[\(id)]")
    }
  }

  /// Loops of every sort end, soon, with an error.
  @Test(.timeLimit(.minutes(10))) func loops() throws {
    var typedef: UInt32 = 0
    var array: UInt32 = 0
    var once: UInt32 = 0
    var many: UInt32 = 0
    let table = try table { image in
      let next = image.endID
      typedef = image.typedef("t", next)
      array = image.array(image.endID, 1)
      once = image.endID
      _ = image.struct("s", 4, [.init("s", once, at: 0)])
      many = image.endID
      _ = image.struct("m", 4, (0..<100).map { .init("m\($0)", many, at: 0) })
    }
    #expect(code { try table.size(of: TypeID(typedef)) } == .tooDeep)
    #expect(code { try table.size(of: TypeID(array)) } == .tooDeep)
    #expect(code { try table.alignment(of: TypeID(typedef)) } == .tooDeep)
    #expect(code { try table.alignment(of: TypeID(array)) } == .tooDeep)
    #expect(code { try table.alignment(of: TypeID(once)) } == .tooDeep)
    #expect(code { try table.alignment(of: TypeID(many)) } == .tooDeep)
    // A struct has its stated size, whatever it contains.
    #expect(try table.size(of: TypeID(once)) == 4)
  }

  /// A struct that holds the one before it twice, 30 times over: 2^30 ways to the first one.
  @Test(.timeLimit(.minutes(10))) func sharedMembersAreMeasuredOnce() throws {
    var last: UInt32 = 0
    let table = try table { image in
      last = image.int("int", 4)
      for level in 0..<30 {
        last = image.struct(
          "s\(level)", 4, [.init("a", last, at: 0), .init("b", last, at: 0)])
      }
    }
    #expect(try table.alignment(of: TypeID(last)) == 4)
  }

  /// 32 typedefs are fine, 33 are taken for a loop, as by libbpf.
  @Test func depths() throws {
    var ids: [UInt32] = []
    let table = try table { image in
      var id = image.int("int", 4)
      for number in 0..<33 {
        id = image.typedef("t\(number)", id)
        ids.append(id)
      }
    }
    #expect(try table.resolved(TypeID(ids[31])).kind == .int)
    #expect(throws: BTFError.self) { try table.resolved(TypeID(ids[32])) }
  }
}
