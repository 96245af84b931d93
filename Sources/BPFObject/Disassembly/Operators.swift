public import CORE

extension Instruction {
  /// An operation of arithmetic on a register and an operand; the raw value is how it is written.
  public enum ArithmeticOperator: String, Sendable, Hashable, CaseIterable {
    /// Addition (`BPF_ADD`).
    case add = "+="
    /// Subtraction (`BPF_SUB`).
    case subtract = "-="
    /// Multiplication (`BPF_MUL`).
    case multiply = "*="
    /// Unsigned division; by 0 it gives 0 (`BPF_DIV`).
    case divide = "/="
    /// Signed division; by 0 it gives 0 (`BPF_DIV` with offset 1, Linux 6.6).
    case signedDivide = "s/="
    /// Bitwise or (`BPF_OR`).
    case or = "|="
    /// Bitwise and (`BPF_AND`).
    case and = "&="
    /// Shift to the left; the count is taken modulo the width (`BPF_LSH`).
    case shiftLeft = "<<="
    /// Shift to the right, filling with 0; the count is taken modulo the width (`BPF_RSH`).
    case shiftRight = ">>="
    /// Unsigned remainder; of a division by 0 it is the dividend (`BPF_MOD`).
    case remainder = "%="
    /// Signed remainder, truncated as in C (`BPF_MOD` with offset 1, Linux 6.6).
    case signedRemainder = "s%="
    /// Bitwise exclusive or (`BPF_XOR`).
    case exclusiveOr = "^="
    /// Shift to the right, filling with the sign; the count is taken modulo the width (`BPF_ARSH`).
    case arithmeticShiftRight = "s>>="
  }
}

extension Instruction {
  /// A comparison of a register with an operand; the raw value is how it is written.
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    /// Equal (`BPF_JEQ`).
    case equal = "=="
    /// Unsigned, greater (`BPF_JGT`).
    case greater = ">"
    /// Unsigned, greater or equal (`BPF_JGE`).
    case greaterOrEqual = ">="
    /// Some common bit is set (`BPF_JSET`).
    case anyBit = "&"
    /// Not equal (`BPF_JNE`).
    case notEqual = "!="
    /// Signed, greater (`BPF_JSGT`).
    case signedGreater = "s>"
    /// Signed, greater or equal (`BPF_JSGE`).
    case signedGreaterOrEqual = "s>="
    /// Unsigned, less (`BPF_JLT`).
    case less = "<"
    /// Unsigned, less or equal (`BPF_JLE`).
    case lessOrEqual = "<="
    /// Signed, less (`BPF_JSLT`).
    case signedLess = "s<"
    /// Signed, less or equal (`BPF_JSLE`).
    case signedLessOrEqual = "s<="
  }
}

extension Instruction {
  /// How the order of a register's lower bytes is changed.
  public enum ByteSwap: String, Sendable, Hashable, CaseIterable {
    /// Between the machine's order and little-endian (`BPF_END | BPF_TO_LE`).
    case littleEndian = "le"
    /// Between the machine's order and big-endian (`BPF_END | BPF_TO_BE`).
    case bigEndian = "be"
    /// In any case (`BPF_END` of 64 bits, Linux 6.6).
    case always = "bswap"
  }
}

extension Instruction {
  /// An operation that reads and writes memory as one.
  public enum AtomicOperator: Sendable, Hashable, CaseIterable {
    /// Adds the register (`BPF_ADD`).
    case add
    /// Combines by bitwise or (`BPF_OR`).
    case or
    /// Combines by bitwise and (`BPF_AND`).
    case and
    /// Combines by bitwise exclusive or (`BPF_XOR`).
    case exclusiveOr
    /// Adds the register, which receives the old value (`BPF_ADD | BPF_FETCH`, Linux 5.12).
    case fetchAdd
    /// Combines by or; the register receives the old value (`BPF_OR | BPF_FETCH`, Linux 5.12).
    case fetchOr
    /// Combines by and; the register receives the old value (`BPF_AND | BPF_FETCH`, Linux 5.12).
    case fetchAnd
    /// Combines by exclusive or; the register receives the old value.
    ///
    /// `BPF_XOR | BPF_FETCH`, Linux 5.12.
    case fetchExclusiveOr
    /// Memory and the register change places (`BPF_XCHG`, Linux 5.12).
    case exchange
    /// Memory that equals r0 receives the register; r0 receives the old value in any case.
    ///
    /// `BPF_CMPXCHG`, Linux 5.12.
    case compareExchange

    /// Whether a register receives the old value.
    public var fetches: Bool {
      switch self {
      case .add, .or, .and, .exclusiveOr: false
      default: true
      }
    }
  }
}
