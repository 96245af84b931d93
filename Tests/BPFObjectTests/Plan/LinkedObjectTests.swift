import BPFObject
import TestSupport
import Testing

/// Objects that a static linker made of several.
@Suite struct LinkedObjectTests {
  @Test func symbolsOfBothFiles() throws {
    let object = try Objects.open("linked")
    #expect(object.programs.map(\.name) == ["first", "replaced", "second", "alone"])
    #expect(
      object.maps.filter { !$0.isInternal }.map(\.name) == ["shared_map", "only_a", "only_b"])
    // Statics of one name are two variables; the externs of both files are one.
    #expect(object.variables.filter { $0.name == "own_count" }.count == 2)
    #expect(object.variables.filter { $0.name == "own_limit" }.count == 2)
    #expect(object.externs.filter { $0.name == "LINUX_KERNEL_VERSION" }.count == 1)
    #expect(object.functions.filter { $0.name == "helper" }.count == 2)
    #expect(object.functions.filter { $0.name == "overridden" }.count == 1)
    #expect(try object.variableBytes("b_total") == [7, 0, 0, 0, 0, 0, 0, 0])
  }

  /// The bodies that a strong function took the place of have relocations of all kinds, which no
  /// program sees.
  @Test func bodiesThatNobodyCalls() throws {
    let object = try Objects.open("linked")
    let text = try #require(object.code.first { $0.name == ".text" })
    let covered = object.functions.filter { $0.sectionName == ".text" }.reduce(0) { $0 + $1.count }
    #expect(covered < text.instructions.count)
    let kernel = try Objects.kernel("target_a")
    let plan = try object.plan(for: kernel)
    // One relocation of CO-RE is that of the strong function; the weak one's is passed over.
    #expect(plan.relocations.map(\.functionName) == ["overridden"])
    for program in plan.programs {
      #expect(plan.functionTypes(of: program).map(\.name) == program.functions.map(\.name))
      let last = try #require(program.functions.last)
      #expect(last.start + last.count == program.instructions.count)
    }
  }
}
