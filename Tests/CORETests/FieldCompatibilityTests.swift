import BTF
import CORE
import Testing

@Suite("Which fields can stand for each other")
struct FieldCompatibilityTests {
  typealias Build = @Sendable (inout BTFBuilder) -> TypeID

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let isCompatible: Bool
    let local: Build
    let target: Build

    init(_ name: String, _ isCompatible: Bool, _ local: @escaping Build, _ target: @escaping Build)
    {
      testDescription = name
      self.isCompatible = isCompatible
      self.local = local
      self.target = target
    }
  }

  static let cases: [Case] = [
    Case("integers of any size and sign", true, { $0.signed() }, { $0.int("u64", size: 8) }),
    Case("integers with a bit offset", false, { $0.int() }, { $0.int("i", bitOffset: 3) }),
    Case("local integer with a bit offset", false, { $0.int("i", bitOffset: 3) }, { $0.int() }),
    Case("integer and pointer", false, { $0.int() }, { $0.pointer() }),
    Case("integer and enum", false, { $0.int() }, { $0.enum("e", [("A", 1)]) }),
    Case(
      "pointers to anything", true, { $0.pointer() },
      {
        let int = $0.int()
        return $0.pointer(int)
      }),
    Case("floats of any size", true, { $0.float("float", size: 4) }, { $0.float("double") }),
    Case("float and integer", false, { $0.float("float") }, { $0.int() }),
    Case(
      "structs of other names", true, { $0.struct("a", size: 4, []) },
      { $0.struct("b", size: 8, []) }),
    Case("struct and union", true, { $0.struct("a", size: 4, []) }, { $0.union("a", []) }),
    Case("struct and forward", false, { $0.struct("a", size: 4, []) }, { $0.forward("a") }),
    Case("enums of one name", true, { $0.enum("e", []) }, { $0.enum("e", size: 1, []) }),
    Case("enum and enum64", true, { $0.enum("e", []) }, { $0.enum64("e", []) }),
    Case("enums of other names", false, { $0.enum("e", []) }, { $0.enum("f", []) }),
    Case("flavoured enum", true, { $0.enum("e___old", []) }, { $0.enum("e___new", []) }),
    Case("local enum without a name", true, { $0.enum("", []) }, { $0.enum("f", []) }),
    Case("enum without a name in the target", true, { $0.enum("e", []) }, { $0.enum64("", []) }),
    Case(
      "arrays of other dimensions", true,
      {
        let int = $0.int()
        return $0.array(int, 4)
      },
      {
        let int = $0.int("u8", size: 1)
        return $0.array(int, 9)
      }),
    Case(
      "arrays of other elements", false,
      {
        let int = $0.int()
        return $0.array(int, 4)
      },
      {
        let pointer = $0.pointer()
        return $0.array(pointer, 4)
      }),
    Case("function prototypes", false, { $0.prototype(.void, []) }, { $0.prototype(.void, []) }),
    Case(
      "behind modifiers", true,
      {
        let int = $0.int()
        return $0.typedef("t", int)
      },
      {
        let int = $0.int()
        return $0.modifier(.const, $0.modifier(.volatile, int))
      }),
  ]

  @Test(arguments: cases) func compatible(_ one: Case) throws {
    var scene = Scene()
    let ours = one.local(&scene.local)
    let s = scene.local.struct("s", [("x", ours, 8)])
    let theirs = one.target(&scene.target)
    _ = scene.target.struct("s", [("x", theirs, 16)])
    #expect(try scene.value(.fieldExists, s, "0:0", was: 1) == (one.isCompatible ? 1 : 0))
  }

  /// The forward declarations that a member can only be by a mistake in the types.
  @Test func forwardDeclarationsAreComparedByName() throws {
    for (name, answer) in [("f", UInt64(1)), ("g", 0), ("f___old", 1)] {
      var scene = Scene()
      let ours = scene.local.forward("f")
      let s = scene.local.struct("s", [("x", ours, 8)])
      let theirs = scene.target.forward(name)
      _ = scene.target.struct("s", [("x", theirs, 16)])
      #expect(try scene.value(.fieldExists, s, "0:0", was: 1) == answer)
    }
  }

  @Test func theFirstMemberOfTheNameDecides() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", [("x", int, 8)])
    let pointer = scene.target.pointer()
    _ = scene.target.struct("s", [("x", pointer, 16), ("x", int, 32)])
    #expect(try scene.value(.fieldExists, s, "0:0", was: 1) == 0)
  }
}
