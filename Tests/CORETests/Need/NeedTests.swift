import BTF
import Bytes
import CORE
import Testing

/// Relocating against the part of a kernel's types that an object needs is like relocating against
/// all of them.
@Suite("Needs of relocations") struct NeedTests {
  /// An outcome without the numbers of the target's types.
  static func describe(
    _ outcome: Result<COREOutcome, COREError>, _ relocator: CORERelocator
  ) -> String {
    switch outcome {
    case .failure(let error): return "error \(error.code)"
    case .success(let outcome):
      let value =
        outcome.kind == .typeIDTarget
        ? (outcome.targetValue == 0 ? "none" : "some")
        : outcome.targetValue.map(String.init) ?? "nothing"
      let verdicts = relocator.candidates(of: outcome).map { candidate in
        switch candidate.verdict {
        case .matches(let offset): "\(candidate.kind) \(candidate.name) at \(offset)"
        case .differs: "\(candidate.kind) \(candidate.name) differs"
        case .ruledOut: "\(candidate.kind) \(candidate.name) ruled out"
        }
      }
      return "\(outcome.operation) \(value) \(String(describing: outcome.sizeChange)) "
        + "\(String(describing: outcome.poisonReason)) at \(outcome.match?.bitOffset ?? 0) "
        + verdicts.joined(separator: ", ")
    }
  }

  static func outcomes(
    _ sites: [ObjectCode.Site], _ types: BTFTable, _ code: [String: [Instruction]],
    against target: BTFTable, modules: [BTFTable] = []
  ) -> [String] {
    var relocator = CORERelocator(local: types, target: target, modules: modules)
    relocator.prepare(roots: sites.map(\.record.type))
    var code = code
    var results: [Result<COREOutcome, COREError>] = []
    for site in sites {
      var instructions = code[site.section] ?? []
      results.append(
        Result { () throws(COREError) in
          try relocator.relocate(
            site.record, number: site.number, at: site.index, in: &instructions)
        })
      code[site.section] = instructions
    }
    return results.map { describe($0, relocator) }
  }

  static let orders = [ByteOrder.little, .big]

