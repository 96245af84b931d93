internal import Bytes

extension KernelSymbols {
  /// The names of the symbols at some addresses; of several at one, the first.
  package func names(at addresses: Set<UInt64>) -> [UInt64: String] {
    var names: [UInt64: String] = [:]
    guard !addresses.isEmpty else { return names }
    let span = text.span
    var start = 0
    while start < span.byteCount, names.count < addresses.count {
      let end = span.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? span.byteCount
      let line = SymbolLine(span, start..<end)
      start = end + 1
      guard addresses.contains(line.address), names[line.address] == nil else { continue }
      var name: [UInt8] = []
      var place = line.nameStart
      while place < line.end, let byte: UInt8 = span.load(at: place), byte > 0x20 {
        name.append(byte)
        place += 1
      }
      names[line.address] = String(decoding: name, as: UTF8.self)
    }
    return names
  }
}
