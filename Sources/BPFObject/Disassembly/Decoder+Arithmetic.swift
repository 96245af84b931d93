import CORE

/// The classes `BPF_ALU` and `BPF_ALU64`.
extension Decoder {
  func arithmetic(_ width: Instruction.Width) throws(InvalidEncoding) -> Instruction.Operation {
    switch code {
    case 0x8: return try negation(width)
    case 0xb: return hasRegisterOperand ? try registerMove(width) : try constantMove(width)
    case 0xd: return try byteSwap(width)
    default:
      guard let operation = try arithmeticOperator else { throw unknownOpcode }
      return .arithmetic(operation, width, destination: try destination, try operand)
    }
  }

  private var arithmeticOperator: Instruction.ArithmeticOperator? {
    get throws(InvalidEncoding) {
      switch (code, instruction.offset) {
      case (0x3, 1): return .signedDivide
      case (0x9, 1): return .signedRemainder
      case (0x0...0x7, 0), (0x9, 0), (0xa, 0), (0xc, 0): break
      case (0x3, let offset), (0x9, let offset):
        throw .unknownVariant(.offset, Int32(offset))
      case (0x0...0x7, _), (0xa, _), (0xc, _): throw .reservedField(.offset)
      default: return nil
      }
      return switch code {
      case 0x0: .add
      case 0x1: .subtract
      case 0x2: .multiply
      case 0x3: .divide
      case 0x4: .or
      case 0x5: .and
      case 0x6: .shiftLeft
      case 0x7: .shiftRight
      case 0x9: .remainder
      case 0xa: .exclusiveOr
      default: .arithmeticShiftRight
      }
    }
  }

  private func negation(_ width: Instruction.Width) throws(InvalidEncoding) -> Instruction.Operation
  {
    guard !hasRegisterOperand else { throw unknownOpcode }
    try reserve(.source)
    try reserve(.offset)
    try reserve(.immediate)
    return .negate(width, try destination)
  }

  private func constantMove(_ width: Instruction.Width) throws(InvalidEncoding)
    -> Instruction.Operation
  {
    try reserve(.offset)
    return .move(width, destination: try destination, try operand)
  }

  /// The offset says what kind of move it is.
  private func registerMove(_ width: Instruction.Width) throws(InvalidEncoding)
    -> Instruction.Operation
  {
    switch (instruction.offset, width) {
    case (0, _): return .move(width, destination: try destination, try operand)
    case (1, .bits64):
      let spaces = UInt32(bitPattern: instruction.immediate)
      return .castAddressSpace(
        destination: try destination, source: try source, to: UInt16(spaces >> 16),
        from: UInt16(spaces & 0xffff))
    case (8, _): return try signExtendedMove(width, from: .byte)
    case (16, _): return try signExtendedMove(width, from: .half)
    case (32, .bits64): return try signExtendedMove(width, from: .word)
    default: throw .unknownVariant(.offset, Int32(instruction.offset))
    }
  }

  private func signExtendedMove(
    _ width: Instruction.Width, from size: Instruction.AccessSize
  ) throws(InvalidEncoding) -> Instruction.Operation {
    try reserve(.immediate)
    return .moveSignExtended(
      width, destination: try destination, source: try source, from: size)
  }

  private func byteSwap(_ width: Instruction.Width) throws(InvalidEncoding) -> Instruction.Operation
  {
    let swap: Instruction.ByteSwap
    switch (width, hasRegisterOperand) {
    case (.bits32, false): swap = .littleEndian
    case (.bits32, true): swap = .bigEndian
    case (.bits64, false): swap = .always
    case (.bits64, true): throw unknownOpcode
    }
    try reserve(.source)
    try reserve(.offset)
    let size: Instruction.AccessSize
    switch instruction.immediate {
    case 16: size = .half
    case 32: size = .word
    case 64: size = .double
    default: throw .unknownVariant(.immediate, instruction.immediate)
    }
    return .swapBytes(swap, try destination, size)
  }
}
