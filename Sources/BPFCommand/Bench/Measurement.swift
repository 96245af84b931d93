/// The times of one operation, measured many times in one process.
struct Measurement {
  let name: String
  /// Nanoseconds for one operation, in ascending order.
  let samples: [Double]
  /// What was measured: sizes and counts.
  let facts: [(String, Int)]

  /// Measures an operation.
  ///
  /// - Parameters:
  ///   - runs: how often it is timed; the median is reported.
  ///   - count: how many operations one run of `body` carries out.
  init(
    _ name: String, runs: Int, count: Int = 1, facts: [(String, Int)] = [], body: () throws -> Void
  ) rethrows {
    self.name = name
    self.facts = facts
    let clock = ContinuousClock()
    var samples: [Double] = []
    // The first runs fill caches and lazily made tables.
    for run in 0..<(runs + 2) {
      let time = try clock.measure { try body() }
      guard run >= 2 else { continue }
      let (seconds, attoseconds) = time.components
      samples.append((Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(max(1, count)))
    }
    self.samples = samples.sorted()
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
