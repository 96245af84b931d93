import BTF

/// One relocation about to be written into its instruction.
struct Patch {
  let record: CORERecord
  let number: Int
  let index: Int
  let resolution: Resolution

  /// Writes the target's answer, or poisons the instruction.
  ///
  /// What the compiler wrote is compared with what the local types say, so that an object whose
  /// instructions and types have come apart is refused, not patched wrongly.
  func apply(to instructions: inout [Instruction]) throws(Fault) -> COREOutcome {
    guard instructions.indices.contains(index) else {
      throw Fault(
        .noSuchInstruction,
        "the program has \(instructions.count) instructions, and none of number \(index)")
    }
    let before = instructions[index]
    guard let answer = resolution.target else {
      return try poison(&instructions, because: .noCandidate)
    }
    switch before.instructionClass {
    // BPF_ALU, BPF_ALU64
    case 4, 7: return try patchImmediate(&instructions, answer)
    // BPF_LDX, BPF_ST, BPF_STX
    case 1, 2, 3: return try patchMemory(&instructions, answer)
    // BPF_LD
    case 0: return try patchWideImmediate(&instructions, answer)
    // BPF_JMP, BPF_JMP32
    default: throw unsupported("is a jump or call", before)
    }
  }

  private func outcome(
    _ operation: COREOutcome.Operation, _ before: Instruction, _ after: Instruction,
    old: UInt64, new: UInt64? = nil, sizeChange: COREOutcome.SizeChange? = nil,
    reason: COREOutcome.PoisonReason? = nil
  ) -> COREOutcome {
    COREOutcome(
      number: number, record: record, instructionIndex: index,
      localValue: resolution.local.value, targetValue: new ?? resolution.target?.value,
      match: resolution.match, operation: operation, poisonReason: reason, oldValue: old,
      sizeChange: sizeChange, before: before, after: after, generation: resolution.generation)
  }

  private func unsupported(_ problem: String, _ instruction: Instruction) -> Fault {
    Fault(
      .unsupportedInstruction,
      "instruction \(index), opcode 0x\(String(instruction.opcode, radix: 16)), \(problem); "
        + "nothing in it can be relocated")
  }

  private func checkValue(_ found: UInt64, signed: Bool) throws(Fault) {
    guard resolution.local.isCertain, found != resolution.local.value else { return }
    let shown = signed ? String(Int64(bitPattern: found)) : String(found)
    throw Fault(
      .unexpectedValue,
      "the instruction holds \(shown) where the object's types say \(resolution.local.value); "
        + "instructions and BTF are not of one compilation")
  }

  // MARK: - Forms of instructions

  private func patchImmediate(
    _ instructions: inout [Instruction], _ answer: Answer
  ) throws(Fault) -> COREOutcome {
    let before = instructions[index]
    guard before.opcode & 0x08 == 0 else { throw unsupported("has no constant", before) }
    let old = UInt64(bitPattern: Int64(before.immediate))
    try checkValue(old, signed: true)
    // Either reading of the 32 bits will do: which one is meant, the compiler knows.
    let negative = Int64(Int32.min)..<0
    guard answer.value <= UInt64(UInt32.max) || negative.contains(Int64(bitPattern: answer.value))
    else {
      throw Fault(
        .valueTooLarge, "the target's value \(answer.value) does not fit into 32 bits")
    }
    instructions[index].immediate = Int32(truncatingIfNeeded: answer.value)
    return outcome(.immediate, before, instructions[index], old: old)
  }

  private func patchMemory(
    _ instructions: inout [Instruction], _ answer: Answer
  ) throws(Fault) -> COREOutcome {
    let before = instructions[index]
    let old = UInt64(bitPattern: Int64(before.offset))
    try checkValue(old, signed: true)
    guard answer.value <= UInt64(Int16.max) else {
      throw Fault(
        .valueTooLarge,
        "the target's offset \(answer.value) does not fit into a load or store, which reaches to "
          + "\(Int16.max); read the field with bpf_core_read(), which adds the offset first")
    }
    guard resolution.allowsSizeChange else {
      return try poison(&instructions, because: .accessesFieldIncorrectly)
    }
    var after = before
    after.offset = Int16(truncatingIfNeeded: answer.value)
    var sizeChange: COREOutcome.SizeChange?
    if resolution.changesSize {
      let change = COREOutcome.SizeChange(
        old: resolution.local.accessSize, new: answer.accessSize)
      guard before.accessSize == change.old else {
        throw Fault(
          .unexpectedSize,
          "the instruction accesses \(before.accessSize) bytes of a field that has \(change.old) "
            + "here and \(change.new) in the target")
      }
      guard let bits = Instruction.sizeBits(accessSize: change.new) else {
        throw Fault(
          .unexpectedSize,
          "the field has \(change.new) bytes in the target, which no load or store accesses at once"
        )
      }
      after.opcode = after.opcode & ~0x18 | bits
      sizeChange = change
    }
    instructions[index] = after
    return outcome(.offset, before, after, old: old, sizeChange: sizeChange)
  }

  private func patchWideImmediate(
    _ instructions: inout [Instruction], _ answer: Answer
  ) throws(Fault) -> COREOutcome {
    let before = instructions[index]
    guard before.isWideLoad else { throw unsupported("is a packet load", before) }
    let second = try secondHalf(of: instructions)
    guard before.source == 0, before.offset == 0, second.opcode == 0, second.registers == 0,
      second.offset == 0
    else {
      throw Fault(
        .unsupportedInstruction,
        "the 64-bit load at instruction \(index) is not one of a plain constant")
    }
    let old =
      UInt64(UInt32(bitPattern: before.immediate))
      | UInt64(UInt32(bitPattern: second.immediate)) << 32
    var answer = answer
    if let ours = resolution.local.unsignedValue, ours == old {
      answer.value = answer.unsignedValue ?? answer.value
    } else {
      try checkValue(old, signed: false)
    }
    instructions[index].immediate = Int32(truncatingIfNeeded: answer.value)
    instructions[index &+ 1].immediate = Int32(truncatingIfNeeded: answer.value >> 32)
    return outcome(.wideImmediate, before, instructions[index], old: old, new: answer.value)
  }

  private func secondHalf(of instructions: [Instruction]) throws(Fault) -> Instruction {
    guard index &+ 1 < instructions.count else {
      throw Fault(
        .unsupportedInstruction,
        "the program ends in the middle of the 64-bit load at instruction \(index)")
    }
    return instructions[index &+ 1]
  }

  // MARK: - Poison

  private func poison(
    _ instructions: inout [Instruction], because reason: COREOutcome.PoisonReason
  ) throws(Fault) -> COREOutcome {
    let before = instructions[index]
    if before.isWideLoad {
      // Otherwise the verifier would complain about the second half, and about the wrong thing.
      _ = try secondHalf(of: instructions)
      instructions[index &+ 1] = .badRelocation
    }
    instructions[index] = .badRelocation
    return outcome(.poison, before, .badRelocation, old: 0, reason: reason)
  }
}
