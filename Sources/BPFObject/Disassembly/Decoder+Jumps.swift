import BTF
import CORE

/// The classes `BPF_JMP` and `BPF_JMP32`.
extension Decoder {
  func jump(_ width: Instruction.Width) throws(InvalidEncoding) -> Instruction.Operation {
    switch code {
    case 0x0: return try unconditionalJump(width)
    case 0x8: return try call(width)
    case 0x9: return try exit(width)
    case 0xe: return try mayJump(width)
    default:
      guard let comparison else { throw unknownOpcode }
      return .branch(
        comparison, width, try destination, try operand, distance: instruction.offset)
    }
  }

  private var comparison: Instruction.Comparison? {
    switch code {
    case 0x1: .equal
    case 0x2: .greater
    case 0x3: .greaterOrEqual
    case 0x4: .anyBit
    case 0x5: .notEqual
    case 0x6: .signedGreater
    case 0x7: .signedGreaterOrEqual
    case 0xa: .less
    case 0xb: .lessOrEqual
    case 0xc: .signedLess
    case 0xd: .signedLessOrEqual
    default: nil
    }
  }

  private func unconditionalJump(_ width: Instruction.Width) throws(InvalidEncoding)
    -> Instruction.Operation
  {
    switch (width, hasRegisterOperand) {
    case (.bits64, false):
      try reserve(.destination)
      try reserve(.source)
      try reserve(.immediate)
      return .jump(distance: instruction.offset)
    case (.bits32, false):
      try reserve(.destination)
      try reserve(.source)
      try reserve(.offset)
      return .longJump(distance: instruction.immediate)
    case (.bits64, true):
      try reserve(.source)
      try reserve(.offset)
      try reserve(.immediate)
      return .indirectJump(try destination)
    case (.bits32, true): throw unknownOpcode
    }
  }

  private func call(_ width: Instruction.Width) throws(InvalidEncoding) -> Instruction.Operation {
    guard width == .bits64 else { throw unknownOpcode }
    if hasRegisterOperand {
      try reserve(.source)
      try reserve(.offset)
      try reserve(.immediate)
      return .callIndirect(try destination)
    }
    try reserve(.destination)
    switch instruction.source {
    case 0:
      try reserve(.offset)
      return .callHelper(HelperFunction(rawValue: UInt32(bitPattern: instruction.immediate)))
    case Instruction.pseudoCall:
      try reserve(.offset)
      return .callSubprogram(distance: instruction.immediate)
    case Instruction.pseudoKernelFunctionCall:
      return .callKernelFunction(
        TypeID(UInt32(bitPattern: instruction.immediate)), module: instruction.offset)
    default: throw .unknownVariant(.source, Int32(instruction.source))
    }
  }

  private func exit(_ width: Instruction.Width) throws(InvalidEncoding) -> Instruction.Operation {
    guard width == .bits64, !hasRegisterOperand else { throw unknownOpcode }
    try reserve(.destination)
    try reserve(.source)
    try reserve(.offset)
    try reserve(.immediate)
    return .exit
  }

  /// The source register says what kind of condition it is; there is only one (`BPF_MAY_GOTO`).
  private func mayJump(_ width: Instruction.Width) throws(InvalidEncoding) -> Instruction.Operation
  {
    guard width == .bits64, !hasRegisterOperand else { throw unknownOpcode }
    guard instruction.source == 0 else {
      throw .unknownVariant(.source, Int32(instruction.source))
    }
    try reserve(.destination)
    try reserve(.immediate)
    return .mayJump(distance: instruction.offset)
  }
}
