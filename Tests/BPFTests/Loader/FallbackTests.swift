import BPF
import BPFObject
import TestSupport
import Testing

/// What is done for older kernels is accepted by newer ones too, which shows that it is well-formed.
@Suite(.requires(.bpf, .kernel(since: "5.15", for: "bpf_get_func_ip in kprobes")))
struct FallbackTests {
  @Test(arguments: [
    [], [Feature.argumentContextTag], [.probeReadKernel], [.mappableArray],
    [.btfFloat, .btfDeclarationTag, .btfTypeTag, .btfEnum64], [.btfGlobalFunction], [.btf],
  ])
  func theKernelTakesTheFallback(missing: [Feature]) throws {
    let file = try ObjectFile(try Fixture.object("context_tag"), name: "context_tag")
    let kernel = Kernel()
    var target = try kernel.target(for: file)
    target.missing.formUnion(missing)
    // The tagged parameter is understood by its tag or by its type, and not without BTF.
    let needsTypes =
      !missing.contains(.btf) && !missing.contains(.btfGlobalFunction)
      && (missing.contains(.argumentContextTag) || !missing.contains(.btfDeclarationTag))
    let programs: Set = needsTypes ? ["calls", "calls_twice", "reads"] : ["reads"]
    let object = try file.load(
      into: kernel, options: LoadOptions(programs: programs, target: target))
    #expect(object.programs.count == programs.count)
    #expect(object.notes == [])
  }
}
