import BPFObject
import TestSupport
import Testing

/// Arenas, and variables in them.
@Suite struct ArenaTests {
  static let folders = ["", "eb/"]

  private func kernel(_ folder: String) throws -> TargetKernel {
    try Objects.emptyKernel(folder.isEmpty ? .little : .big)
  }

  @Test(arguments: folders) func variables(folder: String) throws {
    let object = try Objects.open(folder + "arena")
    #expect(object.maps.count == 1)
    let arena = object.maps[0]
    #expect(arena.type == .arena && !arena.isInternal && arena.extra == 1 << 44)
    #expect(object.variables.map(\.name).sorted() == ["counter", "limit"])
    #expect(object.variables.allSatisfy { $0.sectionName == ".addr_space.1" && $0.mapIndex == 0 })
    let ten: [UInt8] = [10, 0, 0, 0]
    #expect(try object.variableBytes("limit") == (folder.isEmpty ? ten : ten.reversed()))
  }

  /// At the end of 16 pages where instructions reach that far; else at the start.
  @Test(arguments: folders, [(true, UInt64(0xf000)), (false, 0)])
  func whereVariablesStand(folder: String, test: (reaches: Bool, offset: UInt64)) throws {
    var object = try Objects.open(folder + "arena")
    try object.setVariable("counter", to: UInt32(3))
    var kernel = try kernel(folder)
    if !test.reaches { kernel.missing = [.largeValueOffsets] }
    let plan = try object.plan(for: kernel)
    #expect(plan.maps[0].contentsOffset == test.offset)
    #expect(plan.maps[0].contents?.count == 8)
    let counter = try #require(object.variables["counter"])
    let stored = try #require(plan.maps[0].contents)[counter.offset..<(counter.offset + 4)]
    #expect(Array(stored) == (folder.isEmpty ? [3, 0, 0, 0] : [0, 0, 0, 3]))
    let program = plan.programs[0]
    #expect(program.references.map(\.isValue) == [false, true, true])
    let places = program.references.dropFirst().map {
      UInt64(UInt32(bitPattern: program.instructions[$0.instruction + 1].immediate))
    }
    #expect(Set(places) == [test.offset, test.offset + 4])
  }

  @Test func anArenaThatIsTooSmall() throws {
    var object = try Objects.open("arena")
    object.maps["arena"]?.maxEntries = 0
    let error = try #require(objectError { _ = try object.plan(for: kernel("")) })
    #expect(error.code == .wrongSize && error.map == "arena")
    #expect(error.description.contains("8 bytes") && error.description.contains("at least 1"))
    object.maps["arena"]?.maxEntries = 1
    #expect(try object.plan(for: kernel("")).maps[0].contentsOffset == 0)
  }
}
