import BTF
import CORE
import Testing

@Suite("Fields: offsets, sizes, existence and signs")
struct FieldRelocationTests {
  /// `struct s { int a; <type> b; }` here, `struct s { char gap[48]; <type> b; int a; }` there.
  private func moved(
    _ ours: (inout BTFBuilder) -> TypeID, _ theirs: (inout BTFBuilder) -> TypeID
  ) -> (Scene, TypeID) {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let b = ours(&scene.local)
    let s = scene.local.struct("s", [("a", int, 0), ("b", b, 8)])
    let b2 = theirs(&scene.target)
    _ = scene.target.struct("s", size: 128, [("b", b2, 48), ("a", TypeID(1), 120)])
    return (scene, s)
  }

  @Test func offsetAndSize() throws {
    var (scene, s) = moved({ $0.int("u16", size: 2) }, { $0.int("u64", size: 8) })
    #expect(try scene.value(.fieldByteOffset, s, "0:1", was: 8) == 48)
    #expect(try scene.value(.fieldByteSize, s, "0:1", was: 2) == 8)
    #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 0) == 120)
    #expect(try scene.value(.fieldExists, s, "0:1", was: 1) == 1)
  }

  @Test func shiftsOfPlainFields() throws {
    var (scene, s) = moved({ $0.int("u16", size: 2) }, { $0.int("u32", size: 4) })
    #expect(try scene.value(.fieldLeftShift, s, "0:1", was: 48) == 32)
    #expect(try scene.value(.fieldRightShift, s, "0:1", was: 48) == 32)
  }

  @Test(arguments: [
    (UInt32(1), true), (0, false), (2, false), (4, false), (3, true),
  ])
  func signOfIntegers(encoding: UInt32, isSigned: Bool) throws {
    var (scene, s) = moved(
      { $0.int("t", encoding: encoding) }, { $0.int("t", size: 8, encoding: encoding) })
    #expect(
      try scene.value(.fieldSigned, s, "0:1", was: isSigned ? 1 : 0) == (isSigned ? 1 : 0))
  }

  @Test func signOfEnumerationsIsTheirKindFlag() throws {
    for isSigned in [true, false] {
      var (scene, s) = moved(
        { $0.enum("e", signed: !isSigned, [("A", 1)]) },
        { $0.enum64("e", signed: isSigned, [("A", 1)]) })
      #expect(
        try scene.value(.fieldSigned, s, "0:1", was: isSigned ? 0 : 1) == (isSigned ? 1 : 0))
    }
  }

  @Test func signOfOtherTypesIsZero() throws {
    var (scene, s) = moved({ $0.pointer() }, { $0.pointer() })
    #expect(try scene.value(.fieldSigned, s, "0:1", was: 0) == 0)
  }

  @Test func missingMember() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", [("gone", int, 4)])
    _ = scene.target.struct("s", [("other", int, 0)])
    #expect(try scene.value(.fieldExists, s, "0:0", was: 1) == 0)
    for kind: RelocationKind in [
      .fieldByteOffset, .fieldByteSize, .fieldSigned, .fieldLeftShift, .fieldRightShift,
    ] {
      #expect(try scene.value(kind, s, "0:0", was: 4) == nil, "\(kind)")
    }
  }

  @Test func missingTypePoisonsAndDoesNotExist() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", [("a", int, 4)])
    #expect(try scene.value(.fieldExists, s, "0:0", was: 1) == 0)
    #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 4) == nil)
  }

  @Test func nestedAndAnonymousMembersAreFoundByName() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    // struct s { struct { int a; union { int b; int c; }; } in; int d; }
    let union = scene.local.union("", [("b", int), ("c", int)])
    let inner = scene.local.struct("", size: 8, [("a", int, 0), ("", union, 4)])
    let s = scene.local.struct("s", [("in", inner, 0), ("d", int, 8)])
    // struct s { struct { int d; }; struct t { struct { int gap, c; }; int b, a; } in; }
    let first = scene.target.struct("", size: 4, [("d", int, 0)])
    let hidden = scene.target.struct("", size: 8, [("gap", int, 0), ("c", int, 4)])
    let t = scene.target.struct("t", size: 16, [("", hidden, 0), ("b", int, 8), ("a", int, 12)])
    _ = scene.target.struct("s", [("", first, 4), ("in", t, 16)])
    #expect(try scene.value(.fieldByteOffset, s, "0:0:0", was: 0) == 28)
    #expect(try scene.value(.fieldByteOffset, s, "0:0:1:0", was: 4) == 24)
    #expect(try scene.value(.fieldByteOffset, s, "0:0:1:1", was: 4) == 20)
    #expect(try scene.value(.fieldByteOffset, s, "0:1", was: 8) == 4)
    #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 0) == 16)
  }

  @Test func elementsOfTheRootPointer() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", size: 8, [("a", int, 4)])
    _ = scene.target.struct("s", size: 24, [("a", int, 16)])
    #expect(try scene.value(.fieldByteOffset, s, "3:0", was: 28) == 88)
    #expect(try scene.value(.fieldByteOffset, s, "3", was: 24) == 72)
    #expect(try scene.value(.fieldByteSize, s, "3", was: 8) == 24)
  }

  /// An anonymous member is no turning point: what counts is the last thing that has a name.
  @Test func accessThatEndsWithAnAnonymousMember() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let inner = scene.local.struct("", size: 8, [("a", int, 4)])
    let s = scene.local.struct("s", size: 24, [("b", int, 0), ("", inner, 8)])
    _ = scene.target.struct("s", size: 40, [("b", int, 32)])
    #expect(try scene.value(.fieldByteOffset, s, "0:1", was: 8) == 0)
    #expect(try scene.value(.fieldByteSize, s, "0:1", was: 24) == 40)
  }

  @Test func modifiersAreLookedThrough() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let inner = scene.local.struct("in", size: 8, [("a", int, 4)])
    let const = scene.local.modifier(.const, inner)
    let named = scene.local.typedef("in_t", const)
    let s = scene.local.struct("s", [("x", named, 8)])
    let alias = scene.local.typedef("s_t", s)
    let theirs = scene.target.struct("other", size: 8, [("a", int, 0)])
    let tagged = scene.target.modifier(.typeTag, scene.target.modifier(.volatile, theirs))
    let t = scene.target.struct("s", [("x", tagged, 32)])
    _ = scene.target.typedef("s_t", scene.target.modifier(.restrict, t))
    #expect(try scene.value(.fieldByteOffset, s, "0:0:0", was: 12) == 32)
    #expect(try scene.value(.fieldByteOffset, alias, "0:0:0", was: 12) == 32)
  }

  @Test func pointersOfA32BitKernel() throws {
    var scene = Scene()
    let pointer = scene.local.pointer()
    let s = scene.local.struct("s", [("p", pointer, 8)])
    _ = scene.target.int("long unsigned int", size: 4)
    let narrow = scene.target.pointer()
    _ = scene.target.struct("s", [("p", narrow, 4)])
    #expect(try scene.value(.fieldByteSize, s, "0:0", was: 8) == 4)
    let result = try scene.relocate(.fieldByteOffset, s, "0:0", [.load(0x79, 8)])
    #expect(result.instructions == [.load(0x61, 4)])
  }
}

