internal import BPFObject

/// Tables of indirect jumps, as the instruction arrays that the kernel takes (Linux 6.19).
extension Loader {
  /// Makes an array for each table of a program.
  ///
  /// - Throws: ``BPFError`` naming the first kernel that has such arrays where they are not known.
  func jumpTables(of program: ProgramPlan) throws(BPFError) -> [Map] {
    var maps: [Map] = []
    for table in program.jumpTables {
      do { maps.append(try jumpTable(table)) } catch {
        throw error.adding { $0.program = program.spec.name }
      }
    }
    return maps
  }

  private func jumpTable(_ table: ProgramPlan.JumpTable) throws(BPFError) -> Map {
    let map = try Map(
      kernel: kernel,
      creation: MapCreation(
        name: ".jumptables", type: .instructionArray, keySize: 4, valueSize: 16,
        maxEntries: UInt32(clamping: table.instructions.count)))
    for (index, instruction) in table.instructions.enumerated() {
      // struct bpf_insn_array_value: the place in the program that is loaded, then what the kernel
      // makes of it.
      let value = slotBytes(Int32(bitPattern: instruction)) + [UInt8](repeating: 0, count: 12)
      try map.setValue(value, forKey: slotBytes(Int32(truncatingIfNeeded: index)))
    }
    // The verifier relies on what it has seen.
    try map.freeze()
    return map
  }
}
