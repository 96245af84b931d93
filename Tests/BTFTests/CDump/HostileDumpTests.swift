import BTF
import Bytes
import TestSupport
import Testing

/// Types that no compiler emits give an error or a text, in bounded time.
@Suite(.timeLimit(.minutes(5))) struct HostileDumpTests {
  static func error(_ make: (inout BTFImage) -> Void) throws -> BTFError? {
    var image = BTFImage()
    make(&image)
    let table = try BTFTable(Bytes(image.make()))
    do throws(BTFError) {
      _ = try CDump.text(of: table)
      return nil
    } catch { return error }
  }

  @Test func typesThatContainThemselves() throws {
    let byValue = try Self.error { image in
      _ = image.struct("a", 8, [.init("b", image.endID + 1, at: 0)])
      _ = image.struct("b", 8, [.init("a", image.endID - 1, at: 0)])
    }
    #expect(byValue?.code == .tooDeep)
    let typedefs = try Self.error { image in
      _ = image.typedef("a", image.endID + 1)
      _ = image.typedef("b", image.endID - 1)
    }
    #expect(typedefs?.code == .tooDeep)
    let array = try Self.error { image in
      _ = image.struct("a", 8, [.init("x", image.endID + 1, at: 0)])
      _ = image.array(image.endID, 2)
    }
    #expect(array?.code == .tooDeep)
    let pointer = try Self.error { image in
      _ = image.typedef("p", image.endID + 1)
      _ = image.pointer(image.endID)
    }
    #expect(pointer?.code == .tooDeep)
    let prototype = try Self.error { image in
      _ = image.typedef("f", image.endID + 1)
      _ = image.pointer(image.endID + 1)
      _ = image.prototype(0, [("", image.endID - 1)])
    }
    #expect(prototype?.code == .tooDeep)
    let nameless = try Self.error { image in
      _ = image.typedef("t", image.endID + 1)
      _ = image.struct("", 8, [.init("p", image.endID + 1, at: 0)])
      _ = image.pointer(image.endID - 1)
    }
    #expect(nameless?.code == .tooDeep)
  }

  @Test func typesThatAreNotThere() throws {
    #expect(try Self.error { _ = $0.typedef("t", 99) }?.code == .noSuchType)
    #expect(try Self.error { _ = $0.struct("s", 8, [.init("x", 99, at: 0)]) }?.code == .noSuchType)
  }

  @Test func deepNesting() throws {
    // Named structs may hold each other as deep as they like.
    var image = BTFImage()
    var last = image.int("int", 4)
    for depth in 0..<20_000 { last = image.struct("s\(depth)", 4, [.init("x", last, at: 0)]) }
    #expect(try Dumped(image).declarations.count == 20_000)
    // So may typedefs, up to what everybody else follows.
    let chain = try Self.error { image in
      var last = image.int("int", 4)
      for depth in 0..<1000 { last = image.typedef("t\(depth)", last) }
    }
    #expect(chain?.code == .tooDeep)
    let nameless = try Self.error { image in
      var last = image.int("int", 4)
      for _ in 0..<1000 { last = image.struct("", 4, [.init("x", last, at: 0)]) }
      _ = image.typedef("t", last)
    }
    #expect(nameless?.code == .tooDeep)
    let pointers = try Self.error { image in
      var last = image.int("int", 4)
      for _ in 0..<1000 { last = image.pointer(last) }
      _ = image.typedef("t", last)
    }
    #expect(pointers?.code == .tooDeep)
  }

  /// Each struct without a name holds the one before twice: a text of 2^30 lines.
  @Test func textsWithoutEnd() throws {
    let composites = try Self.error { image in
      var last = image.int("int", 4)
      for _ in 0..<28 {
        last = image.union("", 4, [.init("a", last, at: 0), .init("b", last, at: 0)])
      }
      _ = image.typedef("t", last)
    }
    #expect(composites?.code == .tooLarge)
    let prototypes = try Self.error { image in
      var last = image.int("int", 4)
      for _ in 0..<28 { last = image.pointer(image.prototype(0, [("", last), ("", last)])) }
      _ = image.typedef("t", last)
    }
    #expect(prototypes != nil)
  }

  @Test func hugeSizes() throws {
    var image = BTFImage()
    let char = image.int("char", 1)
    var array = image.array(char, .max)
    for _ in 0..<4 { array = image.array(array, .max) }
    _ = image.struct(
      "s", .max,
      [.init("a", char, at: 0), .init("b", array, at: 8), .init("c", char, at: .max - 15)])
    _ = image.struct("empty", .max, [])
    _ = image.union("u", .max, [.init("a", char, at: 0)])
    let text = try Dumped(image).text
    #expect(text.utf8.count < 2000)
    #expect(text.contains("/* b: no type of C has this place */"))
    #expect(text.contains("unsigned char __btf_gap_0[4294967295];"))
  }

  @Test func kindsAtPlacesWhereTheyCannotBe() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let function = image.function("f", image.prototype(int, []), linkage: 0)
    let variable = image.variable("v", int, linkage: 1)
    let section = image.section(".data", 4, [(variable, at: 0, size: 4)])
    let tag = image.add(17, "tag", function, [UInt32(bitPattern: -1)])
    for (index, type) in [function, variable, section, tag, 0].enumerated() {
      _ = image.struct(
        "s\(index)", 8, [.init("x", type, at: 0), .init("p", image.pointer(type), at: 0)])
      _ = image.typedef("t\(index)", image.pointer(image.array(type, 3)))
      _ = image.typedef("a\(index)", image.array(type, 3))
    }
    let text = try Dumped(image).text
    #expect(text.contains("struct s4 {\n\tvoid *p;\n\t/* x: no type of C has this place */\n};"))
    #expect(text.contains("typedef void *t4;"))
    #expect(text.contains("typedef void a0;"))
  }

  /// Bytes of real types changed, one after the other: an error or a text.
  @Test(arguments: [("btf_kinds", 1), ("eb/btf_kinds", 23), ("core_types", 23)])
  func damagedBytes(object: String, step: Int) throws {
    var bytes = try Fixture.section(".BTF", of: object).array
    let whole = try CDump.text(of: BTFTable(Bytes(bytes)))
    var (refused, changed, same) = (0, 0, 0)
    for (turn, index) in stride(from: 0, to: bytes.count, by: step).enumerated() {
      let original = bytes[index]
      bytes[index] = [0xff, original ^ 1, original ^ 0x80][turn % 3]
      do throws(BTFError) {
        let text = try CDump.text(of: BTFTable(Bytes(bytes)))
        if text == whole { same += 1 } else { changed += 1 }
        // Whatever a name holds, it stays within its line, and all of it is ASCII.
        #expect(text.utf8.allSatisfy { $0 < 0x7f && ($0 >= 0x20 || $0 == 0x0a || $0 == 0x09) })
      } catch { refused += 1 }
      bytes[index] = original
    }
    #expect(refused > 20 && changed > 30, "\(refused) \(changed) \(same)")
  }
}
