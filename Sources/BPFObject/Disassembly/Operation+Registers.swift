import CORE

extension Instruction.Operation {
  private typealias Registers = Instruction.RegisterSet

  /// The registers whose values decide what the operation does or gives.
  ///
  /// A call may use every register for arguments; how many it does, its prototype says.
  public var registersRead: Instruction.RegisterSet {
    switch self {
    case .arithmetic(_, _, let destination, let operand):
      return [Registers(destination), operand.registers]
    case .negate(_, let register), .swapBytes(_, let register, _), .indirectJump(let register):
      return Registers(register)
    case .move(_, _, let operand): return operand.registers
    case .moveSignExtended(_, _, let source, _), .castAddressSpace(_, let source, _, _):
      return Registers(source)
    case .load(_, _, let address), .loadSignExtended(_, _, let address),
      .loadAcquire(_, _, let address):
      return Registers(address.base)
    case .store(_, let address, let operand):
      return [Registers(address.base), operand.registers]
    case .storeRelease(_, let address, let source):
      return [Registers(address.base), Registers(source)]
    case .loadPacket(_, let index, _):
      // The packet is found by the context, which must be in r6.
      return [Registers(.r6), index.map { Registers($0) } ?? []]
    case .atomic(let operation, _, let address, let source):
      let compared: Registers =
        operation == .compareExchange ? Registers(.r0) : []
      return [Registers(address.base), Registers(source), compared]
    case .branch(_, _, let left, let right, _):
      return [Registers(left), right.registers]
    case .callIndirect(let register): return [.arguments, Registers(register)]
    case .callHelper, .callSubprogram, .callKernelFunction: return .arguments
    case .exit: return Registers(.r0)
    case .loadConstant, .jump, .longJump, .mayJump, .invalid: return []
    }
  }

  /// The registers that do not keep their values.
  public var registersWritten: Instruction.RegisterSet {
    switch self {
    case .arithmetic(_, _, let destination, _), .negate(_, let destination),
      .move(_, let destination, _), .moveSignExtended(_, let destination, _, _),
      .swapBytes(_, let destination, _), .castAddressSpace(let destination, _, _, _),
      .loadConstant(let destination, _), .load(_, let destination, _),
      .loadSignExtended(_, let destination, _), .loadAcquire(_, let destination, _):
      return Registers(destination)
    case .atomic(.compareExchange, _, _, _): return Registers(.r0)
    case .atomic(let operation, _, _, let source):
      return operation.fetches ? Registers(source) : []
    case .callHelper, .callSubprogram, .callKernelFunction, .callIndirect, .loadPacket:
      return .clobberedByCalls
    case .store, .storeRelease, .jump, .longJump, .indirectJump, .branch, .mayJump, .exit,
      .invalid:
      return []
    }
  }
}

extension Instruction.Operand {
  /// The register, if it is one.
  fileprivate var registers: Instruction.RegisterSet {
    switch self {
    case .register(let register): Instruction.RegisterSet(register)
    case .constant: []
    }
  }
}
