public import CORE

extension Instruction.Operation {
  /// Decodes one instruction.
  ///
  /// - Parameters:
  ///   - instruction: the instruction, or the first half of a wide load.
  ///   - second: what follows it; only looked at behind the first half of a wide load.
  public init(_ instruction: Instruction, second: Instruction? = nil) {
    do throws(InvalidEncoding) {
      self = try Decoder(instruction: instruction).operation(second)
    } catch {
      self = .invalid(error)
    }
  }
}

/// Reads the fields of one instruction.
struct Decoder {
  let instruction: Instruction

  func operation(_ second: Instruction?) throws(InvalidEncoding) -> Instruction.Operation {
    switch instruction.instructionClass {
    case 0: try wideOrPacketLoad(second)
    case 1: try load()
    case 2: try storeConstant()
    case 3: try storeRegister()
    case 4: try arithmetic(.bits32)
    case 5: try jump(.bits64)
    case 6: try jump(.bits32)
    default: try arithmetic(.bits64)
    }
  }

  // MARK: - Fields

  var unknownOpcode: InvalidEncoding { .unknownOpcode(instruction.opcode) }
  /// What of the operations of arithmetic and jumps it is (`BPF_OP`).
  var code: UInt8 { instruction.opcode >> 4 }
  /// Whether the second operand is a register (`BPF_SRC`).
  var hasRegisterOperand: Bool { instruction.opcode & 0x8 != 0 }
  /// How loads and stores find their place (`BPF_MODE`).
  var mode: UInt8 { instruction.opcode & 0xe0 }

  var size: Instruction.AccessSize {
    switch instruction.opcode & 0x18 {
    case 0x00: .word
    case 0x08: .half
    case 0x10: .byte
    default: .double
    }
  }

  func register(_ number: UInt8) throws(InvalidEncoding) -> Instruction.Register {
    guard let register = Instruction.Register(rawValue: number) else {
      throw .unknownRegister(number)
    }
    return register
  }

  var destination: Instruction.Register {
    get throws(InvalidEncoding) { try register(instruction.destination) }
  }
  var source: Instruction.Register {
    get throws(InvalidEncoding) { try register(instruction.source) }
  }

  /// The second operand; the field that holds the other kind must be 0.
  var operand: Instruction.Operand {
    get throws(InvalidEncoding) {
      guard hasRegisterOperand else {
        try reserve(.source)
        return .constant(instruction.immediate)
      }
      try reserve(.immediate)
      return .register(try source)
    }
  }

  /// Refuses what is not 0 in a field that the operation does not use.
  func reserve(_ field: InvalidEncoding.Field) throws(InvalidEncoding) {
    let isZero =
      switch field {
      case .destination: instruction.destination == 0
      case .source: instruction.source == 0
      case .offset: instruction.offset == 0
      case .immediate: instruction.immediate == 0
      }
    guard isZero else { throw .reservedField(field) }
  }
}
