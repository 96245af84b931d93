public import Bytes

/// The options that a kernel was built with: the text of `/proc/config.gz` or `/boot/config-*`.
///
/// Lines of the form `CONFIG_NAME=value` count; all others, such as `# CONFIG_NAME is not set`, do
/// not.
public struct KernelConfiguration: Sendable {
  /// The texts; an option of an earlier one hides that of a later one.
  private var texts: [Bytes]

  /// The configuration in a text.
  public init(_ text: String) {
    self.init(Bytes(Array(text.utf8)))
  }

  /// The configuration in the bytes of a text.
  public init(_ text: Bytes) {
    texts = [text]
  }

  /// This configuration with the options of another where this one has none.
  public func backed(by other: KernelConfiguration) -> KernelConfiguration {
    var both = self
    both.texts += other.texts
    return both
  }

  /// The architecture, as the kernel's build system names it, and the version that the text begins
  /// with: `# Linux/x86 6.12.117 Kernel Configuration`.
  package var head: (architecture: String, version: KernelVersion?)? {
    guard let text = texts.first, let head = text.slice(at: 0, count: min(512, text.count)) else {
      return nil
    }
    for line in head.text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 3, words[0] == "#", words[1].hasPrefix("Linux/") else { continue }
      return (String(words[1].dropFirst(6)), KernelVersion(String(words[2])))
    }
    return nil
  }

  /// The value of an option as it is written, quotes included; `nil` when it is not set.
  public subscript(option: String) -> String? { values(of: [option])[option] }

  /// The values of some options, in one pass over the text.
  package func values(of options: Set<String>) -> [String: String] {
    var found: [String: String] = [:]
    guard !options.isEmpty else { return found }
    for text in texts {
      var own: [String: String] = [:]
      let span = text.span
      var start = 0
      while start < span.byteCount {
        var end = start
        while end < span.byteCount, span.load(UInt8.self, at: end) != UInt8(ascii: "\n") {
          end += 1
        }
        if let line = span.part(at: start, count: end - start),
          let (name, value) = KernelConfiguration.parse(line), options.contains(name)
        {
          own[name] = value
        }
        start = end + 1
      }
      found.merge(own) { first, _ in first }
    }
    return found
  }

  /// Name and value of a line that sets an option.
  private static func parse(_ line: RawSpan) -> (name: String, value: String)? {
    // "CON": most lines of a configuration are comments or empty.
    guard line.load(UInt8.self, at: 0) == UInt8(ascii: "C"),
      line.load(UInt8.self, at: 3) == UInt8(ascii: "F")
    else { return nil }
    let text = line.text
    guard text.hasPrefix("CONFIG_"), let equals = text.firstIndex(of: "=") else { return nil }
    var value = text[text.index(after: equals)...]
    while let last = value.last, last == "\r" || last == " " || last == "\t" { value.removeLast() }
    return (String(text[..<equals]), String(value))
  }
}
