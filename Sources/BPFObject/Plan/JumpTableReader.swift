/// Turns a table of jumps of an object's section into one of a linked program.
struct JumpTableReader {
  private let entries: [UInt64]
  private let linker: Linker

  init(_ object: ObjectFile, _ linker: Linker) {
    entries = object.jumpTables
    self.linker = linker
  }

  /// The table at an offset of `.jumptables`, for the function that an instruction is in.
  func table(
    _ offset: UInt64, _ size: UInt64, at place: Int
  ) throws(ObjectError) -> ProgramPlan.JumpTable {
    guard offset.isMultiple(of: 8), size.isMultiple(of: 8), size > 0,
      let first = Int(exactly: offset / 8), let count = Int(exactly: size / 8),
      first <= entries.count, count <= entries.count - first
    else {
      throw malformed("\(size) bytes at \(offset) are no table of the section's \(entries.count)")
    }
    guard let function = linker.functions.last(where: { $0.start <= place }) else {
      throw malformed("the jump is in no function")
    }
    var instructions: [UInt32] = []
    instructions.reserveCapacity(count)
    for entry in entries[first..<(first + count)] {
      // Tables count from the start of the section, programs from their own.
      guard entry.isMultiple(of: 8), let instruction = Int(exactly: entry / 8),
        instruction >= function.sectionStart,
        instruction - function.sectionStart < function.count,
        let target = UInt32(exactly: instruction - function.sectionStart + function.start)
      else {
        throw malformed("the jump to byte \(entry) leaves the function '\(function.name)'")
      }
      instructions.append(target)
    }
    return ProgramPlan.JumpTable(instructions: instructions)
  }

  private func malformed(_ detail: String) -> ObjectError {
    ObjectError(.malformedRelocation, detail, section: ".jumptables")
  }
}
