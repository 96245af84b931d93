public import CORE

/// An instruction of a program, decoded where it stands.
public struct DecodedInstruction: Sendable, Hashable {
  /// The place of its first 8 bytes, in instructions.
  public let place: Int
  /// How many instructions of 8 bytes it takes: 2 for a wide load, else 1.
  public let count: Int
  /// The first 8 bytes.
  public let instruction: Instruction
  /// What it does.
  public let operation: Instruction.Operation

  /// The place of the instruction behind.
  public var end: Int { place &+ count }

  /// The place where it may go on other than behind; it need not lie in the program.
  public var jumpTarget: Int? {
    switch operation.flow {
    case .jump(let distance), .branch(let distance): end &+ distance
    case .next, .indirect, .end: nil
    }
  }

  /// The place of the function that is called or whose address is taken; it need not lie in the
  /// program.
  public var functionTarget: Int? {
    // Counted from behind the first 8 bytes, also by the wide load of an address.
    operation.functionDistance.map { place &+ 1 &+ $0 }
  }

  /// Whether the instruction behind may run next.
  public var fallsThrough: Bool {
    switch operation.flow {
    case .next, .branch: true
    case .jump, .indirect, .end: false
    }
  }
}

/// Instructions of 8 bytes, decoded one after the other.
public struct DecodedInstructions: Sequence, Sendable {
  private let instructions: ArraySlice<Instruction>
  private let start: Int

  /// Decodes some instructions.
  ///
  /// - Parameters:
  ///   - instructions: whole programs or functions, or parts of them that split no wide load.
  ///   - place: where the first one stands.
  public init(_ instructions: ArraySlice<Instruction>, from place: Int) {
    self.instructions = instructions
    start = place
  }

  /// Decodes the instructions of a program.
  public init(_ instructions: [Instruction]) { self.init(instructions[...], from: 0) }

  /// No more than one for each 8 bytes.
  public var underestimatedCount: Int { (instructions.count + 1) / 2 }

  /// Walks the instructions in their order.
  public func makeIterator() -> Iterator { Iterator(instructions, from: start) }

  /// A walk over instructions.
  public struct Iterator: IteratorProtocol {
    private let instructions: ArraySlice<Instruction>
    private var index: Int
    private var place: Int

    fileprivate init(_ instructions: ArraySlice<Instruction>, from place: Int) {
      self.instructions = instructions
      index = instructions.startIndex
      self.place = place
    }

    /// The next instruction.
    public mutating func next() -> DecodedInstruction? {
      guard index < instructions.endIndex else { return nil }
      let instruction = instructions[index]
      let hasSecond = instruction.isWideLoad && index + 1 < instructions.endIndex
      let operation = Instruction.Operation(
        instruction, second: hasSecond ? instructions[index + 1] : nil)
      // What is no whole wide load ends after its first half; the other is looked at by itself.
      let count = if case .loadConstant = operation { 2 } else { 1 }
      defer {
        index += count
        place &+= count
      }
      return DecodedInstruction(
        place: place, count: count, instruction: instruction, operation: operation)
    }
  }
}

extension [Instruction] {
  /// What the instruction at a place does, in the verifier's notation.
  func operation(at place: Int) -> String? {
    guard indices.contains(place) else { return nil }
    let second = place + 1 < count ? self[place + 1] : nil
    return Instruction.Operation(self[place], second: second).description
  }
}
