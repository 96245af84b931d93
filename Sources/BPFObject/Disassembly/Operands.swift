public import CORE

extension Instruction {
  /// How much of the registers an operation computes with.
  public enum Width: UInt8, Sendable, Hashable {
    /// The lower 32 bits; the upper ones of the result are 0 (`BPF_ALU`, `BPF_JMP32`).
    case bits32 = 32
    /// All 64 bits (`BPF_ALU64`, `BPF_JMP`).
    case bits64 = 64
  }
}

extension Instruction {
  /// The size of an access to memory, in bytes (`BPF_SIZE`).
  public enum AccessSize: UInt8, Sendable, Hashable {
    /// 8 bits (`BPF_B`).
    case byte = 1
    /// 16 bits (`BPF_H`).
    case half = 2
    /// 32 bits (`BPF_W`).
    case word = 4
    /// 64 bits (`BPF_DW`).
    case double = 8
  }
}

extension Instruction {
  /// The second operand of an operation: a register or a constant (`BPF_X`, `BPF_K`).
  public enum Operand: Sendable, Hashable {
    /// The value of a register.
    case register(Register)
    /// A constant, whose sign operations of 64 bits extend.
    case constant(Int32)
  }
}

extension Instruction {
  /// A place in memory: a register and a distance in bytes.
  public struct Address: Sendable, Hashable {
    /// The register that holds an address.
    public var base: Register
    /// The signed distance from it, in bytes.
    public var offset: Int16

    /// Makes a place.
    @inlinable
    public init(base: Register, offset: Int16) {
      self.base = base
      self.offset = offset
    }
  }
}
