/// Why bytes are no instruction.
public enum InvalidEncoding: Error, Sendable, Hashable, CustomStringConvertible {
  /// A field of an instruction.
  public enum Field: String, Sendable, Hashable {
    /// The destination register.
    case destination = "destination register"
    /// The source register.
    case source = "source register"
    /// The 16 bits of the offset.
    case offset
    /// The 32 bits of the constant.
    case immediate = "constant"
  }

  /// No operation has the opcode.
  case unknownOpcode(UInt8)
  /// A register above r11.
  case unknownRegister(UInt8)
  /// A field that chooses among variants of an operation holds a number that none has.
  case unknownVariant(Field, Int32)
  /// A field that the operation does not use is not 0.
  case reservedField(Field)
  /// A wide load stands last, without its second half.
  case truncatedWideLoad
  /// What follows the first half of a wide load is not a second one.
  case malformedWideLoad

  /// The reason in a few words.
  public var description: String {
    switch self {
    case .unknownOpcode(0): "opcode 0x00 stands only behind a wide load"
    case .unknownOpcode(let opcode): "no instruction has opcode 0x" + hexadecimal(opcode)
    case .unknownRegister(let number): "there is no register r\(number)"
    case .unknownVariant(let field, let value): "no variant has \(field.rawValue) \(value)"
    case .reservedField(let field): "the \(field.rawValue) must be 0"
    case .truncatedWideLoad: "a wide load without its second half"
    case .malformedWideLoad: "a wide load whose second half is another instruction"
    }
  }
}
