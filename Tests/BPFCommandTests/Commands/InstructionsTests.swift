import BPFObject
import TestSupport
import Testing

@testable import BPFCommand

@Suite struct InstructionsTests {
  @Test func asCompiled() throws {
    let text = try InspectTests.report("minimal").instructions
    #expect(text.hasPrefix("\nInstructions of "))
    #expect(text.hasSuffix(": (95) exit\n"))
    let all = try InspectTests.report("subprogs").instructions
    #expect(all.contains("\nInstructions of calls_all  SEC(\"socket\")\n"))
    #expect(all.contains("\nInstructions of leaf  SEC(\".text\")\n"))
    #expect(all.contains("call +37 <leaf>\n"))
  }

  /// Each program once: those loaded by default together, the others by themselves.
  @Test func asPrepared() throws {
    let text = try RelocateTests.report("cpuv4", "target_a").instructions
    let heads = text.split(separator: "\n").filter { $0.hasPrefix("Instructions of ") }
    #expect(
      heads == [
        "Instructions of arithmetic  SEC(\"socket\")",
        "Instructions of relocated  SEC(\"?socket\")",
      ])
    // Compiled for offset 0 and 4 bytes; the kernel has the field at 8, of 8 bytes.
    #expect(text.contains("  ; q->four = 5; @ ./src/cpuv4.bpf.c:48\n"))
    #expect(text.contains(": (7a) *(u64 *)(r1 + 8) = 5\n"))
    #expect(text.contains(" s/= "))
  }

  @Test func optionOfTheCommands() throws {
    let object = Fixture.path("objects/minimal.bpf.o").string
    let types = Fixture.path("objects/targets/target_none.btf").string
    let inspect = try RunningCommand.finished(["inspect", object, "--instructions"])
    #expect(inspect.exitCode == 0 && inspect.output.contains("\nInstructions of "))
    let relocate = try RunningCommand.finished([
      "relocate", object, "--btf", types, "--instructions",
    ])
    #expect(relocate.exitCode == 0)
    #expect(relocate.output.contains("can be prepared; "))
    #expect(relocate.output.contains("\nInstructions of "))
    for command in [["inspect", object], ["relocate", object, "--btf", types]] {
      let both = try RunningCommand.finished(command + ["--json", "--instructions"])
      #expect(both.exitCode == 64 && both.errors.contains("--instructions"))
    }
  }
}
