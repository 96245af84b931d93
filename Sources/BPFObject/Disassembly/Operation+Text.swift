import CORE

/// The notation: that of the kernel's verifier and of LLVM's assembler, made one.
///
/// - Registers of arithmetic, comparisons and negation are `w` for 32 bits, `r` for 64. Accesses to
///   memory name the whole register and say their size in the type: `r1 = *(u32 *)(r2 + 8)`.
/// - Numbers are decimal, but for wide constants: `r1 = 0xffff ll`.
/// - Distances have a sign and count instructions from the one behind: `goto +3`.
/// - What the kernel fills in is named by what the bytes say of it: `map[fd:5]`, `kfunc#1234`.
extension Instruction.Operation: CustomStringConvertible {
  /// The operation in C-like notation: `if r1 s> 5 goto +3`.
  public var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// Appends the operation's notation.
  func write(to text: inout String) {
    switch self {
    case .arithmetic(let operation, let width, let destination, let operand):
      text.append(destination, width)
      text.append(" ")
      text.append(operation.rawValue)
      text.append(" ")
      text.append(operand, width)
    case .negate(let width, let register):
      text.append(register, width)
      text.append(" = -")
      text.append(register, width)
    case .move(let width, let destination, let operand):
      text.append(destination, width)
      text.append(" = ")
      text.append(operand, width)
    case .moveSignExtended(let width, let destination, let source, let size):
      text.append(destination, width)
      text.append(" = (")
      text.append(size, isSigned: true)
      text.append(")")
      text.append(source, width)
    case .swapBytes(let swap, let register, let size):
      text.append(register)
      text.append(" = ")
      text.append(swap.rawValue)
      text.append(decimal: Int64(size.rawValue) * 8)
      text.append(" ")
      text.append(register)
    case .castAddressSpace(let destination, let source, let new, let old):
      text.append(destination)
      text.append(" = addr_space_cast(")
      text.append(source)
      text.append(", ")
      text.append(decimal: Int64(new))
      text.append(", ")
      text.append(decimal: Int64(old))
      text.append(")")
    case .loadConstant(let destination, let constant):
      text.append(destination)
      text.append(" = ")
      text.append(constant)
    case .load, .loadSignExtended, .store, .loadPacket, .atomic, .loadAcquire, .storeRelease:
      writeAccess(to: &text)
    case .jump, .longJump, .indirectJump, .branch, .mayJump, .callHelper, .callSubprogram,
      .callKernelFunction, .callIndirect, .exit:
      writeJump(to: &text)
    case .invalid(let reason):
      text.append("invalid: ")
      text.append(reason.description)
    }
  }

  private func writeAccess(to text: inout String) {
    switch self {
    case .load(let size, let destination, let address):
      text.append(destination)
      text.append(" = *")
      text.append(size, address)
    case .loadSignExtended(let size, let destination, let address):
      text.append(destination)
      text.append(" = *")
      text.append(size, isSigned: true, address)
    case .store(let size, let address, let operand):
      text.append("*")
      text.append(size, address)
      text.append(" = ")
      text.append(operand, .bits64)
    case .loadPacket(let size, let index, let offset):
      text.append("r0 = *(")
      text.append(size, isSigned: false)
      text.append(" *)skb[")
      if let index {
        text.append(index)
        text.append(distance: Int64(offset), apart: true)
      } else {
        text.append(decimal: Int64(offset))
      }
      text.append("]")
    case .atomic(let operation, let width, let address, let source):
      text.append(operation, width == .bits32 ? .word : .double, address, source)
    case .loadAcquire(let size, let destination, let address):
      text.append(destination)
      text.append(" = load_acquire(")
      text.append(size, address)
      text.append(")")
    case .storeRelease(let size, let address, let source):
      text.append("store_release(")
      text.append(size, address)
      text.append(", ")
      text.append(source)
      text.append(")")
    default: break
    }
  }

  private func writeJump(to text: inout String) {
    switch self {
    case .jump(let distance):
      text.append("goto ")
      text.append(distance: Int64(distance))
    case .longJump(let distance):
      text.append("gotol ")
      text.append(distance: Int64(distance))
    case .indirectJump(let register):
      text.append("gotox ")
      text.append(register)
    case .branch(let comparison, let width, let left, let right, let distance):
      text.append("if ")
      text.append(left, width)
      text.append(" ")
      text.append(comparison.rawValue)
      text.append(" ")
      text.append(right, width)
      text.append(" goto ")
      text.append(distance: Int64(distance))
    case .mayJump(let distance):
      text.append("may_goto ")
      text.append(distance: Int64(distance))
    case .callHelper(let helper):
      text.append("call ")
      text.append(helper.functionName ?? "unknown")
      text.append("#")
      // As the verifier writes it, whose numbers have a sign.
      text.append(decimal: Int64(Int32(bitPattern: helper.rawValue)))
    case .callSubprogram(let distance):
      text.append("call ")
      text.append(distance: Int64(distance))
    case .callKernelFunction(let type, let module):
      text.append("call kfunc#")
      text.append(decimal: Int64(type.rawValue))
      if module != 0 {
        text.append(" module#")
        text.append(decimal: Int64(module))
      }
    case .callIndirect(let register):
      text.append("callx ")
      text.append(register)
    case .exit: text.append("exit")
    default: break
    }
  }
}
