import BPFObject

/// The instruction that an operation was decoded from, made again by the tables of RFC 9669; the
/// counterpart of the decoder, written apart from it.
extension Instruction.Operation {
  var encoded: [Instruction] {
    switch self {
    case .arithmetic(let operation, let width, let destination, let operand):
      let (code, offset) = operation.encoded
      return [.make(code << 4 | width.alu, destination, operand, offset: offset)]
    case .negate(let width, let register): return [.make(0x80 | width.alu, register)]
    case .move(let width, let destination, let operand):
      return [.make(0xb0 | width.alu, destination, operand)]
    case .moveSignExtended(let width, let destination, let source, let size):
      return [
        .make(
          0xb0 | width.alu, destination, .register(source), offset: Int16(size.rawValue) * 8)
      ]
    case .swapBytes(let swap, let register, let size):
      let opcode: UInt8 =
        switch swap {
        case .littleEndian: 0xd4
        case .bigEndian: 0xdc
        case .always: 0xd7
        }
      return [.make(opcode, register, immediate: Int32(size.rawValue) * 8)]
    case .castAddressSpace(let destination, let source, let new, let old):
      var instruction = Instruction.make(0xb7, destination, .register(source), offset: 1)
      instruction.immediate = Int32(bitPattern: UInt32(new) << 16 | UInt32(old))
      return [instruction]
    case .loadConstant(let destination, let constant):
      let (source, low, high) = constant.encoded
      return [
        Instruction(
          opcode: 0x18, destination: destination.rawValue, source: source, immediate: low),
        Instruction(opcode: 0, immediate: high),
      ]
    case .load(let size, let destination, let address):
      return [.make(0x61 | size.bits, destination, address, from: address.base)]
    case .loadSignExtended(let size, let destination, let address):
      return [.make(0x81 | size.bits, destination, address, from: address.base)]
    case .store(let size, let address, .register(let source)):
      return [.make(0x63 | size.bits, address.base, address, from: source)]
    case .store(let size, let address, .constant(let value)):
      return [.make(0x62 | size.bits, address.base, address, from: .r0, value)]
    case .loadPacket(let size, let index, let offset):
      return [
        Instruction(
          opcode: (index == nil ? 0x20 : 0x40) | size.bits, source: index?.rawValue ?? 0,
          immediate: offset)
      ]
    case .atomic(let operation, let width, let address, let source):
      return [
        .make(
          width == .bits32 ? 0xc3 : 0xdb, address.base, address, from: source, operation.encoded)
      ]
    case .loadAcquire(let size, let destination, let address):
      return [.make(0xc3 | size.bits, destination, address, from: address.base, 0x100)]
    case .storeRelease(let size, let address, let source):
      return [.make(0xc3 | size.bits, address.base, address, from: source, 0x110)]
    case .jump(let distance): return [Instruction(opcode: 0x05, offset: distance)]
    case .longJump(let distance): return [Instruction(opcode: 0x06, immediate: distance)]
    case .indirectJump(let register): return [.make(0x0d, register)]
    case .branch(let comparison, let width, let left, let right, let distance):
      return [.make(comparison.encoded << 4 | width.jump, left, right, offset: distance)]
    case .mayJump(let distance): return [Instruction(opcode: 0xe5, offset: distance)]
    case .callHelper(let helper):
      return [Instruction(opcode: 0x85, immediate: Int32(bitPattern: helper.rawValue))]
    case .callSubprogram(let distance):
      return [Instruction(opcode: 0x85, source: 1, immediate: distance)]
    case .callKernelFunction(let type, let module):
      return [
        Instruction(
          opcode: 0x85, source: 2, offset: module, immediate: Int32(bitPattern: type.rawValue))
      ]
    case .callIndirect(let register): return [.make(0x8d, register)]
    case .exit: return [Instruction(opcode: 0x95)]
    case .invalid: return []
    }
  }
}

extension Instruction {
  fileprivate static func make(
    _ opcode: UInt8, _ register: Instruction.Register,
    _ operand: Instruction.Operand = .constant(0), offset: Int16 = 0,
    immediate: Int32 = 0
  ) -> Instruction {
    switch operand {
    case .register(let source):
      Instruction(
        opcode: opcode | 8, destination: register.rawValue, source: source.rawValue,
        offset: offset)
    case .constant(let value):
      Instruction(
        opcode: opcode, destination: register.rawValue, offset: offset,
        immediate: value | immediate)
    }
  }

  fileprivate static func make(
    _ opcode: UInt8, _ register: Instruction.Register, _ address: Instruction.Address,
    from source: Instruction.Register,
    _ immediate: Int32 = 0
  ) -> Instruction {
    Instruction(
      opcode: opcode, destination: register.rawValue, source: source.rawValue,
      offset: address.offset, immediate: immediate)
  }
}

extension Instruction.Width {
  fileprivate var alu: UInt8 { self == .bits32 ? 4 : 7 }
  fileprivate var jump: UInt8 { self == .bits32 ? 6 : 5 }
}

extension Instruction.AccessSize {
  fileprivate var bits: UInt8 {
    switch self {
    case .byte: 0x10
    case .half: 0x08
    case .word: 0x00
    case .double: 0x18
    }
  }
}

extension Instruction.ArithmeticOperator {
  fileprivate var encoded: (code: UInt8, offset: Int16) {
    switch self {
    case .add: (0x0, 0)
    case .subtract: (0x1, 0)
    case .multiply: (0x2, 0)
    case .divide: (0x3, 0)
    case .signedDivide: (0x3, 1)
    case .or: (0x4, 0)
    case .and: (0x5, 0)
    case .shiftLeft: (0x6, 0)
    case .shiftRight: (0x7, 0)
    case .remainder: (0x9, 0)
    case .signedRemainder: (0x9, 1)
    case .exclusiveOr: (0xa, 0)
    case .arithmeticShiftRight: (0xc, 0)
    }
  }
}

extension Instruction.Comparison {
  fileprivate var encoded: UInt8 {
    switch self {
    case .equal: 0x1
    case .greater: 0x2
    case .greaterOrEqual: 0x3
    case .anyBit: 0x4
    case .notEqual: 0x5
    case .signedGreater: 0x6
    case .signedGreaterOrEqual: 0x7
    case .less: 0xa
    case .lessOrEqual: 0xb
    case .signedLess: 0xc
    case .signedLessOrEqual: 0xd
    }
  }
}

extension Instruction.AtomicOperator {
  fileprivate var encoded: Int32 {
    switch self {
    case .add: 0x00
    case .or: 0x40
    case .and: 0x50
    case .exclusiveOr: 0xa0
    case .fetchAdd: 0x01
    case .fetchOr: 0x41
    case .fetchAnd: 0x51
    case .fetchExclusiveOr: 0xa1
    case .exchange: 0xe1
    case .compareExchange: 0xf1
    }
  }
}

extension Instruction.WideConstant {
  fileprivate var encoded: (source: UInt8, low: Int32, high: Int32) {
    func signed(_ value: UInt32) -> Int32 { Int32(bitPattern: value) }
    return switch self {
    case .value(let value):
      (0, Int32(truncatingIfNeeded: value), Int32(truncatingIfNeeded: value >> 32))
    case .map(let descriptor): (1, descriptor, 0)
    case .mapValue(let descriptor, let offset): (2, descriptor, signed(offset))
    case .variable(let type, let module): (3, signed(type.rawValue), module)
    case .function(let distance): (4, distance, 0)
    case .mapAtIndex(let index): (5, signed(index), 0)
    case .mapValueAtIndex(let index, let offset): (6, signed(index), signed(offset))
    }
  }
}
