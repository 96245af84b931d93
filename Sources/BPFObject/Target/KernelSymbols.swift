public import Bytes

/// The symbols of a kernel and their addresses: the text of `/proc/kallsyms`.
public struct KernelSymbols: Sendable {
  let text: Bytes

  /// The symbols in a text of lines such as `ffffffff81a1b2c0 T schedule [module]`.
  public init(_ text: Bytes) {
    self.text = text
  }

  /// What is known of a symbol.
  public enum Lookup: Sendable, Hashable {
    /// It has one address.
    case found(UInt64)
    /// The kernel has no such symbol.
    case missing
    /// Several symbols of that name have different addresses; two of them are given.
    case ambiguous(UInt64, UInt64)
    /// The kernel shows every address as 0, because the process may not see them
    /// (`kernel.kptr_restrict`).
    case hidden
  }

  /// Looks for one symbol.
  public subscript(name: String) -> Lookup { lookUp([name])[name] ?? .missing }

  /// Looks for several symbols in one pass over the text.
  func lookUp(_ names: Set<String>) -> [String: Lookup] {
    var found: [String: Lookup] = [:]
    guard !names.isEmpty else { return found }
    let wanted = Dictionary(grouping: names.map { Array($0.utf8) }, by: \.first)
    var isFirstByte = [Bool](repeating: false, count: 256)
    for case let byte? in wanted.keys { isFirstByte[Int(byte)] = true }
    var showsAddresses = false
    let span = text.span
    var start = 0
    while start < span.byteCount {
      let end = span.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? span.byteCount
      let line = SymbolLine(span, start..<end)
      start = end + 1
      if line.address != 0 { showsAddresses = true }
      guard let first: UInt8 = span.load(at: line.nameStart), isFirstByte[Int(first)] else {
        continue
      }
      for name in wanted[first] ?? [] where line.isNamed(name, in: span) {
        let name = String(decoding: name, as: UTF8.self)
        switch found[name] {
        case nil: found[name] = .found(line.address)
        case .found(let other) where other != line.address:
          found[name] = .ambiguous(other, line.address)
        default: break
        }
      }
    }
    if !showsAddresses {
      for name in found.keys { found[name] = .hidden }
    }
    return found
  }
}

/// One line of the text: address, kind, name, and a module's name that does not count.
struct SymbolLine {
  let address: UInt64
  let kind: UInt8
  let nameStart: Int
  let end: Int

  init(_ span: RawSpan, _ line: Range<Int>) {
    let (address, place) = span.hexadecimal(in: line)
    self.address = address
    kind = span.load(at: place + 1) ?? 0
    nameStart = min(place + 3, line.upperBound)
    end = line.upperBound
  }

  /// Whether the symbol has a name, or had it before link-time optimisation renamed it.
  func isNamed(_ wanted: [UInt8], in span: RawSpan) -> Bool {
    var place = nameStart
    for byte in wanted {
      guard place < end, span.load(UInt8.self, at: place) == byte else { return false }
      place += 1
    }
    guard place < end, let next: UInt8 = span.load(at: place) else { return true }
    if next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { return true }
    // Static variables get the suffix ".llvm." and a hash.
    guard kind == UInt8(ascii: "d"), let rest = span.part(at: place, count: end - place) else {
      return false
    }
    return rest.text.hasPrefix(".llvm.")
  }

  /// Whether the symbol is of code: `t`, `T`, or weak.
  var isFunction: Bool {
    switch kind {
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "w"), UInt8(ascii: "W"): true
    default: false
    }
  }
}
