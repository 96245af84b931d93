internal import Bytes

/// The names nearest to one that is not there: those that differ in a letter or two, or else the
/// shortest that begin with it.
package struct NearNames {
  private static let limit = 2
  private static let count = 3
  /// The shortest name of which it is worth saying what begins with it.
  private static let shortestPrefix = 4
  /// Rows of the distance's table are as long as the name; longer ones are not names.
  private static let longestName = 512

  private let wanted: [UInt8]
  private let takesDots: Bool
  private var previous: [Int]
  private var current: [Int]
  private var close: [(distance: Int, name: String)] = []
  private var longer: [(count: Int, name: String)] = []

  /// - Parameters:
  ///   - wanted: the name that is not there.
  ///   - takesDots: whether names with dots are names as others are, and not what a compiler made of
  ///     functions of the kernel.
  package init(to wanted: some Sequence<UInt8>, takesDots: Bool = false) {
    let wanted = Array(wanted)
    self.wanted = wanted
    self.takesDots = takesDots
    previous = Array(repeating: 0, count: wanted.count &+ 1)
    current = previous
  }

  /// Takes a name if it is near enough.
  package mutating func consider(_ name: String) {
    let bytes = name.utf8.span
    // Characters have no padding.
    unsafe consider(bytes.bytes)
  }

  /// Takes a name if it is near enough.
  mutating func consider(_ name: RawSpan) {
    guard !wanted.isEmpty, wanted.count <= NearNames.longestName,
      name.load(UInt8.self, at: 0) == wanted.first
    else { return }
    let difference = name.byteCount &- wanted.count
    if abs(difference) <= NearNames.limit, let distance = distance(to: name) {
      guard takesDots || !name.containsDot else { return }
      close.append((distance, name.text))
    } else if difference > 0, wanted.count >= NearNames.shortestPrefix, name.starts(with: wanted),
      longer.count < NearNames.count || name.byteCount < (longer.last?.count ?? 0),
      takesDots || !name.containsDot
    {
      longer.append((name.byteCount, name.text))
      longer.sort { ($0.count, $0.name) < ($1.count, $1.name) }
      if longer.count > NearNames.count { longer.removeLast() }
    }
  }

  /// The nearest first, each once.
  package var names: [String] {
    guard close.isEmpty else {
      var names: [String] = []
      for (_, name) in close.sorted(by: { ($0.distance, $0.name) < ($1.distance, $1.name) })
      where names.count < NearNames.count && !names.contains(name) {
        names.append(name)
      }
      return names
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

extension RawSpan {
  fileprivate var containsDot: Bool {
    unsafe withUnsafeBytes { bytes in unsafe bytes.contains(UInt8(ascii: ".")) }
  }
}
