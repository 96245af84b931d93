import BPFObject
import TestSupport
import Testing

/// Indirect jumps: the entries of their tables count from the start of the program that is loaded.
@Suite struct JumpTableTests {
  private func open(_ change: (inout ObjectPatch) throws -> Void = { _ in }) throws -> ObjectFile {
    var patch = try ObjectPatch("jump_tables")
    try change(&patch)
    return try ObjectFile(patch.bytes, name: "jump_tables")
  }

  private func tables(_ program: ProgramPlan) -> [Int] {
    program.references.compactMap {
      if case .jumpTable(let index) = $0.target { index } else { nil }
    }
  }

  @Test func tablesOfEachProgram() throws {
    let object = try open()
    let plan = try object.plan(for: Objects.emptyKernel())
    #expect(plan.programs.map(\.spec.name) == ["two", "own_and_shared", "only_shared"])
    #expect(plan.programs.map { $0.jumpTables.count } == [2, 2, 1])
    #expect(plan.programs.map(tables) == [[0, 1], [0, 1], [0]])
    // As the section has them: bytes from the start of `syscall`.
    #expect(
      plan.programs[0].jumpTables[0].instructions == [18, 20, 10, 12, 10, 35, 42, 27])
    // `own_and_shared` starts at byte 0x2a8.
    #expect(
      plan.programs[1].jumpTables[0].instructions
        == [0x2f0, 0x388, 0x310, 0x320, 0x300, 0x3b8, 0x3f0, 0x350].map { ($0 - 0x2a8) / 8 })
    // The table of the function `shared` of .text, behind 46 and behind 3 instructions.
    let shared: [UInt32] = [0x50, 0xe0, 0x70, 0x80, 0x60, 0x118, 0x150, 0xb0].map { $0 / 8 }
    #expect(plan.programs[1].jumpTables[1].instructions == shared.map { $0 + 46 })
    #expect(plan.programs[2].jumpTables[0].instructions == shared.map { $0 + 3 })
    for program in plan.programs {
      for reference in program.references {
        guard case .jumpTable = reference.target else { continue }
        let load = program.instructions[reference.instruction]
        #expect(load.source == 2 && load.immediate == 0 && reference.mapIndex == nil)
      }
    }
  }

  @Test func tablesThatLeaveTheirFunction() throws {
    for (bytes, offset, text) in [
      ([0xa8, 2], 0x40, "the jump to byte 680 leaves the function 'two'"),
      ([0x91], 0x40, "the jump to byte 145 leaves"),
      ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0x78, "leaves the function"),
    ] as [([UInt8], Int, String)] {
      let object = try open { try $0.write(bytes, in: ".jumptables", at: offset) }
      let error = try #require(
        objectError { _ = try object.plan(for: Objects.emptyKernel(), programs: ["two"]) })
      #expect(error.code == .malformedRelocation && error.section == ".jumptables")
      #expect(error.program == "two" && error.instruction == 5)
      #expect(error.description.contains(text), "\(error)")
    }
  }

  @Test func aSectionThatIsTooShort() throws {
    let object = try open {
      try $0.writeHeader([0x40, 0, 0, 0, 0, 0, 0, 0], of: ".jumptables", at: 32)
    }
    let error = try #require(
      objectError { _ = try object.plan(for: Objects.emptyKernel(), programs: ["two"]) })
    #expect(error.description.contains("no table of the section's 8"), "\(error)")
    #expect(
      try object.plan(for: Objects.emptyKernel(), programs: ["only_shared"]).programs.count == 1)
  }
}
