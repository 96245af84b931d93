extension BPFError: CustomStringConvertible {
  /// What failed, why, and what to do; and the end of the verifier's log.
  public var description: String {
    let facts = self.facts
    var text = facts.object.map { "\($0): " } ?? ""
    text += "cannot \(facts.action)"
    if let errno = facts.errno {
      text += ": \(errno.text) (\(errno.cName)"
      if let operation = facts.operation { text += " from \(operation)" }
      text += ")"
    }
    if let underlying = facts.underlyingError { text += ": \(underlying)" }
    text += "."
    if let reason = facts.reason { text += " \(BPFError.sentence(reason))" }
    if let advice = facts.advice { text += " \(BPFError.sentence(advice))" }
    if let log = facts.verifierLog, !log.isEmpty { text += BPFError.logSection(log) }
    return text
  }

  private static func sentence(_ text: String) -> String {
    guard let first = text.first else { return "" }
    let end = text.last == "." ? "" : "."
    return first.uppercased() + text.dropFirst() + end
  }

  /// How many lines of the log a description shows; the reason for a refusal is at the end.
  private static let logLines = 64

  private static func logSection(_ log: String) -> String {
    let lines = log.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.last == "" ? lines.dropLast() : lines[...]
    let hidden = shown.count - logLines
    let head = hidden > 0 ? "\nVerifier log (\(hidden) lines before these):" : "\nVerifier log:"
    return head + shown.suffix(logLines).map { "\n  \($0)" }.joined()
  }
}
