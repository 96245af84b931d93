import BPF
import BPFObject
import TestSupport
import Testing

/// Indirect jumps through instruction arrays, which kernels have since 6.19.
@Suite(.requires(.bpf)) struct JumpTableTests {
  @Test func jumpsGoWhereTheTableSays() throws {
    let file = try ObjectFile(try Fixture.object("jump_tables"), name: "jump_tables")
    if try KernelRelease.running() < KernelVersion(6, 19) {
      let error = #expect(throws: BPFError.self) { _ = try file.load() }
      #expect(error?.reason?.contains("BPF_MAP_TYPE_INSN_ARRAY exists since Linux 6.19") == true)
      #expect(error?.program == "two" && error?.map == ".jumptables")
      return
    }
    let program = try #require(file.load().program(named: "only_shared"))
    for (choice, result) in [(0, 4), (1, 14), (2, 3 ^ 0x55), (4, 80), (6, UInt32(bitPattern: -2))]
      as [(UInt64, UInt32)]
    {
      let context = (0..<8).map { UInt8(truncatingIfNeeded: choice >> (8 * $0)) }
      #expect(try program.testRun(TestRunInput(context: context)).returnValue == result)
    }
  }
}
