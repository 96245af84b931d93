extension ProbeArgument.Place {
  /// An operand as the assembler of x86-64 writes it: `$-7`, `%rdi`, `-20(%rbp)`, `8(%rax,%rbx,4)`.
  init(x86 text: String) throws(ProbeArgument.OperandError) {
    if text.hasPrefix("$") {
      guard let value = Self.number(text.dropFirst()) else {
        throw .init("its constant is not a number")
      }
      self = .constant(UInt64(bitPattern: value))
    } else if text.hasPrefix("%") {
      self = .register(try Self.x86Register(text[...]))
    } else {
      self = try Self.x86Memory(text)
    }
  }

  private static func x86Memory(_ text: String) throws(ProbeArgument.OperandError) -> Self {
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else {
      throw .init("it is neither a constant, a register nor memory by a register")
    }
    let head = text[..<open]
    guard let displacement = head.isEmpty ? 0 : number(head) else {
      throw .init("it is relative to the symbol \(head), whose address only the process knows")
    }
    let parts = text[text.index(after: open)...].dropLast()
      .split(separator: ",", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 3 else { throw .init("its address is malformed") }
    guard !first.isEmpty else { throw .init("its address has an index but no base") }
    let base = try x86Register(trimmed(first))
    guard parts.count > 1 else { return .memory(base: base, displacement: displacement) }
    let index = try x86Register(trimmed(parts[1]))
    let shifts: [Substring: Int] = ["1": 0, "2": 1, "4": 2, "8": 3]
    guard let shift = parts.count == 2 ? 0 : shifts[trimmed(parts[2])] else {
      throw .init("its index is not scaled by 1, 2, 4 or 8")
    }
    return .indexed(base: base, index: index, shift: shift, displacement: displacement)
  }

  static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }

  private static func x86Register(
    _ text: Substring
  ) throws(ProbeArgument.OperandError) -> Int {
    guard text.hasPrefix("%"), let offset = x86Registers[text.dropFirst()] else {
      throw .init("\(text) is no register that programs can read")
    }
    return offset
  }

  /// Where registers stand in `struct pt_regs` (`arch/x86/include/asm/ptrace.h`), by every name of
  /// which the low bytes begin where the register does.
  private static let x86Registers: [Substring: Int] = {
    var registers: [Substring: Int] = ["rip": 128, "eip": 128]
    let named: [(String, Int)] = [
      ("bp", 32), ("bx", 40), ("ax", 80), ("cx", 88), ("dx", 96), ("si", 104), ("di", 112),
      ("sp", 152),
    ]
    for (name, offset) in named {
      for prefix in ["r", "e", ""] { registers[Substring(prefix + name)] = offset }
      registers[Substring(name.hasSuffix("x") ? name.prefix(1) + "l" : name + "l")] = offset
    }
    let numbered = [(15, 0), (14, 8), (13, 16), (12, 24), (11, 48), (10, 56), (9, 64), (8, 72)]
    for (number, offset) in numbered {
      for suffix in ["", "d", "w", "b"] { registers["r\(number)\(suffix)"] = offset }
    }
    return registers
  }()
}
