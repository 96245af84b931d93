import BTF
import CORE
import Testing

@Suite("Types that match, members and all")
struct TypeMatchTests {
  private func matches(
    _ local: (inout BTFBuilder) -> TypeID, _ target: (inout BTFBuilder) -> TypeID
  ) throws -> Bool {
    var scene = Scene()
    let root = local(&scene.local)
    _ = target(&scene.target)
    return try scene.value(.typeMatches, root, "0", was: 1) == 1
  }

  private func members(
    _ local: (inout BTFBuilder) -> TypeID, _ target: (inout BTFBuilder) -> TypeID
  ) throws -> Bool {
    try matches(
      {
        let type = local(&$0)
        return $0.struct("s", [("x", type, 0)])
      },
      {
        let type = target(&$0)
        return $0.struct("s", [("y", type, 0), ("x", type, 32)])
      })
  }

  @Test func subsetsInAnyOrder() throws {
    func build(_ names: [String]) -> (inout BTFBuilder) -> TypeID {
      { btf in
        let int = btf.signed()
        return btf.struct("s", names.map { ($0, int, 0) })
      }
    }
    #expect(try matches(build(["a", "b"]), build(["c", "b", "a"])))
    #expect(try matches(build(["a"]), build(["a___flavour", "b"])))
    #expect(try matches(build([]), build(["a"])))
    #expect(try !matches(build(["a", "b"]), build(["a"])))
    #expect(try !matches(build(["a", "b"]), build(["a", "c"])))
    // Members without a name match only one another.
    #expect(try !matches(build([""]), build(["a", "b"])))
    #expect(try matches(build([""]), build(["a", ""])))
  }

  @Test func integersNeedNameSizeAndSign() throws {
    let ours: (inout BTFBuilder) -> TypeID = { $0.signed("int", size: 4) }
    #expect(try members(ours, { $0.signed("int", size: 4) }))
    #expect(try members(ours, { $0.modifier(.const, $0.typedef("s32", $0.signed())) }))
    #expect(try !members(ours, { $0.signed("int", size: 8) }))
    #expect(try !members(ours, { $0.int("int", size: 4) }))
    #expect(try !members(ours, { $0.signed("long", size: 4) }))
    #expect(try !members(ours, { $0.enum("int", []) }))
  }

  @Test func arraysNeedTheSameCount() throws {
    func array(_ count: UInt32) -> (inout BTFBuilder) -> TypeID {
      { btf in
        let int = btf.signed()
        return btf.array(int, count)
      }
    }
    #expect(try members(array(3), array(3)))
    #expect(try !members(array(3), array(4)))
    #expect(try !members(array(3), { $0.signed() }))
  }

  @Test func enumerationsNeedSizeAndNames() throws {
    let ours: (inout BTFBuilder) -> TypeID = { $0.enum("e", [("A", 1), ("B", 2)]) }
    #expect(try members(ours, { $0.enum("e", [("C", 1), ("B", 8), ("A", 9)]) }))
    #expect(try members(ours, { $0.enum64("e", size: 4, [("B", 8), ("A", 9)]) }))
    #expect(try !members(ours, { $0.enum64("e", size: 8, [("B", 8), ("A", 9)]) }))
    #expect(try !members(ours, { $0.enum("e", [("A", 1)]) }))
    #expect(try !members(ours, { $0.enum("e", [("A", 1), ("C", 2)]) }))
    #expect(try !members(ours, { $0.enum("f", [("A", 1), ("B", 2)]) }))
  }

  /// Every pair of what stands behind a pointer: name and kind are enough.
  @Test func behindPointers() throws {
    func pointer(_ build: @escaping (inout BTFBuilder) -> TypeID) -> (inout BTFBuilder) -> TypeID {
      { btf in
        let type = build(&btf)
        return btf.pointer(type)
      }
    }
    let empty: (inout BTFBuilder) -> TypeID = { $0.struct("t", size: 4, []) }
    let full: (inout BTFBuilder) -> TypeID = {
      let int = $0.signed()
      return $0.struct("t", [("a", int, 0)])
    }
    #expect(try members(pointer(full), pointer(empty)))
    #expect(try !members(full, empty))
    #expect(try members(empty, full))
    #expect(try members(pointer(full), pointer { $0.forward("t") }))
    #expect(try !members(pointer(full), pointer { $0.forward("t", union: true) }))
    #expect(try !members(pointer(full), pointer { $0.forward("u") }))
    #expect(try members(pointer { $0.forward("t") }, pointer(full)))
    #expect(try !members(pointer { $0.forward("t", union: true) }, pointer(full)))
    #expect(try members(pointer { $0.forward("t", union: true) }, pointer { $0.union("t", []) }))
    #expect(try !members(pointer(full), pointer { $0.union("t", []) }))
    #expect(try !members(pointer { $0.signed() }, pointer { $0.int() }))
    #expect(try members(pointer { _ in .void }, pointer { _ in .void }))
    #expect(try !members(pointer { _ in .void }, pointer(full)))
  }

  @Test func forwardDeclarationsAsMembers() throws {
    #expect(try members({ $0.forward("t") }, { $0.forward("t") }))
    #expect(try !members({ $0.forward("t") }, { $0.forward("t", union: true) }))
    #expect(try !members({ $0.forward("t") }, { $0.struct("t", size: 4, []) }))
  }

  @Test func functionPrototypes() throws {
    func function(_ count: Int, _ name: String) -> (inout BTFBuilder) -> TypeID {
      { btf in
        let int = btf.signed(name)
        let prototype = btf.prototype(int, [TypeID](repeating: int, count: count))
        return btf.pointer(prototype)
      }
    }
    #expect(try members(function(2, "int"), function(2, "int")))
    #expect(try !members(function(2, "int"), function(3, "int")))
    #expect(try !members(function(2, "int"), function(2, "long")))
  }

  @Test func rootsOfOtherKinds() throws {
    #expect(try matches({ $0.signed() }, { $0.signed() }))
    #expect(try matches({ $0.union("u", []) }, { $0.union("u", []) }))
    #expect(try !matches({ $0.float("double") }, { $0.float("double") }))
    #expect(
      try matches(
        { $0.typedef("t", $0.signed()) }, { $0.typedef("t", $0.signed()) }))
    #expect(
      try !matches(
        { $0.typedef("t", $0.signed("int")) }, { $0.typedef("t", $0.signed("long")) }))
  }
}
