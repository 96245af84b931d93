import BPFObject
import TestSupport
import Testing

@testable import BPF

/// What objects need, held against the running kernel, and the load that proves the answer right.
@Suite("Preflight", .requires(.bpf, .kernelBTF)) struct PreflightTests {
  private static let kernel = Kernel()

  private func file(_ name: String) throws -> ObjectFile {
    try ObjectFile(try Fixture.object(name), name: name)
  }

  private func unmet(_ name: String) throws -> [UnmetNeed] {
    try PreflightTests.kernel.check(try file(name).requirements())
  }

  @Test("objects that load here need nothing that is not here", arguments: ["xdp_pass", "many"])
  func met(name: String) throws {
    #expect(try unmet(name).filter(\.isCertain).isEmpty)
    _ = try file(name).load(into: PreflightTests.kernel)
  }

  @Test(
    "a kernel function that no kernel has",
    .requires(.kernel(since: "5.14", for: "syscall programs")))
  func missingFunction() throws {
    let needs = try unmet("kfunc_missing").filter(\.isCertain)
    #expect(needs.contains { $0.what.contains("no_such_kernel_function") && $0.users == ["calls"] })
    #expect(needs.allSatisfy { !$0.reason.isEmpty && !$0.remedy.isEmpty })
    #expect(throws: BPFError.self) { _ = try file("kfunc_missing").load() }
  }

  @Test("what an old kernel lacks is said with the first that has it")
  func oldKernel() throws {
    let needs = try unmet("jump_tables").filter(\.isCertain)
    let support = PreflightTests.kernel.support(for: MapType.instructionArray)
    guard support == .unsupported else {
      #expect(!needs.contains { $0.what.contains("INSN_ARRAY") })
      return
    }
    let need = try #require(needs.first { $0.what.contains("INSN_ARRAY") })
    #expect(need.firstKernel == "6.19")
    #expect(need.remedy.contains("6.19"))
    #expect(throws: BPFError.self) { _ = try file("jump_tables").load() }
  }

  @Test("without privileges, what is missing is the capability")
  func capabilities() throws {
    let fake = unsafe FakeSystemCalls(files: [
      "/proc/self/status": "CapEff:\t0000000000000000\n"
    ])
    let needs = try Kernel(calls: fake).check(try file("xdp_pass").requirements())
    #expect(needs.contains { $0.what.hasPrefix("CAP_") && $0.remedy.contains("setcap") })
  }
}
