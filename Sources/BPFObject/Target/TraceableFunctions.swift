package import Bytes

/// The functions that the kernel can trace, as the text of `available_filter_functions`, or of
/// `available_filter_functions_addrs` (Linux 6.5), of the trace file system.
package struct TraceableFunctions: Sendable {
  private let text: Bytes
  private let hasAddresses: Bool

  /// The functions in lines such as `[ffffffff81a1b2c0 ]tcp_connect[ [module]]`.
  ///
  /// - Parameter hasAddresses: whether an address stands before each name.
  package init(_ text: Bytes, hasAddresses: Bool) {
    self.text = text
    self.hasAddresses = hasAddresses
  }

  /// What stands for functions that were thrown away when the kernel was linked.
  private static let placeholder = Array("__ftrace_invalid_address__".utf8)

  /// Calls a closure with each function that is of a pattern, in the text's order.
  ///
  /// - Parameter body: takes the address, 0 where the text has none, the name, and the name of the
  ///   module, empty for the kernel's own.
  package func forEach(
    of pattern: GlobPattern, _ body: (_ address: UInt64, _ name: RawSpan, _ module: RawSpan) -> Void
  ) {
    let span = text.span
    let placeholder = TraceableFunctions.placeholder
    span.forEachLine { line in
      var address: UInt64 = 0
      var start = line.lowerBound
      if hasAddresses {
        let word = span.word(from: start, to: line.upperBound)
        let (value, end) = span.hexadecimal(in: word)
        guard end == word.upperBound, value != 0 else { return }
        address = value
        start = end
      }
      let word = span.word(from: start, to: line.upperBound)
      guard !word.isEmpty, let name = span.part(at: word.lowerBound, count: word.count),
        pattern.matches(name), !name.starts(with: placeholder)
      else { return }
      let module = span.module(in: word.upperBound..<line.upperBound)
      guard let module = span.part(at: module.lowerBound, count: module.count) else { return }
      body(address, name, module)
    }
  }

  /// Whether a function of exactly that name is among them.
  package func contains(_ name: String) -> Bool {
    var found = false
    forEach(of: GlobPattern(exactly: name)) { _, _, _ in found = true }
    return found
  }
}