  @Test(
    arguments: [
      "core_fields", "core_types", "core_errors", "selftest_core", "cpuv4", "many",
      "selftest_core_kernel", "execsnoop",
    ], orders)
  func objectsOfACompiler(_ name: String, _ order: ByteOrder) throws {
    let folder = order == .little ? "" : "/eb"
    let object = try ObjectCode(name, folder: "objects" + folder)
    for name in ["target_a", "target_b", "target_errors", "target_none"] {
      let target = try ObjectCode.target(name, folder: "objects/targets" + folder)
      var needs = CORENeeds(target: target, modules: [])
      try needs.add(object.sites.map(\.record), of: object.types)
      let part = try target.subset(keeping: needs.selections[0]).table
      let whole = NeedTests.outcomes(object.sites, object.types, object.code, against: target)
      #expect(!whole.isEmpty)
      #expect(
        NeedTests.outcomes(object.sites, object.types, object.code, against: part) == whole)
      #expect(part.bytes.count <= target.bytes.count)
    }
  }

  // MARK: - One relocation between synthetic types

  /// The part of the target of a scene that one relocation needs, and what comes of it there.
  private func check(
    _ scene: Scene, _ record: CORERecord, _ instructions: [Instruction] = [.move(0)]
  ) throws -> (part: BTFTable, outcome: String) {
    let local = try scene.local.table()
    let target = try scene.target.table()
    let modules = try scene.modules.map { try $0.table(base: target) }
    var needs = CORENeeds(target: target, modules: modules)
    try needs.add([record], of: local)
    var selection = needs.selections[0]
    for (module, own) in zip(modules, needs.selections.dropFirst()) {
      selection.formUnion(try module.baseSelection(for: own))
    }
    let part = try target.subset(keeping: selection)
    let parts = try zip(modules, needs.selections.dropFirst()).map {
      try $0.subset(keeping: $1, over: part).table
    }
    let site = ObjectCode.Site(section: "", number: 0, record: record, index: 0)
    let whole = NeedTests.outcomes(
      [site], local, ["": instructions], against: target, modules: modules)
    let less = NeedTests.outcomes(
      [site], local, ["": instructions], against: part.table, modules: parts)
    #expect(whole == less)
    return (part.table, whole[0])
  }

  private func members(of name: String, _ table: BTFTable) throws -> [String] {
    let type = try #require(try table.firstType(named: name) { $0.isComposite })
    return try (0..<type.count).map { try table.name(of: table.member($0, of: type)) }
  }

  @Test func onlyThePathIsKept() throws {
    var scene = Scene()
    let root = scene.both { types in
      let int = types.signed()
      let inner = types.struct("inner", size: 8, [("x", int, 0), ("y", int, 4)])
      return types.struct(
        "outer", [("a", int, 0), ("in", inner, 8), ("p", types.pointer(inner), 16)])
    }
    let record = scene.record(.fieldByteOffset, root, "0:1:1")
    let (part, _) = try check(scene, record, [.move(12)])
    #expect(try members(of: "outer", part) == ["in"])
    #expect(try members(of: "inner", part) == ["y"])
    #expect(try part.firstType(named: "outer") { $0 == .struct }?.statedSize == 64)
  }

  /// An array without elements that is not the last member must not become the last one.
  @Test func anArrayInTheMiddleStaysThere() throws {
    for isLast in [true, false] {
      var scene = Scene()
      let int = scene.local.signed()
      let root = scene.local.struct("s", [("n", int, 0), ("items", scene.local.array(int, 0), 4)])
      let theirs = scene.target.signed()
      var members: [(String, TypeID, UInt32)] = [
        ("n", theirs, 0), ("items", scene.target.array(theirs, 0), 8),
      ]
      if !isLast { members += [("between", theirs, 8), ("end", theirs, 16)] }
      _ = scene.target.struct("s", members)
      let record = scene.record(.fieldByteOffset, root, "0:1:3")
      let (part, outcome) = try check(scene, record, [.move(16)])
      #expect(outcome.contains("poison") == !isLast)
      #expect(try self.members(of: "s", part) == (isLast ? ["items"] : ["items", "end"]))
    }
  }

  @Test func everyCandidateAndFlavourStays() throws {
    var scene = Scene()
    let int = scene.local.signed()
    let root = scene.local.struct("s___mine", [("x", int, 0)])
    let theirs = scene.target.signed()
    _ = scene.target.struct("s", [("y", theirs, 0)])
    _ = scene.target.struct("s___other", [("x", theirs, 4)])
    _ = scene.target.struct("s", [("x", theirs, 8)])
    _ = scene.target.struct("st", [("x", theirs, 8)])
    let record = scene.record(.fieldByteOffset, root, "0:0")
    let (part, outcome) = try check(scene, record)
    #expect(outcome == "error ambiguousOffset")
    #expect(part.search(["s"], .essential)[0].count == 3 && part.search(["st"])[0].isEmpty)
  }

  @Test func aMemberOfAnotherSortStays() throws {
    var scene = Scene()
    let int = scene.local.signed()
    let root = scene.local.struct("s", [("x", int, 0)])
    let theirs = scene.target.signed()
    _ = scene.target.struct("s", [("x", scene.target.pointer(theirs), 4)])
    let record = scene.record(.fieldExists, root, "0:0")
    let (part, outcome) = try check(scene, record, [.move(1)])
    #expect(outcome.contains("differs"))
    #expect(try members(of: "s", part) == ["x"])
  }

  @Test func anonymousMembersOnTheWayOnly() throws {
    var scene = Scene()
    let root = scene.both { types in
      let int = types.signed()
      let first = types.union("", [("a", int), ("b", int)])
      let second = types.union("", [("c", int), ("d", int)])
      return types.struct("s", [("", first, 0), ("", second, 8), ("tail", int, 16)])
    }
    let record = scene.record(.fieldByteOffset, root, "0:1:1")
    let (part, _) = try check(scene, record, [.move(8)])
    #expect(try members(of: "s", part) == [""])
    #expect(part.count == 4, "int, one union, one struct")
  }

  @Test(arguments: [
    RelocationKind.typeExists, .typeSize, .typeMatches, .typeIDTarget, .enumeratorValue,
    .enumeratorExists,
  ])
  func typesAndEnumerators(_ kind: RelocationKind) throws {
    for isOther in [false, true] {
      var scene = Scene()
      let isEnumeration = kind == .enumeratorValue || kind == .enumeratorExists
      var roots: [TypeID] = []
      for isTarget in [false, true] {
        var types = isTarget ? scene.target : scene.local
        let int = types.signed()
        let hidden = types.struct("hidden", [("x", int, 0)])
        let names: [(String, Int64)] =
          isTarget && isOther ? [("A", 1), ("C", 2)] : [("A", 1), ("B", 2), ("C", 3)]
        let values = types.enum("values", names)
        let record = types.struct(
          "record",
          [("i", int, 0), ("v", values, 4), ("p", types.pointer(hidden), 8), ("h", hidden, 16)])
        roots.append(isEnumeration ? values : record)
        if isTarget { scene.target = types } else { scene.local = types }
      }
      let access = isEnumeration ? "1" : "0"
      let record = scene.record(kind, roots[0], access)
      _ = try check(scene, record, [.move(isEnumeration && kind == .enumeratorValue ? 2 : 1)])
    }
  }

  @Test func typedefsOfFunctionsAreComparedThroughPointers() throws {
    for kind in [RelocationKind.typeExists, .typeMatches] {
      var scene = Scene()
      let root = scene.both { types in
        let int = types.signed()
        let record = types.struct("argument", [("x", int, 0)])
        let function = types.prototype(int, [types.pointer(record), int])
        return types.typedef("callback_t", types.pointer(function))
      }
      let record = scene.record(kind, root, "0")
      let (part, outcome) = try check(scene, record, [.move(1)])
      #expect(outcome.hasPrefix("immediate 1 "))
      #expect(try members(of: "argument", part).isEmpty)
    }
  }

  @Test func typesOfModules() throws {
    var scene = Scene()
    let int = scene.local.signed()
    let inner = scene.local.struct("inner", [("x", int, 0)])
    let root = scene.local.struct("s", [("in", inner, 0)])
    let theirs = scene.target.signed()
    let shared = scene.target.struct("inner", [("w", theirs, 0), ("x", theirs, 4)])
    var module = BTFBuilder(over: scene.target)
    _ = module.struct("s", [("in", shared, 8)])
    scene.modules = [BTFBuilder(over: scene.target), module]
    let record = scene.record(.fieldByteOffset, root, "0:0:0")
    let (part, outcome) = try check(scene, record)
    #expect(outcome.hasPrefix("immediate 12 "))
    #expect(try members(of: "inner", part) == ["x"])
  }

  /// On a kernel of 32 bits the size of a pointer comes from `long`, which nothing refers to.
  @Test func theSizeOfPointers() throws {
    var scene = Scene()
    let root = scene.both { types in
      types.struct("s", [("p", types.pointer(), 8)])
    }
    _ = scene.target.int("long int", size: 4, encoding: 1)
    let record = scene.record(.fieldByteSize, root, "0:0")
    let (_, outcome) = try check(scene, record, [.move(8)])
    #expect(outcome.hasPrefix("immediate 4 "))
  }

  @Test func relocationsThatAreAtOddsWithTheObjectNeedNothing() throws {
    var scene = Scene()
    let root = scene.both { $0.struct("s", [("x", $0.signed(), 0)]) }
    for record in [
      scene.record(.fieldExists, root, "0:7"), scene.record(.fieldExists, root, "zero"),
      scene.record(RelocationKind(rawValue: 77), root, "0"),
      scene.record(.fieldExists, TypeID(99), "0"),
    ] {
      let (_, outcome) = try check(scene, record)
      #expect(outcome.hasPrefix("error "))
    }
  }
}
