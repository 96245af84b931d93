// Swift Testing is there in test targets of every toolchain, and in libraries where the toolchain has
// it on their search path: on Linux, but for static links.
#if canImport(Testing)
public import BPFObject
public import Testing

extension RelocationMatrix {
  /// Records an issue for each need that breaks a program on some kernel and may not be missing.
  ///
  /// Each issue says what is missing on which kernels, the program and the line of C, why, and what
  /// to do. Without Swift Testing, `#expect(matrix.broken.isEmpty, "\(matrix)")` says the same in one.
  ///
  /// - Parameter sourceLocation: the place of the expectation.
  public func expectNothingBroken(sourceLocation: SourceLocation = #_sourceLocation) {
    for row in broken {
      Issue.record("\(objectName): \(row)", sourceLocation: sourceLocation)
    }
  }

  /// Records an issue for each allowance that is no longer needed.
  ///
  /// - Parameter sourceLocation: the place of the expectation.
  public func expectEveryAllowanceUsed(sourceLocation: SourceLocation = #_sourceLocation) {
    for name in unusedAllowances {
      Issue.record(
        "\(objectName): '\(name)' may be missing, and nothing breaks for it",
        sourceLocation: sourceLocation)
    }
  }
}
#endif
