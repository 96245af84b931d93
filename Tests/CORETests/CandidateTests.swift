import BTF
import CORE
import Testing

@Suite("Candidates: flavours, ambiguity, modules")
struct CandidateTests {
  @Test(arguments: [
    ("s", "s", true), ("s___old", "s", true), ("s", "s___new", true), ("s___old", "s___new", true),
    ("s___a___b", "s___a", false), ("s___a___b", "s", false), ("s___a___b", "s___a___c", true),
    ("s___a", "s___a___b", false),
    ("s____a", "s", false), ("s____a", "s____a", true), ("___s", "___s", true),
    ("s___", "s", false),
    ("s___", "s___", true), ("s", "t", false), ("s", "ss", false),
    ("long_name___x", "long_name", true),
    ("ab", "ab___x", true), ("abc", "abc___x", true), ("abcd", "abcd___x", true),
    ("ab", "abc", false),
  ])
  func flavours(local: String, target: String, isCandidate: Bool) throws {
    // A flavour of a flavour stands for the flavour: only the last suffix is no part of the name.
    var scene = Scene()
    let s = scene.local.struct(local, size: 4, [])
    _ = scene.target.struct(target, size: 8, [])
    #expect(try scene.value(.typeExists, s, "0", was: 1) == (isCandidate ? 1 : 0))
  }

  /// `struct s { int x; }` and `struct s___more { … int x; }` with x at other places.
  private func twice(first: UInt32?, second: UInt32?) -> (Scene, TypeID) {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", size: 4, [("x", int, 0)])
    let gap: (String, TypeID, UInt32) = ("gap", int, 0)
    _ = scene.target.struct("s", size: 16, [gap] + (first.map { [("x", int, $0)] } ?? []))
    _ = scene.target.struct("s___too", size: 32, [gap] + (second.map { [("x", int, $0)] } ?? []))
    return (scene, s)
  }

  @Test func candidatesThatAgree() throws {
    var (scene, s) = twice(first: 8, second: 8)
    #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 0) == 8)
  }

  @Test func candidatesThatDisagree() throws {
    var (scene, s) = twice(first: 8, second: 12)
    #expect(try scene.failure(.fieldByteOffset, s, "0:0") == .ambiguousOffset)
    #expect(try scene.failure(.fieldExists, s, "0:0", [.move(1)]) == .ambiguousOffset)
    #expect(try scene.failure(.typeSize, s, "0", [.move(4)]) == .ambiguousValue)
    #expect(try scene.value(.typeExists, s, "0", was: 1) == 1)
  }

  @Test func onlyCandidatesThatMatchAreAsked() throws {
    for (first, second) in [(UInt32?.none, UInt32?(8)), (8, nil)] {
      var (scene, s) = twice(first: first, second: second)
      #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 0) == 8)
      #expect(try scene.value(.fieldExists, s, "0:0", was: 1) == 1)
    }
  }

  @Test func aMatchRulesTheOthersOutForGood() throws {
    var (scene, s) = twice(first: 8, second: nil)
    let field = scene.record(.fieldByteOffset, s, "0:0")
    let size = scene.record(.typeSize, s, "0")
    var relocator = try scene.relocator()
    var code: [Instruction] = [.move(4), .move(0), .move(4)]
    // Before the field was found in one of them, both sizes count.
    #expect(throws: COREError.self) { try relocator.relocate(size, at: 0, in: &code) }
    _ = try relocator.relocate(field, at: 1, in: &code)
    let outcome = try relocator.relocate(size, at: 2, in: &code)
    #expect(outcome.targetValue == 16)
    let verdicts = relocator.candidates(of: outcome).map(\.verdict)
    #expect(verdicts == [.matches(bitOffset: 0), .ruledOut])
  }

