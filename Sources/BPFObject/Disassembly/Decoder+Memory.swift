import BTF
import CORE

/// The classes `BPF_LD`, `BPF_LDX`, `BPF_ST` and `BPF_STX`.
extension Decoder {
  func wideOrPacketLoad(_ second: Instruction?) throws(InvalidEncoding) -> Instruction.Operation {
    switch mode {
    case 0x00 where instruction.isWideLoad:
      try reserve(.offset)
      return .loadConstant(destination: try destination, try wideConstant(second))
    case 0x20 where size != .double:
      try reserve(.destination)
      try reserve(.source)
      try reserve(.offset)
      return .loadPacket(size, index: nil, offset: instruction.immediate)
    case 0x40 where size != .double:
      try reserve(.destination)
      try reserve(.offset)
      return .loadPacket(size, index: try source, offset: instruction.immediate)
    default: throw unknownOpcode
    }
  }

  private func wideConstant(_ second: Instruction?) throws(InvalidEncoding)
    -> Instruction.WideConstant
  {
    guard let second else { throw .truncatedWideLoad }
    guard second.opcode == 0, second.registers == 0, second.offset == 0 else {
      throw .malformedWideLoad
    }
    let low = UInt32(bitPattern: instruction.immediate)
    let high = UInt32(bitPattern: second.immediate)
    switch instruction.source {
    case 0: return .value(UInt64(high) << 32 | UInt64(low))
    case Instruction.pseudoMapDescriptor where high == 0:
      return .map(descriptor: instruction.immediate)
    case Instruction.pseudoMapValue:
      return .mapValue(descriptor: instruction.immediate, offset: high)
    case Instruction.pseudoBTFID: return .variable(TypeID(low), module: second.immediate)
    case Instruction.pseudoFunction where high == 0:
      return .function(distance: instruction.immediate)
    case Instruction.pseudoMapIndex where high == 0: return .mapAtIndex(low)
    case Instruction.pseudoMapIndexValue: return .mapValueAtIndex(low, offset: high)
    case Instruction.pseudoMapDescriptor, Instruction.pseudoFunction, Instruction.pseudoMapIndex:
      throw .reservedField(.immediate)
    default: throw .unknownVariant(.source, Int32(instruction.source))
    }
  }

  func load() throws(InvalidEncoding) -> Instruction.Operation {
    switch mode {
    case 0x60:
      try reserve(.immediate)
      return .load(size, destination: try destination, try sourceAddress)
    case 0x80 where size != .double:
      try reserve(.immediate)
      return .loadSignExtended(size, destination: try destination, try sourceAddress)
    default: throw unknownOpcode
    }
  }

  func storeConstant() throws(InvalidEncoding) -> Instruction.Operation {
    guard mode == 0x60 else { throw unknownOpcode }
    try reserve(.source)
    return .store(size, try destinationAddress, .constant(instruction.immediate))
  }

  func storeRegister() throws(InvalidEncoding) -> Instruction.Operation {
    switch mode {
    case 0x60:
      try reserve(.immediate)
      return .store(size, try destinationAddress, .register(try source))
    case 0xc0: return try atomic()
    default: throw unknownOpcode
    }
  }

  /// The constant says which operation it is.
  private func atomic() throws(InvalidEncoding) -> Instruction.Operation {
    switch instruction.immediate {
    case 0x100: return .loadAcquire(size, destination: try destination, try sourceAddress)
    case 0x110: return .storeRelease(size, try destinationAddress, try source)
    default: break
    }
    let width: Instruction.Width
    switch size {
    case .word: width = .bits32
    case .double: width = .bits64
    // Of 8 and 16 bits there are only the two above.
    default: throw .unknownVariant(.immediate, instruction.immediate)
    }
    guard let operation = Instruction.AtomicOperator(immediate: instruction.immediate) else {
      throw .unknownVariant(.immediate, instruction.immediate)
    }
    return .atomic(operation, width, try destinationAddress, try source)
  }

  private var sourceAddress: Instruction.Address {
    get throws(InvalidEncoding) {
      Instruction.Address(base: try source, offset: instruction.offset)
    }
  }
  private var destinationAddress: Instruction.Address {
    get throws(InvalidEncoding) {
      Instruction.Address(base: try destination, offset: instruction.offset)
    }
  }
}

extension Instruction.AtomicOperator {
  fileprivate init?(immediate: Int32) {
    switch immediate {
    case 0x00: self = .add
    case 0x01: self = .fetchAdd
    case 0x40: self = .or
    case 0x41: self = .fetchOr
    case 0x50: self = .and
    case 0x51: self = .fetchAnd
    case 0xa0: self = .exclusiveOr
    case 0xa1: self = .fetchExclusiveOr
    case 0xe1: self = .exchange
    case 0xf1: self = .compareExchange
    default: return nil
    }
  }
}