@Suite("Elements of arrays")
struct ArrayRelocationTests {
  /// `struct s { int n; int a[4]; int m[2][3]; }` and a larger one; both end with `t f[]`.
  private func arrays() -> (Scene, TypeID) {
    func build(_ btf: inout BTFBuilder, larger: Bool) -> TypeID {
      let int = btf.signed()
      let pair = btf.struct("pair", size: larger ? 12 : 8, [("x", int, larger ? 8 : 4)])
      let a = btf.array(int, larger ? 8 : 4)
      let row = btf.array(int, larger ? 6 : 3)
      let m = btf.array(row, 2)
      let f = btf.array(pair, 0)
      return btf.struct(
        "s", size: larger ? 100 : 44,
        [
          ("n", int, 0), ("a", a, larger ? 16 : 4), ("m", m, larger ? 52 : 20),
          ("f", f, larger ? 100 : 44),
        ])
    }
    var scene = Scene()
    _ = build(&scene.target, larger: true)
    let root = build(&scene.local, larger: false)
    return (scene, root)
  }

  @Test func elementsAndRows() throws {
    var (scene, s) = arrays()
    #expect(try scene.value(.fieldByteOffset, s, "0:1:3", was: 16) == 28)
    #expect(try scene.value(.fieldByteSize, s, "0:1:3", was: 4) == 4)
    #expect(try scene.value(.fieldByteSize, s, "0:1", was: 16) == 32)
    #expect(try scene.value(.fieldByteOffset, s, "0:2:1:2", was: 40) == 84)
    #expect(try scene.value(.fieldByteSize, s, "0:2:1", was: 12) == 24)
    #expect(try scene.value(.fieldExists, s, "0:2:1:2", was: 1) == 1)
  }

  @Test func flexibleArraysHaveEveryElement() throws {
    var (scene, s) = arrays()
    #expect(try scene.value(.fieldByteOffset, s, "0:3:5:0", was: 88) == 168)
  }

  @Test func tooFewElementsInTheTarget() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let four = scene.local.array(int, 4)
    let s = scene.local.struct("s", [("a", four, 0)])
    let two = scene.target.array(int, 2)
    _ = scene.target.struct("s", [("a", two, 0)])
    #expect(try scene.value(.fieldExists, s, "0:0:1", was: 1) == 1)
    #expect(try scene.value(.fieldExists, s, "0:0:2", was: 1) == 0)
  }

  @Test func emptyArrayInTheMiddleIsNotFlexible() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let four = scene.local.array(int, 4)
    let s = scene.local.struct("s", [("a", four, 0)])
    let none = scene.target.array(int, 0)
    _ = scene.target.struct("s", [("a", none, 0), ("b", int, 0)])
    #expect(try scene.value(.fieldExists, s, "0:0:1", was: 1) == 0)
    // The local side is held to the same.
    let empty = scene.local.array(int, 0)
    let odd = scene.local.struct("odd", [("a", empty, 0), ("b", int, 0)])
    #expect(try scene.failure(.fieldExists, odd, "0:0:1") == .malformedAccess)
  }

  @Test func signsAndShiftsAreNotForElements() throws {
    var (scene, s) = arrays()
    for kind: RelocationKind in [.fieldSigned, .fieldLeftShift, .fieldRightShift] {
      #expect(try scene.failure(kind, s, "0:1:3") == .notForArrayElements)
    }
  }

  @Test func arrayThatIsNoneInTheTarget() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let four = scene.local.array(int, 4)
    let s = scene.local.struct("s", [("a", four, 0)])
    _ = scene.target.struct("s", [("a", int, 0)])
    #expect(try scene.value(.fieldByteOffset, s, "0:0:1", was: 4) == nil)
  }
}
