import Foundation
import TestSupport
import Testing

@testable import BPFCommand

/// The executable as scripts meet it: output, errors, exit codes.
@Suite struct UsageTests {
  static func object(_ name: String) -> String { "\(Fixture.path("objects/\(name).bpf.o"))" }
  static let target = "\(Fixture.path("objects/targets/target_a.btf"))"

  @Test func version() throws {
    let command = try RunningCommand.finished(["version"])
    #expect(command.exitCode == 0)
    #expect(command.output == "bpf \(Version.text)\n")
  }

  @Test func inspectAndRelocate() throws {
    let inspect = try RunningCommand.finished(["inspect", Self.object("minimal"), "--json"])
    #expect(inspect.exitCode == 0, "\(inspect.errors)")
    #expect(try RunningCommand.json(inspect.output)["name"] as? String == "minimal")
    #expect(inspect.lines.count == 1)
    let relocate = try RunningCommand.finished(
      ["relocate", Self.object("core_types"), "--btf", Self.target, "--json"])
    #expect(relocate.exitCode == 0, "\(relocate.errors)")
    #expect(try RunningCommand.json(relocate.output)["open"] as? Int == 0)
    #expect(relocate.errors.isEmpty)
  }

  @Test(arguments: [
    ["inspect"], ["relocate", "x"], ["relocate", "--btf", "y"], ["nonsense"],
    ["inspect", "--nonsense", "x"], ["relocate", "x", "--btf", "y", "--kernel-version", "six"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let command = try RunningCommand.finished(arguments)
    #expect(command.exitCode == 64)
    #expect(command.output.isEmpty)
    #expect(command.errors.contains("Usage: bpf"))
  }

  @Test func filesThatAreNotThere() throws {
    let inspect = try RunningCommand.finished(["inspect", "/nonexistent.bpf.o"])
    #expect(inspect.exitCode == 1)
    #expect(inspect.output.isEmpty)
    #expect(
      inspect.errors
        == "bpf: /nonexistent.bpf.o: cannot read '/nonexistent.bpf.o': No such file or directory; "
        + "check the path and its permissions\n")
    let relocate = try RunningCommand.finished(
      ["relocate", Self.object("minimal"), "--btf", "/nonexistent.btf"])
    #expect(relocate.exitCode == 1)
    #expect(relocate.errors.contains("'/nonexistent.btf'"))
  }

  @Test func filesThatAreSomethingElse() throws {
    let source = "\(Fixture.path("src/minimal.bpf.c"))"
    let command = try RunningCommand.finished(["inspect", source])
    #expect(command.exitCode == 1)
    #expect(command.errors.contains("ELF"))
    let types = try RunningCommand.finished(["relocate", Self.object("minimal"), "--btf", source])
    #expect(types.exitCode == 1)
    #expect(types.errors.contains("0xeb9f"))
  }

  @Test func whatCannotBePreparedIsReportedAndExplained() throws {
    let command = try RunningCommand.finished(
      ["relocate", Self.object("kfunc"), "--btf", Self.target, "--json"])
    #expect(command.exitCode == 1)
    #expect(try RunningCommand.json(command.output)["open"] as? Int == 0)
    #expect(command.errors.contains("a function 'bpf_"))
    let legacy = try RunningCommand.finished(
      ["relocate", Self.object("legacy_maps"), "--btf", Self.target, "--json"])
    #expect(legacy.exitCode == 1)
    #expect(try RunningCommand.json(legacy.output)["open"] as? Int == -95)
    #expect(legacy.errors.contains("SEC(\".maps\")"))
  }
}
