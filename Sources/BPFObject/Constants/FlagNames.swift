/// Names of the bits of a set of flags.
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
