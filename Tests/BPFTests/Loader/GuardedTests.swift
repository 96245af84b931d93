import BPF
import BPFObject
import TestSupport
import Testing

/// What the matrix says of a kernel, its verifier must say too.
@Suite(.requires(.bpf, .kernelBTF)) struct GuardedTests {
  @Test func theVerifierAgreesAboutEveryProgram() throws {
    let kernel = Kernel()
    let object = try ObjectFile(try Fixture.object("guarded"), name: "guarded")
    // bpf_loop is of kernel 5.17.
    let hasLoop = kernel.version.map { $0 >= KernelVersion(5, 17) } ?? false
    let programs = Set(
      object.programs.map(\.name).filter { hasLoop || !$0.hasSuffix("callback") })
    let target = try kernel.target(for: object, programs: programs)
    let matrix = try RelocationMatrix(
      object, kernels: [RecordedKernel(name: "running", target: target)], programs: programs)
    let broken = Set(matrix.broken.flatMap(\.causes).flatMap(\.breakage.programs))
    for program in broken {
      #expect(throws: BPFError.self, "\(program) does not load: \(matrix)") {
        _ = try object.load(into: kernel, options: LoadOptions(programs: [program]))
      }
    }
    let good = programs.subtracting(broken)
    // At once, because preparing takes longer than verifying; an error names its program.
    _ = try object.load(into: kernel, options: LoadOptions(programs: good))
    #expect(good.count >= 20 && good.count < programs.count)
  }
}
