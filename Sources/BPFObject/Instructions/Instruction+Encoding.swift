package import Bytes
public import CORE

/// What the source register of a call or a wide load says about its constant (`BPF_PSEUDO_*`).
extension Instruction {
  /// The constant is a map's descriptor (`BPF_PSEUDO_MAP_FD`).
  public static let pseudoMapDescriptor: UInt8 = 1
  /// The constant is a map's descriptor and an offset in its value (`BPF_PSEUDO_MAP_VALUE`).
  public static let pseudoMapValue: UInt8 = 2
  /// The constant is a variable in the kernel's BTF (`BPF_PSEUDO_BTF_ID`).
  public static let pseudoBTFID: UInt8 = 3
  /// The constant is the distance to a subprogram (`BPF_PSEUDO_FUNC`).
  public static let pseudoFunction: UInt8 = 4
  /// The constant is a map's place in the array of descriptors (`BPF_PSEUDO_MAP_IDX`).
  public static let pseudoMapIndex: UInt8 = 5
  /// The constant is such a place and an offset in the map's value (`BPF_PSEUDO_MAP_IDX_VALUE`).
  public static let pseudoMapIndexValue: UInt8 = 6
  /// The call is of a subprogram (`BPF_PSEUDO_CALL`).
  public static let pseudoCall: UInt8 = 1
  /// The call is of a kernel function (`BPF_PSEUDO_KFUNC_CALL`).
  public static let pseudoKernelFunctionCall: UInt8 = 2

  /// A call of a subprogram.
  public var isSubprogramCall: Bool {
    isCall && source == Instruction.pseudoCall && destination == 0 && offset == 0
  }
  /// A wide load of the address of a subprogram.
  public var isFunctionAddress: Bool { isWideLoad && source == Instruction.pseudoFunction }

  /// Decodes whole instructions of a byte order; bytes behind the last whole one are not looked at.
  ///
  /// In big-endian objects the register nibbles have changed places.
  package static func decode(_ span: RawSpan, _ order: ByteOrder) -> [Instruction] {
    let count = span.byteCount / 8
    var instructions: [Instruction] = []
    instructions.reserveCapacity(count)
    for index in 0..<count {
      let place = index &* 8
      guard let opcode: UInt8 = span.load(at: place),
        let registers: UInt8 = span.load(at: place &+ 1),
        let offset: Int16 = span.load(at: place &+ 2, swapped: order.isSwapped),
        let immediate: Int32 = span.load(at: place &+ 4, swapped: order.isSwapped)
      else { break }
      let isBig = order == .big
      instructions.append(
        Instruction(
          opcode: opcode, destination: isBig ? registers >> 4 : registers & 0xf,
          source: isBig ? registers & 0xf : registers >> 4, offset: offset, immediate: immediate))
    }
    return instructions
  }
}

extension [Instruction] {
  /// The instructions as the kernel of a byte order reads them.
  package func encoded(_ order: ByteOrder) -> [UInt8] {
    let isBig = order == .big
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 8)
    for instruction in self {
      let offset = UInt16(bitPattern: instruction.offset)
      let immediate = UInt32(bitPattern: instruction.immediate)
      let word =
        UInt64(isBig ? offset.byteSwapped : offset)
        | UInt64(isBig ? immediate.byteSwapped : immediate) << 16
      bytes.append(instruction.opcode)
      bytes.append(
        isBig ? instruction.destination << 4 | instruction.source : instruction.registers)
      for shift in stride(from: 0, to: 48, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return bytes
  }
}
