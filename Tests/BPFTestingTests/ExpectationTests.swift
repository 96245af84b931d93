import BPFTesting
import SystemPackage
import TestSupport
import Testing

/// What a test of a user's sees of the matrix.
@Suite struct ExpectationTests {
  /// A kernel that has none of the objects' own types.
  static func kernels() throws -> [RecordedKernel] {
    [try RecordedKernel(contentsOf: Fixture.path("objects/targets/target_none.btf"))]
  }

  static func matrix(_ programs: Set<String>) throws -> RelocationMatrix {
    try RelocationMatrix(
      object: Fixture.path("objects/guarded.bpf.o"), kernels: kernels(), programs: programs)
  }

  @Test func nothingIsSaidOfWhatIsGuarded() throws {
    let matrix = try Self.matrix(["guarded_if", "guarded_flavours"])
    #expect(matrix.broken.isEmpty, "\(matrix)")
    matrix.expectNothingBroken()
    matrix.expectEveryAllowanceUsed()
  }

  @Test func oneIssueForEachBrokenNeed() throws {
    let matrix = try Self.matrix(["broken_plainly", "broken_behind_chance"])
    let issues = Issues()
    withKnownIssue {
      matrix.expectNothingBroken()
    } matching: { issue in
      issues.note(issue)
      return true
    }
    #expect(issues.texts.count == 2)
    for text in issues.texts {
      #expect(text.contains("guarded: struct core_moved.a is missing on target_none"))
      #expect(text.contains("guarded.bpf.c:"))
      #expect(text.contains("bpf_core_field_exists()"))
    }
    matrix.allowing(missing: "core_moved.a").expectNothingBroken()
  }

  @Test func allowancesThatAreNoLongerNeeded() throws {
    let matrix = try Self.matrix(["guarded_if"]).allowing(missing: "core_moved.a")
    let issues = Issues()
    withKnownIssue {
      matrix.expectEveryAllowanceUsed()
    } matching: { issue in
      issues.note(issue)
      return true
    }
    #expect(issues.texts.count == 1)
    #expect(issues.texts.first?.contains("'core_moved.a'") == true)
  }

  /// The issues that a closure was told of, one after the other on one thread.
  final class Issues: @unchecked Sendable {
    private(set) var texts: [String] = []
    func note(_ issue: Issue) { texts.append(issue.comments.map(\.rawValue).joined()) }
  }
}