  /// What was resolved once is kept, for other instructions that ask the same.
  @Test func repeatedRelocationsComeOutAlike() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let names = (0..<3000).map { "m\($0)" }
    let s = scene.local.struct("s", size: 4, names.map { ($0, int, 0) })
    _ = scene.target.struct(
      "s", size: 16384, names.enumerated().map { ($1, int, UInt32($0) * 4) })
    let records = names.indices.map { scene.record(.fieldByteOffset, s, "0:\($0)") }
    var relocator = try scene.relocator()
    for round in 0..<2 {
      for (place, record) in records.enumerated() {
        var code = [Instruction.move(0), .load(0x61, 0)]
        let moved = try relocator.relocate(record, number: place, at: 0, in: &code)
        let loaded = try relocator.relocate(record, number: place + 1, at: 1, in: &code)
        let expected = [Instruction.move(Int32(place * 4)), .load(0x61, Int16(place * 4))]
        guard code == expected, moved.number == place, loaded.instructionIndex == 1 else {
          Issue.record("member \(place) in round \(round): \(code)")
          return
        }
      }
    }
    #expect(
      relocator.specification(of: records[7]) == "<byte_off> [2] struct s.m7 (0:7 @ offset 0)")
  }

  @Test func aMissRulesNothingOut() throws {
    var (scene, s) = twice(first: nil, second: nil)
    let field = scene.record(.fieldExists, s, "0:0")
    let exists = scene.record(.typeExists, s, "0")
    var relocator = try scene.relocator()
    var code: [Instruction] = [.move(1), .move(1)]
    let missing = try relocator.relocate(field, at: 0, in: &code)
    #expect(missing.targetValue == 0 && relocator.candidates(of: missing).count == 2)
    #expect(try relocator.relocate(exists, at: 1, in: &code).targetValue == 1)
  }

  @Test func enumeratorsThatDisagree() throws {
    var scene = Scene()
    let e = scene.local.enum("e", [("A", 1)])
    _ = scene.target.enum("e", [("A", 1)])
    _ = scene.target.enum64("e___wide", [("A", 2)])
    let move = Instruction.wideMove(1)
    #expect(try scene.failure(.enumeratorValue, e, "0", move) == .ambiguousValue)
    #expect(try scene.failure(.enumeratorExists, e, "0", move) == nil)
  }

  // MARK: - Roots

  @Test func typesWithoutANameCannotBeLookedFor() throws {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("", [("x", int, 0)])
    let pointer = scene.local.pointer(s)
    for (kind, access) in [(RelocationKind.fieldExists, "0:0"), (.typeExists, "0")] {
      #expect(try scene.failure(kind, s, access) == .anonymousType)
    }
    #expect(try scene.failure(.typeExists, pointer, "0") == .anonymousType)
    #expect(try scene.failure(.typeIDLocal, pointer, "0", Instruction.wideMove(0)) == nil)
  }

  @Test func withoutATarget() throws {
    var scene = Scene()
    let s = scene.local.struct("s", size: 4, [])
    let record = scene.record(.typeExists, s, "0")
    var relocator = CORERelocator(local: try scene.local.table(), target: nil)
    relocator.prepare(roots: [s])
    var code = [Instruction.move(1)]
    let error = #expect(throws: COREError.self) {
      try relocator.relocate(record, number: 5, at: 0, in: &code)
    }
    #expect(error?.code == .missingTarget && error?.number == 5)
    #expect(code == [.move(1)])
  }

  @Test func preparedAndUnpreparedRootsComeOutAlike() throws {
    var (scene, s) = twice(first: 8, second: 8)
    let record = scene.record(.fieldByteOffset, s, "0:0")
    var plain = try scene.relocator()
    var prepared = try scene.relocator()
    // Numbers without a type and types without a name are of no concern before they are needed.
    prepared.prepare(roots: [s, TypeID(99), .void, s])
    var code: [Instruction] = [.move(0), .move(0)]
    let a = try plain.relocate(record, at: 0, in: &code)
    let b = try prepared.relocate(record, at: 1, in: &code)
    #expect(a.targetValue == b.targetValue && a.match == b.match)
  }

  // MARK: - Modules

  /// A kernel with `struct s`, and two modules, each with `struct m` and `struct s`.
  private func modular() -> (Scene, s: TypeID, m: TypeID) {
    var scene = Scene()
    let int = scene.both { $0.signed() }
    let s = scene.local.struct("s", size: 4, [("x", int, 0)])
    let m = scene.local.struct("m", size: 4, [("x", int, 0)])
    _ = scene.target.struct("s", size: 8, [("x", int, 4)])
    for place in [UInt32(12), 12] {
      var module = BTFBuilder(over: scene.target)
      _ = module.struct("m", size: 16, [("x", int, place)])
      _ = module.struct("s", size: 64, [("x", int, 60)])
      scene.modules.append(module)
    }
    return (scene, s, m)
  }

  @Test func modulesAreAskedForWhatTheKernelLacks() throws {
    var (scene, s, m) = modular()
    #expect(try scene.value(.fieldByteOffset, s, "0:0", was: 0) == 4)
    #expect(try scene.value(.fieldByteOffset, m, "0:0", was: 0) == 12)
    let result = try scene.relocate(.typeIDTarget, m, "0", Instruction.wideMove(0))
    #expect(
      result.outcome.match?.table == 1 && result.relocator.candidates(of: result.outcome).count == 2
    )
  }

  @Test func modulesThatDisagree() throws {
    var (scene, _, m) = modular()
    var third = BTFBuilder(over: scene.target)
    _ = third.struct("m", size: 16, [("x", TypeID(1), 8)])
    scene.modules.append(third)
    #expect(try scene.failure(.fieldByteOffset, m, "0:0") == .ambiguousOffset)
  }

  @Test func modulesCanBeAddedWhenTheyTurnOutToBeNeeded() throws {
    var (scene, s, m) = modular()
    let kernel = try scene.target.table()
    let modules = try scene.modules.map { try $0.table(base: kernel) }
    scene.modules = []
    let record = scene.record(.fieldByteOffset, m, "0:0")
    var relocator = try scene.relocator()
    relocator.prepare(roots: [s])
    #expect(!relocator.hasRootsWithoutCandidates)
    relocator.prepare(roots: [s, m])
    #expect(relocator.hasRootsWithoutCandidates)
    var code: [Instruction] = [.move(0), .move(0)]
    #expect(try relocator.relocate(record, at: 0, in: &code).decision == .poisoned)
    relocator.add(modules: modules)
    #expect(!relocator.hasRootsWithoutCandidates)
    #expect(try relocator.relocate(record, at: 1, in: &code).targetValue == 12)
  }
}
