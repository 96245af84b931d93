extension ProbeArgument.Place {
  /// An operand as the assembler of arm64 writes it: `-7`, `x0`, `w1`, `[sp, 12]`, `[x0, x1, lsl 3]`.
  init(arm64 text: String) throws(ProbeArgument.OperandError) {
    if let value = Self.number(text.hasPrefix("#") ? text.dropFirst() : text[...]) {
      self = .constant(UInt64(bitPattern: value))
    } else if text.hasPrefix("[") {
      self = try Self.arm64Memory(text)
    } else {
      self = .register(try Self.arm64Register(text[...]))
    }
  }

  private static func arm64Memory(_ text: String) throws(ProbeArgument.OperandError) -> Self {
    guard text.hasSuffix("]") else { throw .init("its address is malformed") }
    let parts = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
      .map(trimmed)
    guard let first = parts.first, parts.count <= 3 else { throw .init("its address is malformed") }
    let base = try arm64Register(first)
    guard parts.count > 1 else { return .memory(base: base, displacement: 0) }
    if parts.count == 2, let displacement = number(parts[1].drop { $0 == "#" }) {
      return .memory(base: base, displacement: displacement)
    }
    // A 32-bit index would have to be extended first.
    guard parts[1].hasPrefix("x") else { throw .init("its index is no 64-bit register") }
    let index = try arm64Register(parts[1])
    guard parts.count == 3 else {
      return .indexed(base: base, index: index, shift: 0, displacement: 0)
    }
    let words = parts[2].split(separator: " ")
    guard words.count == 2, words[0] == "lsl", let shift = number(words[1].drop { $0 == "#" }),
      (0...4).contains(shift)
    else { throw .init("its index is not shifted left by 0 to 4") }
    return .indexed(base: base, index: index, shift: Int(shift), displacement: 0)
  }

  /// Where a register stands in `struct user_pt_regs`: 31 of 8 bytes, then the stack pointer.
  private static func arm64Register(
    _ text: Substring
  ) throws(ProbeArgument.OperandError) -> Int {
    if text == "sp" { return 31 * 8 }
    if text == "pc" { return 32 * 8 }
    if text == "fp" || text == "lr" { return (text == "fp" ? 29 : 30) * 8 }
    guard text.first == "x" || text.first == "w", let number = Int(text.dropFirst()),
      (0...30).contains(number)
    else { throw .init("\(text) is no register that programs can read") }
    return number * 8
  }
}
