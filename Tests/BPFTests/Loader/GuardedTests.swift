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
    var loaded = 0
    for program in object.programs where hasLoop || !program.name.hasSuffix("callback") {
      let target = try kernel.target(for: object, programs: [program.name])
      let matrix = try RelocationMatrix(
        object, kernels: [RecordedKernel(name: "running", target: target)],
        programs: [program.name])
      do {
        _ = try object.load(
          into: kernel, options: LoadOptions(programs: [program.name]))
        #expect(matrix.broken.isEmpty, "\(program.name) loads: \(matrix)")
        loaded += 1
      } catch {
        #expect(!matrix.broken.isEmpty, "\(program.name) does not load: \(error)")
      }
    }
    #expect(loaded >= 20 && loaded < object.programs.count - 10)
  }
}
