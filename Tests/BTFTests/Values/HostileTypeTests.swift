import BTF
import Bytes
import TestSupport
import Testing

/// Types that no compiler emits are refused, or decoded within bounds; nothing traps or hangs.
@Suite(.timeLimit(.minutes(10))) struct HostileTypeTests {
  static func code(_ image: BTFImage, _ type: UInt32) throws -> BTFError.Code? {
    let table = try BTFTable(Bytes(image.make()))
    do throws(BTFError) {
      let decoder = try ValueDecoder(TypeID(type), in: table)
      let record = Bytes([UInt8](repeating: 1, count: 64))
      var text: [UInt8] = []
      decoder.appendJSON(of: record.span, to: &text)
      decoder.appendText(of: record.span, to: &text)
      #expect(text.count > 0)
      return nil
    } catch { return error.code }
  }

  @Test func structsThatHoldThemselves() throws {
    var image = BTFImage()
    let own = image.endID
    #expect(image.struct("loop", 8, [.init("self", own, at: 0)]) == own)
    let unnamed = image.endID
    #expect(image.struct("", 8, [.init("", unnamed, at: 0)]) == unnamed)
    let array = image.endID
    #expect(image.array(array, 1) == array)
    let typedef = image.endID
    #expect(image.typedef("loop_t", typedef) == typedef)
    for type in [own, unnamed, array, typedef] {
      #expect(try Self.code(image, type) == .tooDeep)
    }
  }

  /// Each struct holds the one before twice: 2^30 members out of thirty types.
  @Test(arguments: [true, false]) func nestingThatDoubles(named: Bool) throws {
    var image = BTFImage()
    var type = image.int("int", 4, encoding: 1)
    for _ in 0..<30 {
      let names = named ? ["a", "b"] : ["", ""]
      type = image.struct("s", 4, [.init(names[0], type, at: 0), .init(names[1], type, at: 0)])
    }
    // The unnamed integers at the bottom are padding, but looking for them must end as well.
    #expect(try Self.code(image, type) == .tooLarge)
  }

  @Test func arraysWithoutEnd() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let empty = image.struct("empty", 0, [])
    let nothing = image.array(empty, .max)
    let refused = [
      nothing, image.array(nothing, .max), image.array(image.array(int, 0), .max),
      image.array(int, .max),
    ]
    for type in refused { #expect(try Self.code(image, type) == .tooLarge) }
    let empties = image.array(empty, 0)
    #expect(try Self.code(image, empties) == nil)
    // A large array is no harm when the record is small.
    let large = image.array(int, 1 << 20)
    #expect(try Self.code(image, large) == nil)
    // Every element again as long as the whole record.
    let char = image.int("char", 1)
    let text = image.array(char, 1 << 24)
    let members = (0..<1000).map { BTFImage.Member("m\($0)", text, at: 0) }
    let texts = image.union("texts", 1 << 24, members)
    #expect(try Self.code(image, texts) == .tooLarge)
  }

  @Test func membersOutsideOfTheirStruct() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let type = image.struct("far", 4, [.init("a", int, at: .max), .init("b", int, at: 0)])
    let decoder = try ValueDecoder(TypeID(type), in: BTFTable(Bytes(image.make())))
    let record = Bytes([1, 0, 0, 0])
    #expect(decoder.value(of: record.span)["a"] == .absent)
    #expect(decoder.value(of: record.span)["b"] == .signed(1))
  }

  @Test func strangeIntegers() throws {
    var image = BTFImage()
    for (size, word) in [
      (0, 0), (0, 8), (3, 24), (4, 0), (4, 255 << 16 | 255), (16, 128), (1000, 8), (8, 255),
      (4, 0xffff_ffff),
    ] as [(UInt32, UInt32)] {
      let int = image.add(1, "int", size, [word])
      #expect(try Self.code(image, int) == nil, "size \(size), word \(word)")
      let holder = image.struct("s", 8, flag: true, [.init("f", int, at: 5, bits: 255)])
      #expect(try Self.code(image, holder) == nil, "size \(size), word \(word)")
    }
    for size in [0, 1, 3, 4, 16, 4096] as [UInt32] {
      let enumeration = image.enum("e", [("A", 1)], size: size)
      #expect(try Self.code(image, enumeration) == nil)
      let float = image.add(16, "float", size)
      #expect(try Self.code(image, float) == nil)
    }
  }

  @Test func namesThatAreTooLong() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let name = String(repeating: "n", count: 1 << 20)
    let members = (0..<20).map { _ in BTFImage.Member(name, int, at: 0) }
    let type = image.struct("s", 4, members)
    #expect(try Self.code(image, type) == .tooLarge)
    let enumeration = image.enum("e", (0..<20).map { (name, $0) })
    #expect(try Self.code(image, enumeration) == .tooLarge)
    // One long name is no harm, a million copies of it are.
    let one = image.struct("one", 4, [members[0]])
    #expect(try Self.code(image, one) == nil)
    let many = image.array(one, 1000)
    #expect(try Self.code(image, many) == .tooLarge)
  }

  /// Every byte of real BTF is damaged in turn, and every type that is left is decoded.
  @Test(arguments: ["ring_events", "eb/btf_kinds"]) func damagedTables(object: String) throws {
    let original = try Fixture.section(".BTF", of: object).array
    let record = Bytes((0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37) })
    var decoded = 0
    var refused = 0
    for index in original.indices {
      var bytes = original
      bytes[index] ^= index.isMultiple(of: 2) ? 0xff : 0x04
      guard let table = try? BTFTable(Bytes(bytes)) else { continue }
      for id in table.ownIDs where (Int(id) + index).isMultiple(of: 24) {
        do throws(BTFError) {
          let decoder = try ValueDecoder(TypeID(id), in: table)
          var text: [UInt8] = []
          decoder.appendJSON(of: record.span, to: &text)
          _ = decoder.value(of: record.span)
          decoded += text.isEmpty ? 0 : 1
        } catch { refused += 1 }
      }
    }
    #expect(decoded > 500 && refused > 500)
  }
}
