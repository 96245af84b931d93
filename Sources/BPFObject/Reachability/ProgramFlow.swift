import Bytes
import CORE

/// Finds the instructions of a program that can be executed, as far as constants decide it.
///
/// The verifier follows every path of a program with what it knows of the values on it, and never
/// looks at what a jump on known values leaves out. Here the paths that lead to an instruction are
/// merged, so that the work grows with the program and not with the number of its paths. Where
/// something is not known, both ways can be gone: an instruction that is called unreachable is so for
/// the verifier too.
struct ProgramFlow {
  /// What the analysis must know of a program beside its instructions.
  struct Program {
    /// The final instructions, subprograms behind the program itself.
    var instructions: [Instruction]
    /// The functions, in ascending order of their places.
    var functions: [Function]
    /// Instructions that the kernel refuses, and the register that would have been written.
    var poisoned: [Int: Register] = [:]
    /// What wide loads give that refer to something outside the program.
    var addresses: [Int: RegisterValue] = [:]
    /// The content of the maps that are frozen before the program is loaded, by the maps' places.
    var constants: [Int: ConstantBytes] = [:]
    var byteOrder: ByteOrder = .little
    /// Whether the verifier looks at global functions even if nothing calls them.
    var entersGlobals = false
  }

  /// A function of the program.
  struct Function {
    let start: Int
    let count: Int
    /// Whether the verifier looks at it by itself, with arguments of which it knows nothing.
    let isGlobal: Bool
    /// Whether it is looked at although nothing refers to it.
    let isEntry: Bool
  }

  let program: Program
  /// Whether each instruction can be executed.
  private(set) var reached: [Bool]

  /// Each instruction at its place; `nil` for the second halves of wide loads.
  private let code: [DecodedInstruction?]
  private var states: [Int: MachineState] = [:]
  private var visits: [Int: Int] = [:]
  private var pending = LowestFirst()
  /// The places at which paths meet, and at which states are kept therefore.
  private var isMeeting: [Bool]
  /// What each function returns, by its start, as far as it was seen to return.
  private var results: [Int: RegisterValue] = [:]
  /// The calls that wait for a function, by its start, to return.
  private var callers: [Int: Set<Int>] = [:]
  private let starts: [Int: Function]
  /// The functions all of whose instructions were entered, by their starts.
  private var opened: Set<Int> = []
  private var steps = 0

  /// How often a state is merged bit by bit before what still changes is given up.
  private static let patience = 12
  /// The most places at which states are kept, each of some hundred bytes.
  private static let stateLimit = 100_000

  /// Works out what can be reached.
  init(_ program: Program) {
    self.program = program
    let count = program.instructions.count
    reached = [Bool](repeating: false, count: count)
    isMeeting = [Bool](repeating: false, count: count)
    starts = Dictionary(program.functions.map { ($0.start, $0) }) { first, _ in first }
    var code = [DecodedInstruction?](repeating: nil, count: count)
    for instruction in DecodedInstructions(program.instructions) {
      code[instruction.place] = instruction
    }
    self.code = code
    markMeetings()
    for function in program.functions
    where function.isEntry || program.entersGlobals && function.isGlobal {
      enter(function.start, MachineState())
    }
    // Each place changes some tens of times at most; the bound is for streams made to be slow.
    let limit = min(20_000_000, count &* 64 &+ 100_000)
    while let place = pending.popFirst() {
      guard steps <= limit, states.count <= ProgramFlow.stateLimit else {
        reachEverything()
        break
      }
      follow(from: place)
    }
  }

  // MARK: - Places

  private mutating func markMeetings() {
    func mark(_ place: Int) { if isMeeting.indices.contains(place) { isMeeting[place] = true } }
    for case let instruction? in code {
      if let target = instruction.jumpTarget { mark(target) }
      switch instruction.operation {
      case .branch, .mayJump: mark(instruction.end)
      // A call is resumed when its function returns.
      case .callSubprogram: mark(instruction.place)
      default: break
      }
    }
    for function in program.functions { mark(function.start) }
  }

  /// Gives up: everything counts as reachable.
  private mutating func reachEverything() {
    pending = LowestFirst()
    for place in reached.indices { reached[place] = true }
  }

  /// Notes a state in which a place can be reached.
  private mutating func enter(_ place: Int, _ state: MachineState) {
    guard reached.indices.contains(place) else { return }
    isMeeting[place] = true
    if var known = states.removeValue(forKey: place) {
      let visit = visits[place, default: 0] + 1
      visits[place] = visit
      let changed = known.join(state, giveUp: visit > ProgramFlow.patience)
      states[place] = known
      guard changed else { return }
    } else {
      states[place] = state
    }
    pending.insert(place)
  }

  // MARK: - Following a path

