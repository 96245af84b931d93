import BTF
import CORE
import Testing

@Suite("Types: existence, size and numbers")
struct TypeRelocationTests {
  @Test func structs() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", size: 4, [("a", int, 0)])
    let gone = scene.local.struct("gone", size: 12, [])
    _ = scene.target.pointer()
    let theirs = scene.target.struct("s", size: 32, [("completely", int, 0)])
    #expect(try scene.value(.typeExists, s, "0", was: 1) == 1)
    #expect(try scene.value(.typeSize, s, "0", was: 4) == 32)
    #expect(try scene.value(.typeExists, gone, "0", was: 1) == 0)
    #expect(try scene.value(.typeSize, gone, "0", was: 12) == 0)
    #expect(try scene.value(.typeMatches, gone, "0", was: 1) == 0)

    let found = try scene.relocate(.typeIDTarget, s, "0", Instruction.wideMove(77))
    #expect(found.instructions == Instruction.wideMove(UInt64(theirs.rawValue)))
    let missing = try scene.relocate(.typeIDTarget, gone, "0", Instruction.wideMove(77))
    #expect(missing.instructions == Instruction.wideMove(0))
    #expect(missing.outcome.decision == .patched && missing.outcome.match == nil)
  }

  @Test func localNumbersNeedNoTarget() throws {
    var scene = Scene()
    let s = scene.local.struct("", size: 4, [])
    let record = scene.record(.typeIDLocal, s, "0")
    var relocator = CORERelocator(local: try scene.local.table(), target: nil)
    var code = Instruction.wideMove(4711)
    let outcome = try relocator.relocate(record, at: 0, in: &code)
    #expect(code == Instruction.wideMove(UInt64(s.rawValue)))
    #expect(outcome.decision == .patched && outcome.targetValue == UInt64(s.rawValue))
  }

  @Test func theKindHasToAgree() throws {
    var scene = Scene()
    let s = scene.local.struct("s", size: 4, [])
    _ = scene.target.union("s", [])
    _ = scene.target.forward("s")
    let int = scene.target.signed()
    _ = scene.target.typedef("s", int)
    #expect(try scene.value(.typeExists, s, "0", was: 1) == 0)
    let forward = scene.local.forward("s")
    #expect(try scene.value(.typeExists, forward, "0", was: 1) == 1)
  }

  @Test func typedefsAreComparedThroughPointersArraysAndSignatures() throws {
    let builds: [(String, (inout BTFBuilder) -> TypeID)] = [
      ("int", { $0.signed() }),
      ("wide int", { $0.int("u64", size: 8) }),
      ("int of a bit offset", { $0.int("i", bitOffset: 1) }),
      (
        "pointer to int",
        {
          let int = $0.signed()
          return $0.pointer(int)
        }
      ),
      ("pointer to void", { $0.pointer() }),
      (
        "array of int",
        {
          let int = $0.signed()
          return $0.array(int, 3)
        }
      ),
      (
        "long array of const int",
        {
          let int = $0.int("u8", size: 1)
          return $0.array($0.modifier(.const, int), 300)
        }
      ),
      ("struct", { $0.struct("a", size: 4, []) }),
      ("union", { $0.union("a", []) }),
      ("forward", { $0.forward("a") }),
      ("enum", { $0.enum("a", []) }),
      ("enum64", { $0.enum64("b", []) }),
      ("float", { $0.float("double") }),
      ("void()", { $0.prototype(.void, []) }),
      (
        "void(int)",
        {
          let int = $0.signed()
          return $0.prototype(.void, [int])
        }
      ),
      (
        "int(int)",
        {
          let int = $0.signed()
          return $0.prototype(int, [int])
        }
      ),
      (
        "int(u64)",
        {
          let int = $0.signed()
          let long = $0.int("u64", size: 8)
          return $0.prototype(int, [long])
        }
      ),
    ]
    let alike: [Set<String>] = [
      ["int", "wide int"], ["pointer to int"], ["pointer to void"],
      ["array of int", "long array of const int"], ["struct"], ["union"], ["forward"],
      ["enum", "enum64"], ["void()"], ["void(int)"], ["int(int)", "int(u64)"],
    ]
    for (ours, local) in builds {
      for (theirs, target) in builds {
        var scene = Scene()
        let a = scene.local.typedef("t", local(&scene.local))
        _ = scene.target.typedef("t", target(&scene.target))
        let isAlike = alike.contains { $0.contains(ours) && $0.contains(theirs) }
        #expect(
          try scene.value(.typeExists, a, "0", was: 1) == (isAlike ? 1 : 0), "\(ours), \(theirs)")
      }
    }
  }

  @Test func accessStringsOfTypesAreZero() throws {
    var scene = Scene()
    let s = scene.both { $0.struct("s", size: 4, []) }
    for access in ["1", "0:0", ""] {
      #expect(try scene.failure(.typeExists, s, access) == .malformedAccess)
    }
  }

  @Test func sizeOfTypesWithoutOne() throws {
    var scene = Scene()
    let forward = scene.both { $0.forward("s") }
    #expect(try scene.failure(.typeSize, forward, "0") == .malformedTypes)
  }
}
