import CORE

/// What is known of the registers and of the function's own stack before an instruction.
struct MachineState: Hashable {
  private var values: [RegisterValue]
  var stack = FrameStack()

  /// The state in which a function begins, whatever it is called with.
  init() {
    values = [RegisterValue](repeating: .unknown, count: MachineState.registerCount)
    values[MachineState.framePointer] = .stack(0)
  }

  /// A state of which nothing is known, not even what was stored where.
  init(sharingStack: Bool) {
    self.init()
    if sharingStack { stack.share() }
  }

  private static let registerCount = 11
  private static let framePointer = 10

  /// A register; the frame pointer cannot be written, and the verifier refuses programs that try.
  subscript(register: Register) -> RegisterValue {
    get {
      let index = Int(register.rawValue)
      return values.indices.contains(index) ? values[index] : .unknown
    }
    set {
      let index = Int(register.rawValue)
      if index < MachineState.framePointer { values[index] = newValue }
    }
  }

  /// Forgets the registers that a call may change.
  mutating func forgetCallerSaved() {
    for register in 0..<6 { values[register] = .unknown }
  }

  /// Forgets what a called function can have written to the stack, by its five arguments.
  mutating func forgetWhatArgumentsReach() {
    if stack.isShared { stack.forget() }
    for register in 1...5 {
      switch values[register] {
      case .stack(let offset): stack.forget(from: offset)
      case .perhapsStack: stack.forget()
      default: break
      }
    }
  }

  /// The state in which a subprogram begins that is called in this one.
  func entryOfCallee() -> MachineState {
    var entry = MachineState()
    for register in 1...5 {
      // An address in the caller's stack is not one in the function's own.
      entry.values[register] =
        switch values[register] {
        case .stack: .nonNull
        case .perhapsStack: .unknown
        case let value: value
        }
    }
    return entry
  }

  /// Merges another state that leads to the same instruction.
  ///
  /// - Parameter giveUp: whether to forget at once what differs, so that loops that count end soon.
  /// - Returns: whether less is known now.
  mutating func join(_ other: MachineState, giveUp: Bool) -> Bool {
    var changed = false
    for register in values.indices where values[register] != other.values[register] {
      let old = values[register]
      var joined = old.joined(other.values[register])
      if joined == old { continue }
      if giveUp { joined = joined.mayPointToStack ? .perhapsStack : .unknown }
      values[register] = joined
      changed = true
    }
    if stack != other.stack {
      let old = stack
      stack = old.joined(other.stack)
      if stack != old {
        if giveUp { stack.forget() }
        changed = true
      }
    }
    return changed
  }
}
