internal import Bytes

/// The names nearest to one that is not there: those that differ in a letter or two, or else the
/// shortest that begin with it.
struct NearNames {
  private static let limit = 2
  private static let count = 3
  /// The shortest name of which it is worth saying what begins with it.
  private static let shortestPrefix = 4
  /// Rows of the distance's table are as long as the name; longer ones are not names.
  private static let longestName = 512

  private let wanted: [UInt8]
  private var previous: [Int]
  private var current: [Int]
  private var close: [(distance: Int, name: String)] = []
  private var longer: [(count: Int, name: String)] = []

  init(to wanted: [UInt8]) {
    self.wanted = wanted
    previous = Array(repeating: 0, count: wanted.count &+ 1)
    current = previous
  }

  /// Takes a name if it is near enough.
  mutating func consider(_ name: RawSpan) {
    guard !wanted.isEmpty, wanted.count <= NearNames.longestName,
      name.load(UInt8.self, at: 0) == wanted.first
    else { return }
    let difference = name.byteCount &- wanted.count
    if abs(difference) <= NearNames.limit, let distance = distance(to: name) {
      guard !name.containsDot else { return }
      close.append((distance, name.text))
    } else if difference > 0, wanted.count >= NearNames.shortestPrefix, name.starts(with: wanted),
      longer.count < NearNames.count || name.byteCount < (longer.last?.count ?? 0),
      !name.containsDot
    {
      longer.append((name.byteCount, name.text))
      longer.sort { ($0.count, $0.name) < ($1.count, $1.name) }
      if longer.count > NearNames.count { longer.removeLast() }
    }
  }

  /// The nearest first.
  var names: [String] {
    guard close.isEmpty else {
      return close.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(NearNames.count).map(\.name)
    }
    return longer.map(\.name)
  }

  /// How many letters have to be changed, added or removed; `nil` beyond the limit.
  private mutating func distance(to name: RawSpan) -> Int? {
    for column in previous.indices { previous[column] = column }
    for row in 0..<name.byteCount {
      let byte: UInt8? = name.load(at: row)
      current[0] = row &+ 1
      var least = row &+ 1
      for column in wanted.indices {
        let change = previous[column] &+ (byte == wanted[column] ? 0 : 1)
        let value = min(change, previous[column &+ 1] &+ 1, current[column] &+ 1)
        current[column &+ 1] = value
        least = min(least, value)
      }
      if least > NearNames.limit { return nil }
      swap(&previous, &current)
    }
    return previous.last.flatMap { $0 <= NearNames.limit ? $0 : nil }
  }
}

extension Array<UInt8> {
  /// How many letters have to be changed, added or removed to get another text; `nil` beyond a limit.
  package func distance(to other: [UInt8], limit: Int) -> Int? {
    var previous = Array<Int>(0...other.count)
    for (row, byte) in enumerated() {
      var current = [row + 1]
      for (column, wanted) in other.enumerated() {
        let change = previous[column] + (byte == wanted ? 0 : 1)
        current.append(Swift.min(change, previous[column + 1] + 1, current[column] + 1))
      }
      if (current.min() ?? 0) > limit { return nil }
      previous = current
    }
    return previous.last.flatMap { $0 <= limit ? $0 : nil }
  }
}

extension RawSpan {
  fileprivate var containsDot: Bool {
    unsafe withUnsafeBytes { bytes in unsafe bytes.contains(UInt8(ascii: ".")) }
  }
}
