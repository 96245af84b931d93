import Bytes

/// The value of an option, ready to be written into a variable.
enum ConfigurationValue: Hashable {
  case number(UInt64)
  case text([UInt8])

  /// Why a value cannot be written into a variable.
  struct Misfit: Error {
    let reason: String
  }

  /// The value that a line of the configuration gives to a variable of a type.
  init(
    parsing text: String, as type: ConfigurationType, size: Int
  ) throws(Misfit) {
    switch text.utf8.first {
    case UInt8(ascii: "y"), UInt8(ascii: "n"), UInt8(ascii: "m"):
      self = try .number(ConfigurationValue.choice(text, as: type))
    case UInt8(ascii: "\""):
      guard type == .text else { throw Misfit(reason: "the string \(text) needs an array of char") }
      guard text.utf8.count >= 2, text.utf8.last == UInt8(ascii: "\"") else {
        throw Misfit(reason: "the string \(text) has no end")
      }
      // Cut to what the array holds, as the object's author chose its size.
      self = .text(Array(text.utf8.dropFirst().dropLast().prefix(max(0, size - 1))))
    default:
      guard let number = ConfigurationValue.number(text) else {
        throw Misfit(reason: "'\(text)' is neither y, n, m, a string nor a number")
      }
      self = try ConfigurationValue(number: number, as: type, size: size)
    }
  }

  /// A number for a variable of a type, if it fits.
  init(number: UInt64, as type: ConfigurationType, size: Int) throws(Misfit) {
    switch type {
    case .boolean:
      guard number <= 1 else { throw Misfit(reason: "\(number) is no truth value") }
    case .character(let isSigned), .integer(let isSigned):
      guard ConfigurationValue.fits(number, size: size, isSigned: isSigned) else {
        let kind = isSigned ? "signed" : "unsigned"
        throw Misfit(
          reason: "\(number) does not fit into the \(size) bytes of a \(kind) integer")
      }
    case .tristate, .text:
      throw Misfit(reason: "the number \(number) needs an integer")
    }
    self = .number(number)
  }

  private static func choice(
    _ text: String, as type: ConfigurationType
  ) throws(Misfit) -> UInt64 {
    let letter = text.utf8.first ?? 0
    switch type {
    case .boolean where letter != UInt8(ascii: "m"): return letter == UInt8(ascii: "y") ? 1 : 0
    case .boolean:
      throw Misfit(reason: "'m' needs enum libbpf_tristate or char, and not bool")
    case .tristate:
      return letter == UInt8(ascii: "y") ? 1 : letter == UInt8(ascii: "m") ? 2 : 0
    case .character: return UInt64(letter)
    case .integer, .text:
      throw Misfit(reason: "'\(text)' needs bool, enum libbpf_tristate or char")
    }
  }

  /// A number as C writes it: decimal, octal or hexadecimal, with a sign or without.
  private static func number(_ text: String) -> UInt64? {
    var digits = text[...]
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    guard let first = digits.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else { return nil }
    let magnitude: UInt64?
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      digits.removeFirst(2)
      guard digits.utf8.first != UInt8(ascii: "+"), digits.utf8.first != UInt8(ascii: "-") else {
        return nil
      }
      magnitude = UInt64(digits, radix: 16)
    } else if digits.hasPrefix("0"), digits.utf8.count > 1 {
      magnitude = UInt64(digits, radix: 8)
    } else {
      magnitude = UInt64(digits)
    }
    return magnitude.map { isNegative ? 0 &- $0 : $0 }
  }

  private static func fits(_ number: UInt64, size: Int, isSigned: Bool) -> Bool {
    guard size < 8 else { return true }
    let bits = UInt64(8 * max(0, size))
    guard isSigned else { return number >> bits == 0 }
    let value = Int64(bitPattern: number)
    let limit = Int64(1) << (bits == 0 ? 0 : bits - 1)
    return value >= -limit && value < limit
  }

  /// The bytes of the value in a variable of a size.
  func bytes(size: Int, _ order: ByteOrder) -> [UInt8] {
    switch self {
    case .text(let text): return text + [UInt8](repeating: 0, count: max(0, size - text.count))
    case .number(let number):
      return (0..<max(0, size)).map { place in
        let byte = order == .little ? place : size - 1 - place
        return byte < 8 ? UInt8(truncatingIfNeeded: number >> UInt64(8 * byte)) : 0
      }
    }
  }
}
