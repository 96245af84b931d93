extension Operation {
  /// The registers whose values decide what the operation does or gives.
  ///
  /// A call may use every register for arguments; how many it does, its prototype says.
  public var registersRead: RegisterSet {
    switch self {
    case .arithmetic(_, _, let destination, let operand):
      return [RegisterSet(destination), operand.registers]
    case .negate(_, let register), .swapBytes(_, let register, _), .indirectJump(let register):
      return RegisterSet(register)
    case .move(_, _, let operand): return operand.registers
    case .moveSignExtended(_, _, let source, _), .castAddressSpace(_, let source, _, _):
      return RegisterSet(source)
    case .load(_, _, let address), .loadSignExtended(_, _, let address),
      .loadAcquire(_, _, let address):
      return RegisterSet(address.base)
    case .store(_, let address, let operand):
      return [RegisterSet(address.base), operand.registers]
    case .storeRelease(_, let address, let source):
      return [RegisterSet(address.base), RegisterSet(source)]
    case .loadPacket(_, let index, _):
      // The packet is found by the context, which must be in r6.
      return [RegisterSet(.r6), index.map { RegisterSet($0) } ?? []]
    case .atomic(let operation, _, let address, let source):
      let compared: RegisterSet = operation == .compareExchange ? RegisterSet(.r0) : []
      return [RegisterSet(address.base), RegisterSet(source), compared]
    case .branch(_, _, let left, let right, _): return [RegisterSet(left), right.registers]
    case .callIndirect(let register): return [.arguments, RegisterSet(register)]
    case .callHelper, .callSubprogram, .callKernelFunction: return .arguments
    case .exit: return RegisterSet(.r0)
    case .loadConstant, .jump, .longJump, .mayJump, .invalid: return []
    }
  }

  /// The registers that do not keep their values.
  public var registersWritten: RegisterSet {
    switch self {
    case .arithmetic(_, _, let destination, _), .negate(_, let destination),
      .move(_, let destination, _), .moveSignExtended(_, let destination, _, _),
      .swapBytes(_, let destination, _), .castAddressSpace(let destination, _, _, _),
      .loadConstant(let destination, _), .load(_, let destination, _),
      .loadSignExtended(_, let destination, _), .loadAcquire(_, let destination, _):
      return RegisterSet(destination)
    case .atomic(.compareExchange, _, _, _): return RegisterSet(.r0)
    case .atomic(let operation, _, _, let source):
      return operation.fetches ? RegisterSet(source) : []
    case .callHelper, .callSubprogram, .callKernelFunction, .callIndirect, .loadPacket:
      return .clobberedByCalls
    case .store, .storeRelease, .jump, .longJump, .indirectJump, .branch, .mayJump, .exit,
      .invalid:
      return []
    }
  }
}

extension Operand {
  /// The register, if it is one.
  fileprivate var registers: RegisterSet {
    switch self {
    case .register(let register): RegisterSet(register)
    case .constant: []
    }
  }
}
