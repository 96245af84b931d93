public import BTF
public import CORE

/// What the kernel made of a program: its instructions, its machine code, and where they came from.
///
/// Whoever may not see addresses (`kernel.kptr_restrict`, no CAP_SYS_ADMIN or CAP_PERFMON) gets less;
/// what is missing is empty.
public struct ProgramImage: Sendable {
  /// The instructions after the verifier's rewriting, subprograms behind the program.
  ///
  /// Maps are named by their ids, helpers by the distances of their addresses.
  public var instructions: [Instruction]
  /// The machine code of all functions, one behind the other.
  public var machineCode: [UInt8]
  /// The functions, the program's own first.
  public var functions: [Function]
  /// The source lines, in the order of the instructions.
  public var lines: [Line]

  /// A function of the program.
  public struct Function: Sendable, Hashable {
    /// The first instruction, where it is known from the program's BTF.
    public var start: Int?
    /// The type of kind `func` in the program's BTF; `void` without one.
    public var type: TypeID
    /// The address of the machine code; 0 without.
    public var address: UInt64
    /// Bytes of machine code; 0 without.
    public var compiledSize: Int
    /// A hash of the function's instructions, in hexadecimal.
    public var tag: String
  }

  /// The start of what was made of a source line.
  public struct Line: Sendable, Hashable {
    /// The first instruction.
    public var start: Int
    /// Where the file's name stands in the strings of the program's BTF.
    public var fileName: UInt32
    /// Where the line's text stands in the strings of the program's BTF.
    public var text: UInt32
    /// The line, from 1.
    public var line: Int
    /// The column, from 1; 0 when not known.
    public var column: Int
    /// The address of its machine code; 0 without.
    public var address: UInt64
  }
}

extension Program {
  /// The program as the kernel runs it (`BPF_OBJ_GET_INFO_BY_FD`; instructions since Linux 4.13,
  /// functions since 4.18, lines since 5.0).
  public func image() throws(BPFError) -> ProgramImage {
    try kernel.programImage(descriptor.rawValue)
  }
}