  private mutating func follow(from start: Int) {
    guard var state = states[start] else { return }
    var place = start
    while place < code.count {
      if place != start, isMeeting[place] {
        enter(place, state)
        return
      }
      steps += 1
      reached[place] = true
      if let register = program.poisoned[place] {
        // The kernel stops here; what follows is looked at so that nothing hides behind it.
        state.forgetCallerSaved()
        state[register] = .unknown
        place += program.isWideLoadPoisoned(at: place) ? 2 : 1
        continue
      }
      guard let instruction = code[place] else {
        // A jump into the middle of a wide load, which no kernel takes.
        place += 1
        continue
      }
      guard let next = follow(instruction, &state) else { return }
      place = next
    }
  }

  /// Follows one instruction.
  ///
  /// - Returns: the place behind it, when the path goes on there with the state.
  private mutating func follow(
    _ instruction: DecodedInstruction, _ state: inout MachineState
  ) -> Int? {
    switch instruction.operation {
    case .exit:
      leave(instruction.place, state)
      return nil
    case .jump, .longJump:
      if let target = instruction.jumpTarget { enter(target, state) }
      return nil
    case .indirectJump:
      reachFunction(around: instruction.place)
      return nil
    case .mayJump:
      if let target = instruction.jumpTarget { enter(target, state) }
    case .branch(let comparison, let width, let register, let operand, _):
      branch(instruction, comparison, width, register, operand, state)
      return nil
    case .callSubprogram:
      guard let target = instruction.functionTarget,
        let result = call(target, from: instruction.place, state)
      else { return nil }
      program.execute(instruction.operation, at: instruction.place, &state)
      state[.r0] = result
    default:
      // A callback can be called with anything, by whoever got its address.
      if let target = instruction.functionTarget { enter(target, MachineState()) }
      program.execute(instruction.operation, at: instruction.place, &state)
    }
    return instruction.end
  }

  private mutating func branch(
    _ instruction: DecodedInstruction, _ comparison: Comparison, _ width: Width,
    _ register: Register, _ operand: Operand, _ state: MachineState
  ) {
    let (left, right) = (state[register], state.value(of: operand))
    let holds: Bool? =
      switch (left.isPointer, right.isPointer) {
      case (false, false): comparison.holds(left.bits, right.bits, width)
      case (true, false): comparison.holds(nonNullWith: right.bits, width)
      case (false, true): comparison.holds(nonNullWith: left.bits, width)
      case (true, true): nil
      }
    for taken in [false, true] where holds.map({ $0 == taken }) ?? true {
      guard let target = taken ? instruction.jumpTarget : instruction.end else { continue }
      var state = state
      if case .number(let a) = left, case .number(let b) = right {
        guard let (x, y) = comparison.refined(a, b, width, taken: taken) else { continue }
        state[register] = .number(x)
        if case .register(let other) = operand { state[other] = .number(y) }
      }
      enter(target, state)
    }
  }

  // MARK: - Functions

  /// Enters a subprogram.
  ///
  /// - Returns: what it returns; `nil` while it was not seen to return.
  private mutating func call(
    _ start: Int, from place: Int, _ state: MachineState
  ) -> RegisterValue? {
    guard let function = starts[start], !function.isGlobal else {
      enter(start, MachineState())
      return .unknown
    }
    enter(start, state.entryOfCallee())
    callers[start, default: []].insert(place)
    return results[start]
  }

  /// Returns from the function around a place.
  private mutating func leave(_ place: Int, _ state: MachineState) {
    guard let function = function(around: place) else { return }
    let result: RegisterValue = state[.r0].mayPointToStack ? .unknown : state[.r0]
    let old = results[function.start]
    let new = old.map { $0.joined(result) } ?? result
    guard new != old else { return }
    results[function.start] = new
    for caller in callers[function.start] ?? [] { pending.insert(caller) }
  }

  private func function(around place: Int) -> Function? {
    let after = program.functions.partitionPoint { $0.start > place }
    return after > 0 ? program.functions[after - 1] : nil
  }

  /// A jump through a table leads to places of its function that are not looked up.
  private mutating func reachFunction(around place: Int) {
    let function = function(around: place)
    let start = max(0, function?.start ?? 0)
    guard opened.insert(start).inserted else { return }
    let end = function.map { min($0.start + $0.count, code.count) } ?? code.count
    for place in start..<max(start, end) where code[place] != nil {
      enter(place, MachineState(sharingStack: true))
    }
  }
}

extension ProgramFlow.Program {
  /// Whether the poisoned instruction at a place was the first half of a wide load.
  fileprivate func isWideLoadPoisoned(at place: Int) -> Bool {
    place + 1 < instructions.count && instructions[place + 1].isBadRelocation
      && poisoned[place + 1] == nil
  }
}
