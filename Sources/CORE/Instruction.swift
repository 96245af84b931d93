/// One eBPF instruction of 8 bytes (`struct bpf_insn`); a 64-bit immediate load takes two.
///
/// The fields are held decoded, so that objects of either byte order look the same. CO-RE patches
/// it; everything else about instructions stands in `BPFObject`.
///
/// Source: RFC 9669.
public struct Instruction: Sendable, Hashable {
  /// Operation, class and modifiers.
  public var opcode: UInt8
  /// Destination register in the low four bits, source register in the high four.
  public var registers: UInt8
  /// A signed offset: of memory from a register, or of a jump in instructions.
  public var offset: Int16
  /// A signed constant.
  public var immediate: Int32

  /// An instruction of the given fields.
  @inlinable
  public init(
    opcode: UInt8, destination: UInt8 = 0, source: UInt8 = 0, offset: Int16 = 0,
    immediate: Int32 = 0
  ) {
    self.opcode = opcode
    registers = destination & 0xf | source << 4
    self.offset = offset
    self.immediate = immediate
  }

  /// The destination register, 0 to 10.
  @inlinable public var destination: UInt8 {
    get { registers & 0xf }
    set { registers = registers & 0xf0 | newValue & 0xf }
  }
  /// The source register, or what kind of constant a load or call has (`BPF_PSEUDO_*`).
  @inlinable public var source: UInt8 {
    get { registers >> 4 }
    set { registers = registers & 0xf | newValue << 4 }
  }
  /// The class: the low three bits of the opcode (`BPF_LD`, `BPF_ALU`, …).
  @inlinable public var instructionClass: UInt8 { opcode & 0x7 }

  /// The first half of a 64-bit immediate load (`BPF_LD | BPF_IMM | BPF_DW`).
  @inlinable public var isWideLoad: Bool { opcode == 0x18 }
  /// A call of a helper, a kfunc or a subprogram (`BPF_JMP | BPF_CALL`).
  @inlinable public var isCall: Bool { opcode == 0x85 }

  /// The instruction as the machine's own kernel reads it: 8 bytes in one integer, little-endian.
  ///
  /// On a big-endian machine the register nibbles and all fields swap places.
  @inlinable public var littleEndianWord: UInt64 {
    UInt64(opcode) | UInt64(registers) << 8 | UInt64(UInt16(bitPattern: offset)) << 16
      | UInt64(UInt32(bitPattern: immediate)) << 32
  }
}
