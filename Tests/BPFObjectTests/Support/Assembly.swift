import BPFObject

/// Instructions by what they do, for streams that no compiler would write.
enum Assembly {
  static func move(_ register: UInt8, _ constant: Int32) -> Instruction {
    Instruction(opcode: 0xb7, destination: register, immediate: constant)
  }
  static func copy(_ register: UInt8, _ source: UInt8) -> Instruction {
    Instruction(opcode: 0xbf, destination: register, source: source)
  }
  static func add(_ register: UInt8, _ constant: Int32) -> Instruction {
    Instruction(opcode: 0x07, destination: register, immediate: constant)
  }
  static func add(_ register: UInt8, register source: UInt8) -> Instruction {
    Instruction(opcode: 0x0f, destination: register, source: source)
  }
  static func jump(_ distance: Int16) -> Instruction {
    Instruction(opcode: 0x05, offset: distance)
  }
  static func ifZero(_ register: UInt8, _ distance: Int16) -> Instruction {
    Instruction(opcode: 0x15, destination: register, offset: distance)
  }
  static func ifEqual(_ register: UInt8, _ constant: Int32, _ distance: Int16) -> Instruction {
    Instruction(opcode: 0x15, destination: register, offset: distance, immediate: constant)
  }
  static func ifBelow(_ register: UInt8, _ constant: Int32, _ distance: Int16) -> Instruction {
    Instruction(opcode: 0xa5, destination: register, offset: distance, immediate: constant)
  }
  /// `*(u64 *)(base + offset) = source`.
  static func store(_ base: UInt8, _ offset: Int16, _ source: UInt8) -> Instruction {
    Instruction(opcode: 0x7b, destination: base, source: source, offset: offset)
  }
  /// `destination = *(u64 *)(base + offset)`.
  static func load(_ destination: UInt8, _ base: UInt8, _ offset: Int16) -> Instruction {
    Instruction(opcode: 0x79, destination: destination, source: base, offset: offset)
  }
  /// A call of `bpf_get_prandom_u32`.
  static let random = Instruction(opcode: 0x85, immediate: 7)
  static func call(_ distance: Int32) -> Instruction {
    Instruction(opcode: 0x85, source: 1, immediate: distance)
  }
  static func address(ofFunction distance: Int32) -> [Instruction] {
    [
      Instruction(opcode: 0x18, destination: 2, source: 4, immediate: distance),
      Instruction(opcode: 0),
    ]
  }
  static let exit = Instruction(opcode: 0x95)
}
