import Bytes
import CORE

extension ProgramFlow.Program {
  /// Carries out an operation that goes on behind itself, as far as values are known.
  func execute(_ operation: Operation, at place: Int, _ state: inout MachineState) {
    switch operation {
    case .arithmetic(let operation, let width, let destination, let operand):
      state[destination] = compute(
        operation, width, state[destination], state.value(of: operand), with: operand)
    case .negate(let width, let register):
      let bits = (KnownBits(0) &- state[register].bits).truncated(to: UInt64(width.rawValue))
      state[register] = state[register].number(bits)
    case .move(let width, let destination, let operand):
      let value = state.value(of: operand)
      state[destination] =
        width == .bits64 ? value : .number(value.bits.truncated(to: 32))
    case .moveSignExtended(let width, let destination, let source, let size):
      let bits = state[source].bits.signExtended(from: size.bits)
      state[destination] = .number(bits.truncated(to: UInt64(width.rawValue)))
    case .swapBytes(let swap, let register, let size):
      state[register] = .number(swap.apply(state[register].bits, size, byteOrder))
    case .castAddressSpace(let destination, _, _, _): state[destination] = .unknown
    case .loadConstant(let destination, let constant):
      state[destination] = addresses[place] ?? RegisterValue(constant)
    case .load(let size, let destination, let address):
      state[destination] = load(size, address, state)
    case .loadSignExtended(let size, let destination, let address):
      state[destination] = .number(load(size, address, state).bits.signExtended(from: size.bits))
    case .store(let size, let address, let operand):
      store(state.value(of: operand), size, address, &state)
    case .storeRelease(let size, let address, let register):
      store(state[register], size, address, &state)
    case .loadAcquire(_, let destination, _): state[destination] = .unknown
    case .atomic(let operation, let width, let address, let register):
      if state[register].mayPointToStack { state.stack.share() }
      store(.unknown, width == .bits64 ? .double : .word, address, &state)
      if operation == .compareExchange {
        state[.r0] = .unknown
      } else if operation.fetches {
        state[register] = .unknown
      }
    // Returns in r0 and uses up the arguments, like a call.
    case .loadPacket: state.forgetCallerSaved()
    case .callHelper, .callKernelFunction, .callIndirect, .callSubprogram:
      state.forgetWhatArgumentsReach()
      state.forgetCallerSaved()
    // A later kernel may know more than this decoder.
    case .invalid: state = MachineState(sharingStack: true)
    case .jump, .longJump, .indirectJump, .branch, .mayJump, .exit: break
    }
  }

  // MARK: - Memory

  private func load(_ size: AccessSize, _ address: Address, _ state: MachineState) -> RegisterValue
  {
    let unknown = RegisterValue.number(.unknown.truncated(to: size.bits))
    switch state[address.base].moved(by: address.distance) {
    case .stack(let offset):
      return state.stack.load(at: offset, size: Int(size.rawValue), byteOrder)
    case .mapValue(let map, let offset):
      guard let constants = constants[map] else { return unknown }
      return .number(constants.load(at: offset, size: Int(size.rawValue), byteOrder))
    case .perhapsStack: return size == .double ? .perhapsStack : unknown
    case .number, .nonNull: return unknown
    }
  }

  private func store(
    _ value: RegisterValue, _ size: AccessSize, _ address: Address, _ state: inout MachineState
  ) {
    if value.mayPointToStack { state.stack.share() }
    switch state[address.base].moved(by: address.distance) {
    case .stack(let offset):
      state.stack.store(value, at: offset, size: Int(size.rawValue), byteOrder)
    case .perhapsStack: state.stack.forget()
    case .number, .mapValue, .nonNull: if state.stack.isShared { state.stack.forget() }
    }
  }

  // MARK: - Arithmetic

  private func compute(
    _ operation: ArithmeticOperator, _ width: Width, _ left: RegisterValue, _ right: RegisterValue,
    with operand: Operand
  ) -> RegisterValue {
    // Only 64-bit additions and subtractions make an address out of an address.
    if width == .bits64 {
      switch operation {
      case .add where left.isAddress: return left.moved(by: right.bits).joinedIfStack(right)
      case .add where right.isAddress: return right.moved(by: left.bits)
      case .subtract where left.isAddress && !right.isAddress:
        return left.moved(by: KnownBits(0) &- right.bits)
      default: break
      }
      if left.mayPointToStack || right.mayPointToStack { return .perhapsStack }
    }
    return .number(operation.apply(left.bits, right.bits, width))
  }
}

extension RegisterValue {
  /// What a wide load gives that no reference of the program explains.
  fileprivate init(_ constant: WideConstant) {
    if case .value(let number) = constant {
      self = .number(KnownBits(number))
    } else {
      self = .nonNull
    }
  }

  /// Whether arithmetic on it gives addresses in the same object.
  fileprivate var isAddress: Bool {
    if case .number = self { false } else { true }
  }

  /// A number in the place of this value, if it was one.
  fileprivate func number(_ bits: KnownBits) -> RegisterValue {
    mayPointToStack ? .perhapsStack : .number(bits)
  }

  /// The value, or what nothing is known of when the other may be an address in the stack too.
  fileprivate func joinedIfStack(_ other: RegisterValue) -> RegisterValue {
    other.mayPointToStack ? .perhapsStack : self
  }
}

extension MachineState {
  /// The value of a register, or a constant with its sign extended.
  func value(of operand: Operand) -> RegisterValue {
    switch operand {
    case .register(let register): self[register]
    case .constant(let constant): .number(KnownBits(UInt64(bitPattern: Int64(constant))))
    }
  }
}

extension Address {
  /// The distance from the register.
  fileprivate var distance: KnownBits { KnownBits(UInt64(bitPattern: Int64(offset))) }
}

extension AccessSize {
  /// The size in bits.
  fileprivate var bits: UInt64 { UInt64(rawValue) * 8 }
}
