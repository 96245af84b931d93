extension Instruction {
  /// A call of a helper that no kernel has, 0xbad2310 ("bad relo"), put where a relocation failed.
  ///
  /// Should the verifier reach it, it says `invalid func unknown#195896080`; every loader uses this
  /// number, so that tools can tell a missing field from other errors.
  public static let badRelocation = Instruction(opcode: 0x85, immediate: 0xbad_2310)

  /// Whether the instruction stands where a relocation failed.
  public var isBadRelocation: Bool { self == .badRelocation }

  /// The bytes that a load or store accesses: 1, 2, 4 or 8 (`BPF_SIZE`).
  public var accessSize: UInt64 {
    switch opcode & 0x18 {
    case 0x00: 4
    case 0x08: 2
    case 0x10: 1
    default: 8
    }
  }

  /// The bits of an opcode that say an access size; `nil` for other sizes.
  static func sizeBits(accessSize: UInt64) -> UInt8? {
    switch accessSize {
    case 4: 0x00
    case 2: 0x08
    case 1: 0x10
    case 8: 0x18
    default: nil
    }
  }
}
