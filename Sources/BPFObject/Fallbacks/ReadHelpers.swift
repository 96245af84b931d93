import CORE

/// Helpers that read memory of the kernel or of a process, and the one that older kernels have for
/// both.
enum ReadHelpers {
  /// The older helper for each newer one: `bpf_probe_read` and `bpf_probe_read_str`.
  private static let older: [Int32: Int32] = [112: 4, 113: 4, 114: 45, 115: 45]

  /// Whether an instruction calls one of the newer helpers.
  static func calls(_ instruction: Instruction) -> Bool {
    instruction.isCall && instruction.source == 0 && older[instruction.immediate] != nil
  }

  /// Makes calls of the newer helpers ones of the older.
  static func replace(in instructions: inout [Instruction]) {
    for index in instructions.indices where calls(instructions[index]) {
      if let helper = older[instructions[index].immediate] {
        instructions[index].immediate = helper
      }
    }
  }
}
