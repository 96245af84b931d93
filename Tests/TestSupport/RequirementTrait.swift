import Synchronization
public import Testing

/// Skips tests where something that they need is missing, and fails them where it should not be.
public struct RequirementTrait: TestTrait, SuiteTrait {
  /// A value that many tests ask for and that is found out once.
  private final class Answer: Sendable {
    private let stored = Mutex<(Requirement, Requirement.Outcome)?>(nil)
    private let requirements: [Requirement]

    init(_ requirements: [Requirement]) {
      self.requirements = requirements
    }

    /// The first requirement that is not met, and what is with it.
    var value: (Requirement, Requirement.Outcome)? {
      stored.withLock { stored in
        if let stored { return stored }
        for requirement in requirements {
          let outcome = requirement.outcome()
          stored = (requirement, outcome)
          guard case .met = outcome else { break }
        }
        return stored
      }
    }
  }

  private let answer: Answer
  private let sourceLocation: SourceLocation

  init(_ requirements: [Requirement], sourceLocation: SourceLocation) {
    answer = Answer(requirements)
    self.sourceLocation = sourceLocation
  }

  /// The tests of a suite need what the suite does.
  public var isRecursive: Bool { true }

  /// Skips the test or fails it, unless it can run.
  public func prepare(for test: Test) async throws {
    guard let (requirement, outcome) = answer.value else { return }
    switch outcome {
    case .met: return
    case .missing(let reason):
      let comment = "\(requirement.name): \(reason)"
      try Proof.note(.skipped(comment), for: test)
      try await ConditionTrait.disabled(
        Comment(rawValue: comment), sourceLocation: sourceLocation
      ).prepare(for: test)
    case .defect(let reason):
      let defect = RequirementDefect(description: "\(requirement.name): \(reason)")
      try Proof.note(.failed, for: test)
      throw defect
    }
  }
}

/// What a test needs should be there and is not.
struct RequirementDefect: Error, CustomStringConvertible {
  let description: String
}

extension Trait where Self == RequirementTrait {
  /// Skips the test, and says why, where something that it needs is missing; fails where that
  /// should not be.
  ///
  /// Nothing is looked up before the test is about to run, and then once for all tests of a suite.
  public static func requires(
    _ requirements: Requirement..., sourceLocation: SourceLocation = #_sourceLocation
  ) -> Self {
    Self(requirements, sourceLocation: sourceLocation)
  }
}
