/// Which operations are measured, how often, and where the figures go.
struct Bench {
  let runs: Int
  /// Only operations whose name begins so.
  let prefix: String

  /// Measures an operation and prints its figures.
  ///
  /// - Parameter count: how many operations one run of `body` carries out.
  func measure(
    _ name: String, count: Int = 1, facts: [(String, Int)] = [], body: () throws -> Void
  ) rethrows {
    guard name.hasPrefix(prefix) else { return }
    print(try Measurement(name, runs: runs, count: count, facts: facts, body: body).line)
  }

  /// Measures an operation that each time needs something made ready, which is not timed.
  func measure(
    _ name: String, count: Int, facts: [(String, Int)], preparing prepare: () throws -> Void,
    body: () async throws -> Void
  ) async throws {
    guard name.hasPrefix(prefix) else { return }
    let clock = ContinuousClock()
    var times: [Duration] = []
    for _ in 0..<(runs + Measurement.warmUps) {
      try prepare()
      times.append(try await clock.measure { try await body() })
    }
    print(Measurement(name, times: times, count: count, facts: facts).line)
  }
}
