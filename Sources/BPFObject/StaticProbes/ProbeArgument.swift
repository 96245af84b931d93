/// Where a statically defined probe has one of its arguments.
package struct ProbeArgument: Sendable, Hashable {
  /// Bytes: 1, 2, 4 or 8.
  package var size: Int
  /// Whether the value is signed.
  package var isSigned: Bool
  /// Where the value is.
  package var place: Place

  /// Where a value is; registers are offsets in bytes in `struct pt_regs`.
  package enum Place: Sendable, Hashable {
    /// Nowhere: it is known.
    case constant(UInt64)
    /// In a register.
    case register(Int)
    /// In memory, at the address in a register and a number of bytes.
    case memory(base: Int, displacement: Int64)
    /// In memory, at the sum of a register, of another one shifted left, and of a number of bytes.
    case indexed(base: Int, index: Int, shift: Int, displacement: Int64)
  }

  /// Why an argument cannot be read.
  package struct Malformed: Error, Hashable {
    /// The argument as the note has it.
    package let text: String
    /// Why, as a sentence without a full stop.
    package let reason: String
  }

  /// The machines whose notations are known.
  package enum Machine: Sendable, Hashable {
    case x86_64, arm64

    /// The machine that runs this code; `nil` for one without a notation here.
    package static var host: Machine? {
      #if arch(x86_64)
      .x86_64
      #elseif arch(arm64)
      .arm64
      #else
      nil
      #endif
    }
  }

  /// Takes apart the arguments of a probe: `8@%rdi -4@-20(%rbp)`, `8@x0 -4@[sp, 12]`.
  package static func parse(
    _ text: String, for machine: Machine
  ) throws(Malformed) -> [ProbeArgument] {
    var arguments: [ProbeArgument] = []
    for word in words(of: text) { arguments.append(try ProbeArgument(word, machine)) }
    return arguments
  }

  /// The parts between spaces; those within brackets are none.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var depth = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: " ") where depth <= 0:
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        word = []
        continue
      default: break
      }
      word.append(byte)
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  private init(_ text: String, _ machine: Machine) throws(Malformed) {
    guard let mark = text.firstIndex(of: "@") else {
      throw Malformed(text: text, reason: "it does not begin with a size and @")
    }
    let head = text[..<mark]
    let digits = head.drop { $0 == "-" }
    guard let size = Int(digits), [1, 2, 4, 8].contains(size), head.count - digits.count <= 1 else {
      throw Malformed(
        text: text,
        reason: digits.last == "f"
          ? "it is a floating-point number, which programs cannot read"
          : "its size is none of 1, 2, 4 and 8 bytes")
    }
    self.size = size
    isSigned = head.first == "-"
    let operand = String(text[text.index(after: mark)...])
    do throws(OperandError) {
      place =
        switch machine {
        case .x86_64: try Place(x86: operand)
        case .arm64: try Place(arm64: operand)
        }
    } catch {
      throw Malformed(text: text, reason: error.reason)
    }
  }

  struct OperandError: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }
}

extension ProbeArgument.Place {
  /// A whole number as the notations write it: `-8`, `0x10`.
  static func number(_ text: some StringProtocol) -> Int64? {
    let isNegative = text.first == "-"
    let digits = text.drop { $0 == "-" || $0 == "+" }
    guard text.count - digits.count <= 1 else { return nil }
    let isHexadecimal = digits.hasPrefix("0x")
    let magnitude = UInt64(
      isHexadecimal ? digits.dropFirst(2) : digits, radix: isHexadecimal ? 16 : 10)
    guard let magnitude else { return nil }
    let value = Int64(truncatingIfNeeded: magnitude)
    return isNegative ? 0 &- value : value
  }
}
