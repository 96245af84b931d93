import BTF
import CORE
import Testing

@Suite("Enumerators")
struct EnumeratorTests {
  private func scene(
    _ ours: (inout BTFBuilder) -> TypeID, _ theirs: (inout BTFBuilder) -> TypeID
  ) -> (Scene, TypeID) {
    var scene = Scene()
    _ = theirs(&scene.target)
    let root = ours(&scene.local)
    return (scene, root)
  }

  private func value(_ scene: inout Scene, _ root: TypeID, _ access: String, was old: UInt64)
    throws -> UInt64?
  {
    let result = try scene.relocate(.enumeratorValue, root, access, Instruction.wideMove(old))
    guard result.outcome.decision != .poisoned else {
      #expect(result.instructions == [.badRelocation, .badRelocation])
      return nil
    }
    let value = try #require(result.outcome.targetValue)
    #expect(result.instructions == Instruction.wideMove(value))
    return value
  }

  @Test func valuesOfBothWidths() throws {
    var (scene, e) = scene(
      { $0.enum("e", signed: true, [("A", 1), ("B", -2)]) },
      { $0.enum64("e", signed: true, [("X", 0), ("B", -0x1_0000_0005), ("A", 0x7_0000_0001)]) })
    #expect(try value(&scene, e, "0", was: 1) == 0x7_0000_0001)
    let negative = UInt64(bitPattern: -2)
    #expect(try value(&scene, e, "1", was: negative) == UInt64(bitPattern: -0x1_0000_0005))
    (scene, e) = self.scene(
      { $0.enum64("e", [("A", 0x1_2345_6789)]) }, { $0.enum("e", signed: true, [("A", -7)]) })
    #expect(try value(&scene, e, "0", was: 0x1_2345_6789) == UInt64(bitPattern: -7))
  }

  @Test func existence() throws {
    var (scene, e) = scene(
      { $0.enum("e", [("A", 1), ("GONE", 2), ("B___here", 3)]) },
      { $0.enum("e", [("B", 1), ("A___there", 9)]) })
    #expect(try scene.value(.enumeratorExists, e, "0", was: 1) == 1)
    #expect(try scene.value(.enumeratorExists, e, "1", was: 1) == 0)
    #expect(try scene.value(.enumeratorExists, e, "2", was: 1) == 1)
    #expect(try value(&scene, e, "1", was: 2) == nil)
    #expect(try value(&scene, e, "2", was: 3) == 1)
  }

  @Test func theFirstOfAnEssentialNameCounts() throws {
    var (scene, e) = scene(
      { $0.enum("e", [("A", 1)]) }, { $0.enum("e", [("A___x", 5), ("A", 6)]) })
    #expect(try value(&scene, e, "0", was: 1) == 5)
  }

  /// clang writes them as C means them, others sign-extended like every value of 32 bits.
  @Test func unsignedValuesOfTheUpperHalf() throws {
    var (scene, e) = scene(
      { $0.enum("e", [("A", 0xffff_ffff)]) }, { $0.enum("e", [("A", 0x8000_0001)]) })
    #expect(try value(&scene, e, "0", was: 0xffff_ffff) == 0x8000_0001)
    #expect(try value(&scene, e, "0", was: UInt64.max) == 0xffff_ffff_8000_0001)
    #expect(
      try scene.failure(.enumeratorValue, e, "0", Instruction.wideMove(0xfffe))
        == .unexpectedValue)
    (scene, e) = self.scene(
      { $0.enum("e", signed: true, [("A", -1)]) }, { $0.enum("e", signed: true, [("A", -2)]) })
    #expect(
      try scene.failure(.enumeratorValue, e, "0", Instruction.wideMove(0xffff_ffff))
        == .unexpectedValue)
  }

  @Test func typedefsOfEnumerations() throws {
    var scene = Scene()
    let e = scene.local.enum("e", [("A", 1)])
    let t = scene.local.typedef("t", e)
    _ = scene.target.typedef("t", scene.target.enum("f", [("A", 12)]))
    #expect(try value(&scene, t, "0", was: 1) == 12)
    #expect(try value(&scene, e, "0", was: 1) == nil)
    _ = scene.target.typedef("t___other", scene.target.signed())
    #expect(try value(&scene, t, "0", was: 1) == 12)
  }

  @Test func malformedAccess() throws {
    var scene = Scene()
    let e = scene.both { $0.enum("e", [("A", 1)]) }
    let s = scene.both { $0.struct("s", size: 4, []) }
    #expect(try scene.failure(.enumeratorValue, e, "1") == .malformedAccess)
    #expect(try scene.failure(.enumeratorValue, e, "0:0") == .malformedAccess)
    #expect(try scene.failure(.enumeratorValue, s, "0") == .malformedAccess)
  }
}
