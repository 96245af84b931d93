import BPFTesting
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The example of the README, where it finds the files that it names: run from the package's folder.
@Suite(.enabled(if: unsafe access("Fixtures/kernels", R_OK) == 0)) struct ReadmeExample {
  // readme-testing-example
  @Test func loadsOnEveryKernelOfTheFleet() throws {
    let matrix = try RelocationMatrix(
      object: "Fixtures/objects/kernel_fields.bpf.o",
      kernels: .recorded(in: "Fixtures/kernels"))
    #expect(matrix.broken.isEmpty, "\(matrix)")
  }
  // end
}

@Suite struct TestingReadmeTests {
  /// The example in the README is the one above, which the compiler has just compiled.
  @Test func theExampleIsCompiled() throws {
    let here = try Bytes(contentsOf: FilePath(#filePath)).text
    let example = here.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasSuffix("// readme-testing-example") }.dropFirst()
      .prefix { !$0.hasSuffix("// end") }
      .map { $0.dropFirst(2) + "\n" }.joined()
    #expect(!example.isEmpty)
    let readme = try Bytes(contentsOf: Fixture.path("../README.md")).text
    #expect(readme.contains("```swift\nimport BPFTesting\nimport Testing\n\n\(example)```\n"))
  }
}
