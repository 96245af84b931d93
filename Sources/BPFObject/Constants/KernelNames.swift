/// Names of consecutive kernel constants, indexed by value.
extension [String] {
  func value(_ value: UInt32) -> String? {
    guard value < UInt32(clamping: count), !self[Int(value)].isEmpty else { return nil }
    return self[Int(value)]
  }

  func name(_ value: UInt32) -> String {
    self.value(value) ?? String(value)
  }

  func cName(_ value: UInt32, prefix: String) -> String {
    self.value(value).map { prefix + $0.uppercased() } ?? String(value)
  }
}

extension [(bit: UInt32, name: String)] {
  func description(ofBits bits: UInt32) -> String {
    var rest = bits
    var parts: [String] = []
    for (bit, name) in self where rest & (1 << bit) != 0 {
      parts.append(name)
      rest &= ~(1 << bit)
    }
    if rest != 0 || parts.isEmpty { parts.append(rest == 0 ? "0" : "0x" + String(rest, radix: 16)) }
    return parts.joined(separator: "|")
  }
}
