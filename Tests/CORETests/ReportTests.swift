import BTF
import CORE
import Testing

@Suite("Relocations in words")
struct ReportTests {
  /// With a member, a bitfield in an anonymous struct and an array: `s.a`, `s.b` and `s.c[1].x`.
  private func scene() -> (Scene, s: TypeID) {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let t = scene.both { $0.struct("t", size: 8, [("x", int, 4)]) }
    let bits = scene.both {
      $0.struct("", size: 4, [BTFBuilder.Field(name: "b", type: int, bitOffset: 5, bitSize: 3)])
    }
    let two = scene.both { $0.array(t, 2) }
    let s = scene.local.struct("s", size: 24, [("a", int, 0), ("", bits, 4), ("c", two, 8)])
    _ = scene.target.struct("s", size: 32, [("a", int, 28), ("", bits, 4), ("c", two, 12)])
    return (scene, s)
  }

  private func specification(
    _ scene: inout Scene, _ kind: RelocationKind, _ root: TypeID, _ access: String
  ) throws -> String {
    let record = scene.record(kind, root, access)
    return try scene.relocator().specification(of: record)
  }

  @Test func specifications() throws {
    var (scene, s) = scene()
    let cases: [(RelocationKind, String, String)] = [
      (.fieldByteOffset, "0:0", "<byte_off> [5] struct s.a (0:0 @ offset 0)"),
      (.fieldByteSize, "0:1:0", "<byte_sz> [5] struct s.b (0:1:0 @ offset 4.5)"),
      (.fieldExists, "0:2:1:0", "<field_exists> [5] struct s.c[1].x (0:2:1:0 @ offset 20)"),
      (.fieldSigned, "2:0", "<signed> [5] struct s[2].a (2:0 @ offset 48)"),
      (.typeExists, "0", "<type_exists> [5] struct s"),
      (.typeIDLocal, "0", "<local_type_id> [5] struct s"),
      (.typeMatches, "0:1", "<type_matches> [5] struct s + 0:1"),
      (.fieldByteOffset, "0:9", "<byte_off> [5] struct s + 0:9"),
      (RelocationKind(rawValue: 13), "0:0", "<kind 13> [5] struct s + 0:0"),
    ]
    for (kind, access, text) in cases {
      #expect(try specification(&scene, kind, s, access) == text)
    }
    let bits = try specification(&scene, .fieldByteOffset, TypeID(3), "0:0")
    #expect(bits == "<byte_off> [3] struct <anon>.b (0:0 @ offset 0.5)")
  }

  @Test func enumerators() throws {
    var scene = Scene()
    let plain = scene.local.enum("e", [("A", -1)])
    let signed = scene.local.enum("e", signed: true, [("A", -1)])
    let wide = scene.local.enum64("e", [("A", -1)])
    let signedWide = scene.local.enum64("e", signed: true, [("A", -1)])
    for (id, text) in [
      (plain, "[1] enum e::A = 4294967295"), (signed, "[2] enum e::A = -1"),
      (wide, "[3] enum64 e::A = 18446744073709551615"), (signedWide, "[4] enum64 e::A = -1"),
    ] {
      let specification = try specification(&scene, .enumeratorValue, id, "0")
      #expect(specification == "<enumval_value> " + text)
    }
  }

  @Test func candidatesAndChanges() throws {
    var (scene, s) = scene()
    let result = try scene.relocate(.fieldByteOffset, s, "0:2:1:0", [.move(20)])
    let candidates = result.relocator.candidates(of: result.outcome)
    #expect(candidates.count == 1)
    #expect(candidates.first?.verdict == .matches(bitOffset: 24 * 8))
    #expect(
      candidates.first?.specification == "<byte_off> [5] struct s.c[1].x (0:2:1:0 @ offset 24)")
    #expect(result.outcome.changeDescription == "imm 20 -> 24")
    #expect(result.outcome.number == 3)
    #expect(result.relocator.poisonDescription(of: result.outcome) == nil)
  }

  @Test func reasonsForPoison() throws {
    func reason(
      _ ours: (inout BTFBuilder) -> TypeID, _ theirs: ((inout BTFBuilder) -> TypeID)?,
      _ access: String = "0:0"
    ) throws -> String? {
      var scene = Scene()
      let local = ours(&scene.local)
      let s = scene.local.struct("s", [("x", local, 8)])
      if let target = theirs?(&scene.target) {
        _ = scene.target.struct("s", [("x", target, 8)])
      }
      let result = try scene.relocate(.fieldByteOffset, s, access, [.move(8)])
      #expect(result.outcome.changeDescription == "poison")
      return result.relocator.poisonDescription(of: result.outcome)
    }
    #expect(try reason({ $0.signed() }, nil) == "the target has no struct s: no candidate")
    let differs = try reason({ $0.signed() }, { $0.pointer() })
    #expect(
      differs
        == "no candidate matches ([2]: the member \"x\" is of type ptr <anon>, here of int int)")
    let inner = try reason(
      {
        let int = $0.signed()
        return $0.struct("in", [("y", int, 0)])
      }, { $0.struct("in", [("z", TypeID(1), 0)]) }, "0:0:0")
    #expect(inner == "no candidate matches ([2]: struct in has no member \"y\")")
    let elements = try reason(
      {
        let int = $0.signed()
        return $0.array(int, 4)
      },
      {
        let int = $0.signed()
        return $0.array(int, 2)
      }, "0:0:3")
    #expect(
      elements == "no candidate matches ([3]: the array has 2 elements, and none of index 3)")
  }

  @Test func errorsSayWhichRelocationAndWhy() throws {
    var (scene, s) = scene()
    let error = #expect(throws: COREError.self) {
      try scene.relocate(.fieldByteOffset, s, "0:0", [.move(4)])
    }
    #expect(
      error?.description
        == "CO-RE relocation #3 <byte_off> [5] struct s.a (0:0 @ offset 0) at instruction 0: the "
        + "instruction holds 4 where the object's types say 0; instructions and BTF are not of one "
        + "compilation")
    #expect(error?.kind == .fieldByteOffset && error?.localType == s)
  }

  @Test func namesOfKinds() {
    let names = (0..<14).map { RelocationKind(rawValue: $0).name }
    #expect(
      names == [
        "byte_off", "byte_sz", "field_exists", "signed", "lshift_u64", "rshift_u64",
        "local_type_id", "target_type_id", "type_exists", "type_size", "enumval_exists",
        "enumval_value", "type_matches", "unknown",
      ])
  }
}
