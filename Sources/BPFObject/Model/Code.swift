import Bytes
package import CORE

/// The instructions of one ELF section, and what of them is to be filled in.
package struct CodeSection: Sendable {
  package let index: Int
  package let name: String
  package let instructions: [Instruction]
  /// In ascending order of their instructions.
  package let relocations: [CodeRelocation]

  /// The relocation of an instruction, counted from the start of the section.
  func relocation(at instruction: Int) -> CodeRelocation? {
    let place = relocations.partitionPoint { $0.instruction >= instruction }
    guard place < relocations.count, relocations[place].instruction == instruction else {
      return nil
    }
    return relocations[place]
  }
}

/// One instruction that refers to something by a symbol.
package struct CodeRelocation: Sendable, Hashable {
  /// The instruction, counted from the start of the section.
  package let instruction: Int
  package let target: Target

  package enum Target: Sendable, Hashable {
    /// The map with an index.
    case map(Int)
    /// A place in the value of the map with an index, where a section's variables are.
    case mapValue(Int, symbolOffset: UInt32)
    /// A place in the variables of the arena that the map with an index is.
    case arenaValue(Int, symbolOffset: UInt32)
    /// A table of jumps in `.jumptables`, by its place and size in bytes.
    case jumpTable(offset: UInt64, size: UInt64)
    /// A call of a function of `.text`.
    case call(symbolOffset: UInt64)
    /// The address of a function of `.text`.
    case functionAddress(symbolOffset: UInt64)
    /// The extern with an index.
    case externValue(Int)
    case externCall(Int)

    /// The extern that is referred to.
    var externIndex: Int? {
      switch self {
      case .externValue(let index), .externCall(let index): index
      default: nil
      }
    }
  }
}

/// A function: a program, or a subprogram in `.text`.
package struct FunctionSpec: Sendable, Hashable {
  package let name: String
  package let sectionIndex: Int
  package let sectionName: String
  /// The first instruction, counted from the start of the section.
  package let first: Int
  package let count: Int
  /// The place among the object's programs; `nil` for a subprogram.
  package let programIndex: Int?

  /// Whether an instruction, counted from the start of the section, is the function's.
  package func contains(_ instruction: Int) -> Bool {
    instruction >= first && instruction - first < count
  }
}
