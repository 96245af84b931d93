import BTF
import Bytes
import CORE
import TestSupport
import Testing

@Suite("Hostile types and records end in errors, soon", .timeLimit(.minutes(10)))
struct HostileTypesTests {
  @Test(arguments: [
    "", ":", "0:", ":0", "0::1", "-1", "0:-1", "+0", " 0", "0 ", "a", "0:a", "0x1", "2147483648",
    "0:99999999999999999999", "0.1",
  ])
  func malformedAccessStrings(_ access: String) throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.both { $0.struct("s", [("x", int, 0)]) }
    #expect(try scene.failure(.fieldExists, s, access) == .malformedAccess)
  }

  @Test func accessesThatDoNotFitTheTypes() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.both { $0.struct("s", size: .max, [("x", int, 0)]) }
    for access in ["0:1", "0:0:0", "0:2147483647"] {
      #expect(try scene.failure(.fieldExists, s, access) == .malformedAccess, "\(access)")
    }
    #expect(try scene.failure(.fieldExists, s, "2147483647:0") == .valueTooLarge)
    let deep = (0..<64).map { _ in "0" }.joined(separator: ":")
    #expect(try scene.failure(.fieldExists, s, deep) == .malformedAccess)
    #expect(try scene.failure(.fieldExists, s, deep + ":0") == .malformedAccess)
  }

  @Test func recordsThatPointNowhere() throws {
    var scene = Scene()
    let s = scene.both { $0.struct("s", size: 4, []) }
    var relocator = try scene.relocator()
    for (type, string, kind) in [
      (UInt32(99), UInt32(1), UInt32(8)), (UInt32.max, 1, 8), (s.rawValue, .max, 8),
      (s.rawValue, 1, 13), (s.rawValue, 1, .max), (0, 1, 8), (0, 0, 6),
    ] {
      let record = CORERecord(
        instructionOffset: .max, type: TypeID(type), accessString: string, kind: kind)
      var code = [Instruction.move(0)]
      #expect(throws: COREError.self) { try relocator.relocate(record, at: 0, in: &code) }
      #expect(!relocator.specification(of: record).isEmpty)
      #expect(code == [.move(0)])
    }
  }

  /// Every kind of relocation over types of which each refers to itself or to the next one.
  @Test func typesThatContainThemselves() throws {
    let builds: [(inout BTFBuilder) -> TypeID] = [
      { $0.typedef("s", TypeID($0.nextID)) },
      { $0.modifier(.const, TypeID($0.nextID)) },
      { $0.pointer(TypeID($0.nextID)) },
      { $0.array(TypeID($0.nextID), 2) },
      { $0.array(TypeID($0.nextID), .max) },
      { $0.struct("s", size: 4, [("x", TypeID($0.nextID), 0)]) },
      { $0.struct("s", size: 4, [("", TypeID($0.nextID), 0), ("", TypeID($0.nextID), 0)]) },
      { $0.prototype(TypeID($0.nextID), [TypeID($0.nextID), TypeID($0.nextID)]) },
      { $0.struct("s", size: 4, [("x", TypeID($0.nextID), UInt32.max / 8)]) },
      { $0.struct("s", size: 4, [("x", TypeID(.max), 0)]) },
      { $0.array(TypeID(.max), 3) },
      { $0.typedef("s", TypeID(.max)) },
    ]
    for ours in builds {
      for theirs in builds {
        for isRoot in [true, false] {
          var scene = Scene()
          var root = ours(&scene.local)
          var target = theirs(&scene.target)
          if !isRoot {
            root = scene.local.struct("r", [("x", root, 0)])
            target = scene.target.struct("r", [("x", target, 0)])
          }
          let t = scene.local.typedef("t", root)
          _ = scene.target.typedef("t", target)
          var records: [CORERecord] = []
          for kind in UInt32(0)..<13 {
            for root in [root, t] {
              for access in ["0", "0:0", "0:0:0", "0:0:1:0:1"] {
                records.append(scene.record(RelocationKind(rawValue: kind), root, access))
              }
            }
          }
          var relocator = try scene.relocator()
          for record in records {
            // What comes out does not matter, only that something does.
            var code = Instruction.wideMove(1)
            _ = try? relocator.relocate(record, at: 0, in: &code)
          }
          #expect(relocator.specification(of: records[0]).hasPrefix("<byte_off>"))
        }
      }
    }
  }

  /// 31 structs, each with two members of the type before: 2^31 ways to go down.
  private func branching(_ btf: inout BTFBuilder, _ member: String, _ last: String) -> TypeID {
    var type = btf.signed(last)
    for _ in 0..<31 {
      type = btf.struct("", size: 4, [(member, type, 0), (member, type, 0)])
    }
    return btf.struct("s", size: 4, [(member, type, 0), ("end", TypeID(1), 0)])
  }

  @Test func membersInManyAnonymousOnes() throws {
    for member in ["", "m"] {
      var scene = Scene()
      let int = scene.local.signed()
      let s = scene.local.struct("s", size: 4, [("gone", int, 0)])
      _ = branching(&scene.target, member, "int")
      let code = try scene.failure(.fieldExists, s, "0:0", [.move(1)])
      #expect(code == (member.isEmpty ? .tooComplex : nil))
    }
  }

  /// The innermost types differ, so that every way has to be gone to its end.
  @Test func typesThatMatchInManyWays() throws {
    for member in ["", "m"] {
      var scene = Scene()
      let s = branching(&scene.local, member, "int")
      _ = branching(&scene.target, member, "long")
      #expect(try scene.failure(.typeMatches, s, "0", [.move(1)]) == .tooComplex)
    }
  }

  @Test func enumerationsWithManyEnumerators() throws {
    for (count, code) in [(1500, COREError.Code?.none), (5000, .tooComplex)] {
      var scene = Scene()
      let names = (0..<count).map { ("A\($0)", Int64(0)) }
      let e = scene.local.enum("e", names)
      _ = scene.target.enum("e", names.reversed())
      let found = try scene.failure(.typeMatches, e, "0", [.move(1)])
      #expect(found == code)
    }
  }

  /// A real target with one byte changed after the other: every relocation of a real object.
  @Test func damagedTargets() throws {
    let object = try ObjectCode("core_fields")
    let kernel = try Fixture.bytes("objects/targets/target_a.btf")
    let bytes = kernel.span.array
    var wasRelocated = 0
    for place in stride(from: 24, to: bytes.count, by: 7) {
      var damaged = bytes
      damaged[place] = place.isMultiple(of: 2) ? damaged[place] ^ 0x15 : 0xff
      guard let target = try? BTFTable(Bytes(damaged)) else { continue }
      wasRelocated += relocateAll(object, to: target)
    }
    #expect(wasRelocated > 3_000)
  }

  @Test func damagedObjects() throws {
    let object = try ObjectCode("core_types")
    let target = try ObjectCode.target("target_a")
    let sound = object.types.bytes
    let bytes = sound.span.array
    var wasRelocated = 0
    for place in stride(from: 24, to: bytes.count, by: 11) {
      var damaged = bytes
      damaged[place] ^= 0x2a
      guard let types = try? BTFTable(Bytes(damaged)) else { continue }
      wasRelocated += relocateAll(object, from: types, to: target)
    }
    #expect(wasRelocated > 3_000)
  }

  private func relocateAll(
    _ object: ObjectCode, from types: BTFTable? = nil, to target: BTFTable
  ) -> Int {
    var relocator = CORERelocator(local: types ?? object.types, target: target)
    relocator.prepare(roots: object.sites.map(\.record.type))
    var count = 0
    for site in object.sites {
      var code = object.code[site.section] ?? []
      guard
        let outcome = try? relocator.relocate(
          site.record, number: site.number, at: site.index, in: &code)
      else { continue }
      count += 1
      if site.number.isMultiple(of: 16) { _ = relocator.candidates(of: outcome) }
    }
    return count
  }
}
