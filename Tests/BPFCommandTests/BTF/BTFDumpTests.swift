import Foundation
import TestSupport
import Testing

@testable import BPFCommand

/// `bpf btf dump` as people meet it.
@Suite struct BTFDumpTests {
  static let target = "\(Fixture.path("objects/targets/target_a.btf"))"
  static func object(_ name: String) -> String { "\(Fixture.path("objects/\(name).bpf.o"))" }

  @Test func aFileOfTypes() throws {
    let lines = try RunningCommand.finished(["btf", "dump", Self.target])
    #expect(lines.exitCode == 0, "\(lines.errors)")
    #expect(lines.lines.first?.hasPrefix("[1] ") == true)
    #expect(lines.lines.contains { $0.contains(" STRUCT '") })
    let json = try RunningCommand.finished(["btf", "dump", Self.target, "--json"])
    let types = try #require(try RunningCommand.json(json.output)["types"] as? [[String: Any]])
    #expect(types.count == lines.lines.count { $0.hasPrefix("[") })
    #expect(json.lines.count == 1)
  }

  @Test func anObjectAsAHeader() throws {
    let command = try RunningCommand.finished(
      ["btf", "dump", Self.object("btf_kinds"), "--format", "c"])
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(command.output.contains("#ifndef __VMLINUX_H__\n"))
    #expect(command.output.hasSuffix("#endif /* __VMLINUX_H__ */\n"))
    #expect(command.errors.isEmpty)
  }

  @Test func oneTypeAndWhatItNeeds() throws {
    let header = try RunningCommand.finished(
      ["btf", "dump", Self.object("xdp_pass"), "--format", "c", "--type", "counts"])
    #expect(header.exitCode == 0, "\(header.errors)")
    #expect(header.output.contains("struct counts {\n"))
    #expect(!header.output.contains("struct xdp_md"))
    let lines = try RunningCommand.finished(
      ["btf", "dump", Self.object("xdp_pass"), "--type", "counts", "--type", "xdp_md"])
    // The map of the same name is a variable.
    let kinds = lines.lines.filter { $0.hasPrefix("[") }.map { $0.split(separator: " ")[1] }
    #expect(kinds.sorted() == ["STRUCT", "STRUCT", "VAR"])
    let missing = try RunningCommand.finished(
      ["btf", "dump", Self.object("xdp_pass"), "--type", "no_such_type"])
    #expect(missing.exitCode == 1)
    #expect(missing.errors == "bpf: there is no type of the name 'no_such_type'\n")
    #expect(missing.output.isEmpty)
  }

  @Test(arguments: [
    [], ["x", "--kernel"], ["--kernel", "--module", "m"], ["--kernel", "--base", "x"],
    ["x", "--format", "pascal"], ["x", "--format", "c", "--json"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let command = try RunningCommand.finished(["btf", "dump"] + arguments)
    #expect(command.exitCode == 64)
    #expect(command.output.isEmpty)
    #expect(command.errors.contains("Usage: bpf btf dump"))
  }

  @Test func filesAndModulesThatAreNotThere() throws {
    let file = try RunningCommand.finished(["btf", "dump", "/nonexistent.btf"])
    #expect(file.exitCode == 1)
    #expect(file.errors.contains("/nonexistent.btf") && file.output.isEmpty)
    let base = try RunningCommand.finished(
      ["btf", "dump", Self.target, "--base", "/nonexistent.btf"])
    #expect(base.exitCode == 1)
    #expect(base.errors.contains("/nonexistent.btf"))
  }

  @Test(.requires(.kernelBTF)) func theRunningKernel() throws {
    let command = try RunningCommand.finished(
      ["btf", "dump", "--kernel", "--format", "c", "--type", "task_struct"])
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(command.output.contains("struct task_struct {\n"))
    let module = try RunningCommand.finished(["btf", "dump", "--module", "../vmlinux"])
    #expect(module.exitCode == 1)
    #expect(module.errors == "bpf: '../vmlinux' is not the name of a module\n")
  }
}
