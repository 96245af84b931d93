import BTF
import Bytes
import TestSupport
import Testing

@testable import BPFObject

/// Definitions that no fixture has, and what is wrong with them.
@Suite struct MapDefinitionTests {
  /// Builds the struct of a definition and reads it.
  private func read(
    isInner: Bool = false, _ build: (inout BTFImage) -> [BTFImage.Member]
  ) throws -> MapSpec {
    var image = BTFImage()
    _ = image.int("int", 4, encoding: 1)
    let members = build(&image)
    let definition = image.struct("", UInt32(members.count * 8), members)
    let table = try BTFTable(Bytes(image.make()))
    return try MapDefinition(types: table, mapName: "m").read(
      table.type(TypeID(definition)), isInner: isInner)
  }

  private func number(_ image: inout BTFImage, _ name: String, _ value: UInt32) -> BTFImage.Member {
    .init(name, image.pointer(image.array(1, value)), at: 0)
  }

  private func error(_ build: (inout BTFImage) -> [BTFImage.Member]) -> ObjectError? {
    objectError { _ = try read(build) }
  }

  @Test func numbersBehindTypedefsAndQualifiers() throws {
    let map = try read { image in
      let pointer = image.pointer(image.const(image.typedef("n", image.array(1, 2))))
      return [
        .init("type", image.const(image.typedef("p", pointer)), at: 0),
        number(&image, "max_entries", 0xffff_ffff),
      ]
    }
    #expect(map.type == .array && map.maxEntries == 0xffff_ffff && map.keySize == 0)
    #expect(map.name == "m" && map.origin == .definition && map.pinning == .none)
  }

  @Test func wideNumbers() throws {
    let map = try read { image in
      let value = image.enum64("", [("E", 1 << 44)])
      return [number(&image, "type", 2), .init("map_extra", value, at: 64)]
    }
    #expect(map.extra == 1 << 44)
    // One of 32 bits is not sign-extended.
    let narrow = try read { image in
      let value = image.enum("", [("E", 0xffff_fffe)])
      return [number(&image, "type", 2), .init("map_extra", value, at: 64)]
    }
    #expect(narrow.extra == 0xffff_fffe)
    let array = try read { image in
      [number(&image, "type", 2), number(&image, "map_extra", 3)]
    }
    #expect(array.extra == 3)
  }

  @Test func sizesMayBeGivenTwiceWhenTheyAgree() throws {
    let map = try read { image in
      let key = image.struct("key", 12, [])
      return [
        number(&image, "type", 1), number(&image, "key_size", 12),
        .init("key", image.pointer(key), at: 0), .init("value", image.pointer(1), at: 0),
        number(&image, "value_size", 4),
      ]
    }
    #expect(map.keySize == 12 && map.valueSize == 4 && map.valueType == TypeID(1))
    let wrong = error { image in
      [
        number(&image, "type", 1), .init("value", image.pointer(1), at: 0),
        number(&image, "value_size", 8),
      ]
    }
    #expect(wrong?.code == .malformedMap && wrong?.map == "m")
    #expect(wrong?.description.contains("'value_size' says 8 bytes") == true)
  }

  @Test func membersThatAreNotWhatTheyShouldBe() {
    let cases: [(String, (inout BTFImage) -> BTFImage.Member)] = [
      ("__uint()", { _ in .init("max_entries", 1, at: 0) }),
      ("__uint()", { image in .init("max_entries", image.pointer(1), at: 0) }),
      ("__type()", { _ in .init("key", 1, at: 0) }),
      ("__array()", { image in .init("values", image.pointer(1), at: 0) }),
      ("__array()", { image in .init("values", image.array(image.pointer(1), 1), at: 0) }),
      (
        "neither maps nor programs",
        { image in
          .init("values", image.array(image.pointer(1), 0), at: 0)
        }
      ),
      ("unnamed member", { _ in .init("", 1, at: 0) }),
      ("has no size", { image in .init("value", image.pointer(0), at: 0) }),
      ("unknown member 'flags'", { image in number(&image, "flags", 1) }),
      (
        "63 bits",
        { image in
          let most = image.array(image.array(image.array(1, .max), .max), .max)
          return .init("value", image.pointer(most), at: 0)
        }
      ),
      (
        "17179869180 bytes",
        { image in
          .init("value", image.pointer(image.array(1, .max)), at: 0)
        }
      ),
    ]
    for (text, member) in cases {
      let found = error { image in [number(&image, "type", 1), member(&image)] }
      #expect(found?.map == "m", "\(text)")
      #expect(found?.description.contains(text) == true, "\(text): \(String(describing: found))")
    }
    let missing = error { _ in [] }
    #expect(missing?.description.contains("'type' is missing") == true)
  }

  /// Maps of maps hold maps, program arrays hold programs, nothing else holds anything.
  @Test func whatHoldsWhat() throws {
    func holds(_ type: UInt32, program: Bool) -> ObjectError? {
      error { image in
        let inner = image.struct("inner", 8, [number(&image, "type", 2)])
        let target = program ? image.prototype(1, []) : inner
        let values = image.array(image.pointer(target), 0)
        return [number(&image, "type", type), .init("values", values, at: 64)]
      }
    }
    for type in 1...35 as ClosedRange<UInt32> {
      let kind = MapType(rawValue: type)
      #expect((holds(type, program: true) == nil) == (kind == .programArray), "\(kind)")
      #expect(
        (holds(type, program: false) == nil) == (kind == .arrayOfMaps || kind == .hashOfMaps),
        "\(kind)")
    }
    #expect(holds(2, program: true)?.description.contains("holds a func_proto") == true)
  }

  @Test func valuesStandLastAndNotInside() {
    let early = error { image in
      let program = image.pointer(image.prototype(1, []))
      return [
        .init("values", image.array(program, 0), at: 0), number(&image, "type", 3),
      ]
    }
    #expect(early?.description.contains("must be the last") == true)
    let inner = objectError {
      _ = try read(isInner: true) { image in
        let program = image.pointer(image.prototype(1, []))
        return [number(&image, "type", 3), .init("values", image.array(program, 0), at: 64)]
      }
    }
    #expect(inner?.code == .malformedMap)
    let pinned = objectError {
      _ = try read(isInner: true) { image in
        [number(&image, "type", 2), number(&image, "pinning", 1)]
      }
    }
    #expect(pinned?.description.contains("cannot be pinned") == true)
  }

  @Test(.timeLimit(.minutes(10))) func typesThatLoop() {
    let found = error { image in
      let next = image.endID
      let loop = image.typedef("t", next)
      return [number(&image, "type", 1), .init("key", image.pointer(loop), at: 0)]
    }
    #expect(found?.code == .malformedBTF && found?.map == "m")
  }
}
