import BPFObject
import Foundation
import TestSupport
import Testing

@testable import BPFCommand

/// `bpf check` as continuous integration meets it.
@Suite struct CheckTests {
  static let object = "\(Fixture.path("objects/guarded.bpf.o"))"
  static let none = "\(Fixture.path("objects/targets/target_none.btf"))"
  static let all = "\(Fixture.path("objects/targets/target_b.btf"))"

  @Test func whatIsGuardedPasses() throws {
    let command = try RunningCommand.finished([
      "check", Self.object, "--btf", Self.none, Self.all, "--program", "guarded_if",
    ])
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(command.output.contains("target_none"))
    #expect(command.output.contains("1 object on 2 kernels: "))
    #expect(command.output.contains(", 0 broken\n"))
  }

  @Test func whatIsBrokenFailsAndSaysWhatToDo() throws {
    let command = try RunningCommand.finished([
      "check", Self.object, "--btf", Self.none, "--btf", Self.all, "--program", "broken_plainly",
    ])
    #expect(command.exitCode == 1)
    #expect(command.output.contains("struct core_moved.a is missing on target_none\n"))
    #expect(command.output.contains("in broken_plainly  SEC(\"?socket\")  ./src/guarded.bpf.c:"))
    #expect(command.output.contains("guard it with bpf_core_field_exists()"))
    #expect(!command.output.contains("target_none, target_b"))
  }

  @Test func whatMayBeMissingPasses() throws {
    let arguments = [
      "check", Self.object, "--btf", Self.none, "--program", "broken_plainly", "--allow-missing",
    ]
    let command = try RunningCommand.finished(arguments + ["core_moved.a"])
    #expect(command.exitCode == 0, "\(command.output)")
    #expect(command.errors.isEmpty)
    let other = try RunningCommand.finished(arguments + ["core_moved.b"])
    #expect(other.exitCode == 1)
    #expect(other.errors == "bpf: --allow-missing core_moved.b: nothing breaks for it\n")
  }

  @Test func machineReadable() throws {
    let command = try RunningCommand.finished([
      "check", Self.object, "\(Fixture.path("objects/minimal.bpf.o"))", "--btf", Self.none,
      Self.all, "--json", "--program", "broken_plainly",
    ])
    #expect(command.exitCode == 1)
    #expect(command.lines.count == 1)
    let report = try RunningCommand.json(command.output)
    #expect(report["broken"] as? Bool == true)
    let kernels = try #require(report["kernels"] as? [[String: Any]])
    #expect(kernels.map { $0["name"] as? String } == ["target_none", "target_b"])
    let objects = try #require(report["objects"] as? [[String: Any]])
    #expect(objects.count == 2)
    #expect(objects[0]["error"] is NSNull)
    // The other object has no program of that name.
    #expect((objects[1]["error"] as? String)?.contains("no program") == true)
    let needs = try #require(objects[0]["needs"] as? [[String: Any]])
    let broken = needs.filter { ($0["outcomes"] as? [String])?.contains("broken") == true }
    let need = try #require(broken.first)
    #expect(broken.count == 1)
    #expect(need["kind"] as? String == "byte_off")
    #expect(need["type"] as? String == "struct core_moved" && need["field"] as? String == "a")
    #expect(need["outcomes"] as? [String] == ["broken", "resolved"])
    let cause = try #require((need["causes"] as? [[String: Any]])?.first)
    #expect(cause["kernels"] as? [String] == ["target_none"])
    #expect(cause["programs"] as? [String] == ["broken_plainly"])
    #expect((need["source"] as? String)?.contains("guarded.bpf.c:") == true)
  }

  @Test func aFolderOfKernelsAndWhatCannotBeChecked() throws {
    let folder = "\(Fixture.path("objects/targets"))"
    let command = try RunningCommand.finished([
      "check", Self.object, "\(Fixture.path("objects/legacy_maps.bpf.o"))", "--btf", folder,
    ])
    #expect(command.exitCode == 1)
    #expect(command.output.contains("target_a") && command.output.contains("target_errors"))
    #expect(command.output.contains("; 1 object not checked"))
    #expect(command.errors.contains("legacy_maps.bpf.o: "))
  }

  @Test func modulesBelongToTheirKernel() throws {
    let module = "\(Fixture.path("kernels/6.12.modules/veth.btf"))"
    let kernels = try KernelFiles([
      "\(Fixture.path("kernels/6.1.btf"))", "\(Fixture.path("kernels/6.12.btf"))", module,
    ]).kernels()
    #expect(kernels.map(\.name) == ["6.1", "6.12"])
    // Found beside the kernel already, and not twice.
    #expect(kernels[1].target.modules.map(\.name) == ["nf_conntrack", "veth"])
    #expect(kernels[0].target.modules.isEmpty)
    #expect(throws: ObjectError.self) { try KernelFiles([module]).kernels() }
  }

  @Test(arguments: [
    ["check"], ["check", object], ["check", "--btf", none], ["check", object, "--btf"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let command = try RunningCommand.finished(arguments)
    #expect(command.exitCode == 64)
    #expect(command.output.isEmpty)
  }

  @Test func kernelsThatAreNotThere() throws {
    let command = try RunningCommand.finished(["check", Self.object, "--btf", "/nonexistent"])
    #expect(command.exitCode == 1)
    #expect(command.errors.contains("/nonexistent"))
  }
}
