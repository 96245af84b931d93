/// The times of one operation, measured many times in one process.
struct Measurement {
  let name: String
  /// Nanoseconds for one operation, in ascending order.
  let samples: [Double]
  /// What was measured: sizes and counts.
  let facts: [(String, Int)]

  /// The first runs fill caches and lazily made tables, and are not counted.
  static let warmUps = 2

  /// Measures an operation.
  ///
  /// - Parameters:
  ///   - runs: how often it is timed; the median is reported.
  ///   - count: how many operations one run of `body` carries out.
  init(
    _ name: String, runs: Int, count: Int = 1, facts: [(String, Int)] = [], body: () throws -> Void
  ) rethrows {
    let clock = ContinuousClock()
    var times: [Duration] = []
    for _ in 0..<(runs + Self.warmUps) { times.append(try clock.measure { try body() }) }
    self.init(name, times: times, count: count, facts: facts)
  }

  /// The figures of runs that were timed, those for warming up included.
  init(_ name: String, times: [Duration], count: Int, facts: [(String, Int)]) {
    self.name = name
    self.facts = facts
    samples = times.dropFirst(Self.warmUps).map { time in
      let (seconds, attoseconds) = time.components
      return (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(max(1, count))
    }.sorted()
  }

  var median: Double { samples.isEmpty ? 0 : samples[samples.count / 2] }

  /// One JSON object in a line.
  var line: String {
    var fields = [
      "\"name\":\"\(name)\"", "\"unit\":\"ns\"", "\"runs\":\(samples.count)",
      "\"median\":\(rounded(median))", "\"min\":\(rounded(samples.first ?? 0))",
      "\"max\":\(rounded(samples.last ?? 0))",
    ]
    fields += facts.map { "\"\($0)\":\($1)" }
    return "{" + fields.joined(separator: ",") + "}"
  }

  private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
