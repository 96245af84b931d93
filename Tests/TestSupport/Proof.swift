import Synchronization
import SystemPackage
public import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Says which rows of the table in `docs/attach.md` a test proves.
///
///     @Suite("Kernel probes", .proves("kprobe"), .requires(.bpf, .kprobes))
///     struct KernelProbeTests {
///       @Test("a probe counts the calls") func counts() throws { … }
///
///       @Test("the end of a function, too", .proves("kretprobe", "kretprobe.multi"))
///       func returns() throws { … }
///     }
///
/// On a suite it holds for all tests in it, beside those that they name themselves (`returns` above
/// proves three rows). A row is named after what it attaches, as the section of a program is:
/// `kprobe`, `uprobe.multi`, `usdt`, `fentry`, `lsm.s`, `iter`, `tcx`, `cgroup/connect4`. The order
/// of the traits does not matter.
///
/// In the table a row is *passed* on a kernel when one of its tests ran there and none failed, *not
/// in this kernel* when all were skipped, for the reason that their requirements give, so
/// say with ``Testing/Trait/requires(_:sourceLocation:)`` what a test needs, not with `.enabled(if:)`.
///
/// Where the environment variable `SWIFT_BPF_PROOFS` names a file, a line is appended to it for each
/// row of each test: the row, what became of the test, and the reason or the test's name, with tabs
/// between. `Scripts/vm-test --logs` keeps these files and `Scripts/attach-table` reads them.
public struct Proof: TestTrait, SuiteTrait, TestScoping {
  let rows: [String]

  /// The tests of a suite prove what the suite does.
  public var isRecursive: Bool { true }

  /// Each case of a test is watched, unless nobody wants to know.
  public func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
    testCase == nil || Proof.file == nil ? nil : self
  }

  /// Runs a test and notes what became of it.
  public func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @Sendable @concurrent () async throws -> Void
  ) async throws {
    let failed = Atomic(false)
    let watch = IssueHandlingTrait.filterIssues { issue in
      if issue.isFailure { failed.store(true, ordering: .relaxed) }
      return true
    }
    do {
      try await watch.provideScope(for: test, testCase: testCase, performing: function)
    } catch {
      try Proof.write(rows, .failed, test)
      throw error
    }
    try Proof.write(rows, failed.load(ordering: .relaxed) ? .failed : .passed, test)
  }
}

extension Trait where Self == Proof {
  /// Says which rows of the table in `docs/attach.md` the tests prove: see ``Proof``.
  public static func proves(_ rows: String...) -> Self {
    Self(rows: rows)
  }
}

extension Proof {
  enum Outcome {
    case passed
    case failed
    case skipped(_ reason: String)
  }

  static let file: FilePath? = {
    guard let path = unsafe getenv("SWIFT_BPF_PROOFS") else { return nil }
    return FilePath(unsafe String(cString: path))
  }()

  /// Notes what becomes of a test that does not run.
  static func note(_ outcome: Outcome, for test: Test) throws {
    let rows = test.traits.compactMap { $0 as? Proof }.flatMap(\.rows)
    try write(rows, outcome, test)
  }

  private static func write(_ rows: [String], _ outcome: Outcome, _ test: Test) throws {
    guard let file, !rows.isEmpty else { return }
    let (word, rest) =
      switch outcome {
      case .passed: ("passed", "\(test.id)")
      case .failed: ("failed", "\(test.id)")
      case .skipped(let reason): ("skipped", reason)
      }
    let line = rest.map { $0 == "\n" || $0 == "\t" ? " " : $0 }
    let text = rows.map { "\($0)\t\(word)\t\(String(line))\n" }.joined()
    let descriptor = try FileDescriptor.open(
      file, .writeOnly, options: [.append, .create], permissions: [.ownerReadWrite, .groupRead])
    // One write for each test, so that the lines of tests at the same time stay whole.
    try descriptor.closeAfter { _ = try descriptor.writeAll(text.utf8) }
  }
}
