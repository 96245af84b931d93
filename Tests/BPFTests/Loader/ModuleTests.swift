import BPF
import BPFObject
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

extension Requirement {
  /// Modules of the running kernel, with their types.
  fileprivate static func modules(_ names: String...) -> Self {
    Self("the modules \(names.joined(separator: ", "))") {
      names.allSatisfy { unsafe access("/sys/kernel/btf/\($0)", R_OK) == 0 }
        ? nil : "they are not loaded, or the kernel does not tell their types"
    }
  }
}

/// What only modules of the kernel have: the fixture's functions, types and attach targets are those
/// of `nf_conntrack` and `veth`.
@Suite(.requires(.bpf, .modules("nf_conntrack", "veth"))) struct ModuleTests {
  private func load(_ program: String) throws -> LoadedObject {
    try ObjectFile(try Fixture.object("modules"), name: "modules")
      .load(options: LoadOptions(programs: [program]))
  }

  @Test(arguments: ["guarded", "lookup", "transmits", "named"])
  func isFoundAndLoaded(program: String) throws {
    let object = try load(program)
    #expect(object.programs.map(\.name) == [program])
    #expect(object.notes == [])
    #expect(!object.plan.modules.isEmpty)
  }

  /// The kernel's connection tracking is called, and has no connection to give.
  @Test func aFunctionOfAModuleIsCalled() throws {
    let program = try #require(try load("lookup").program(named: "lookup"))
    let packet = TestRunInput(data: [UInt8](repeating: 0, count: 64))
    #expect(try program.testRun(packet).returnValue == 0)
  }
}
