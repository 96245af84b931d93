import CORE

/// The parts that the notation of instructions is made of.
extension String {
  mutating func append(_ register: Instruction.Register, _ width: Instruction.Width = .bits64) {
    append(width == .bits32 ? "w" : "r")
    append(decimal: Int64(register.rawValue))
  }

  mutating func append(_ operand: Instruction.Operand, _ width: Instruction.Width) {
    switch operand {
    case .register(let register): append(register, width)
    case .constant(let value): append(decimal: Int64(value))
    }
  }

  mutating func append(decimal value: Int64) {
    // Most numbers are of one digit.
    if value >= 0, value < 10 {
      unicodeScalars.append(Unicode.Scalar(UInt8(48 + value)))
    } else {
      append(String(value))
    }
  }

  /// A number with its sign: `+3`, or `+ 3` where it is added to something.
  mutating func append(distance: Int64, apart: Bool = false) {
    if apart {
      append(distance < 0 ? " - " : " + ")
      append(decimal: abs(distance))
    } else {
      if distance >= 0 { append("+") }
      append(decimal: distance)
    }
  }

  /// The type of an access: `u32`.
  mutating func append(_ size: Instruction.AccessSize, isSigned: Bool) {
    append(isSigned ? "s" : "u")
    append(decimal: Int64(size.rawValue) * 8)
  }

  /// An access without its star: `(u32 *)(r1 + 8)`.
  mutating func append(
    _ size: Instruction.AccessSize, isSigned: Bool = false, _ address: Instruction.Address
  ) {
    append("(")
    append(size, isSigned: isSigned)
    append(" *)(")
    append(address.base)
    append(distance: Int64(address.offset), apart: true)
    append(")")
  }

  mutating func append(
    _ operation: Instruction.AtomicOperator, _ size: Instruction.AccessSize,
    _ address: Instruction.Address, _ source: Instruction.Register
  ) {
    let name: String
    switch operation {
    case .add, .or, .and, .exclusiveOr:
      append("lock *")
      append(size, address)
      append(operation.assignment)
      append(source)
      return
    case .fetchAdd: name = "atomic_fetch_add("
    case .fetchOr: name = "atomic_fetch_or("
    case .fetchAnd: name = "atomic_fetch_and("
    case .fetchExclusiveOr: name = "atomic_fetch_xor("
    case .exchange: name = "atomic_xchg("
    case .compareExchange: name = "atomic_cmpxchg("
    }
    let isComparing = operation == .compareExchange
    append(isComparing ? .r0 : source)
    append(" = ")
    append(name)
    append(size, address)
    append(isComparing ? ", r0, " : ", ")
    append(source)
    append(")")
  }

  mutating func append(_ constant: Instruction.WideConstant) {
    switch constant {
    case .value(let value):
      append("0x")
      append(String(value, radix: 16))
      append(" ll")
    case .map(let descriptor): append(map: "fd:", Int64(descriptor))
    case .mapValue(let descriptor, let offset): append(map: "fd:", Int64(descriptor), offset)
    case .mapAtIndex(let index): append(map: "idx:", Int64(index))
    case .mapValueAtIndex(let index, let offset): append(map: "idx:", Int64(index), offset)
    case .variable(let type, let module):
      append("ksym#")
      append(decimal: Int64(type.rawValue))
      if module != 0 {
        append(" module[fd:")
        append(decimal: Int64(module))
        append("]")
      }
    case .function(let distance):
      append("subprog[")
      append(distance: Int64(distance))
      append("]")
    }
  }

  private mutating func append(map kind: String, _ number: Int64, _ offset: UInt32? = nil) {
    append("map[")
    append(kind)
    append(decimal: number)
    append("]")
    if let offset {
      append("[0]")
      append(distance: Int64(offset), apart: true)
    }
  }
}

extension Instruction.AtomicOperator {
  /// How a register is combined with memory, with blanks around.
  fileprivate var assignment: String {
    switch self {
    case .or: " |= "
    case .and: " &= "
    case .exclusiveOr: " ^= "
    default: " += "
    }
  }
}

/// A byte as two digits.
func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
