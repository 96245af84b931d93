import CORE

extension Instruction.Operation {
  /// What may run after an instruction in the same function.
  public enum Flow: Sendable, Hashable {
    /// The instruction behind, and nothing else; calls are of this kind.
    case next
    /// The instruction at a distance from the one behind.
    case jump(Int)
    /// The instruction behind, or the one at a distance from it.
    case branch(Int)
    /// An instruction that a jump table names.
    case indirect
    /// Nothing: the function ends, or no kernel takes the instruction.
    case end
  }

  /// What may run next.
  public var flow: Flow {
    switch self {
    case .jump(let distance): .jump(Int(distance))
    case .longJump(let distance): .jump(Int(distance))
    case .branch(_, _, _, _, let distance), .mayJump(let distance): .branch(Int(distance))
    case .indirectJump: .indirect
    case .exit, .invalid: .end
    default: .next
    }
  }

  /// The distance to a function of the program that is called, or whose address is taken.
  public var functionDistance: Int? {
    switch self {
    case .callSubprogram(let distance), .loadConstant(_, .function(let distance)): Int(distance)
    default: nil
    }
  }
}
