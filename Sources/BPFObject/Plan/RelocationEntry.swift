import BTF

/// A CO-RE relocation of an object, and the instruction that it is about.
struct RelocationEntry {
  let record: CORERecord
  /// Its place among those of its ELF section.
  let number: Int
  /// The place of its function in `ObjectFile.functions`.
  let function: Int
  /// The instruction, counted from the start of the function.
  let instruction: Int
}

extension ObjectFile {
  /// The CO-RE relocations of some functions, by the functions' places, in the object's order.
  func relocationEntries(of wanted: Set<Int>) throws(ObjectError) -> [RelocationEntry] {
    guard let info, let types else { return [] }
    var entries: [RelocationEntry] = []
    let sections = sectionNumbers
    for group in info.relocations {
      let name = try readingBTF { () throws(BTFError) in try types.string(at: group.sectionName) }
      guard let section = sections[name] else { continue }
      for number in 0..<group.count {
        let record = try readingBTF { () throws(BTFError) in
          try info.relocation(number, of: group)
        }
        let instruction = Int(record.instructionOffset / 8)
        // What no function covers belongs to a body that the static linker replaced.
        guard let function = functions.place(section: section, containing: instruction),
          wanted.contains(function)
        else { continue }
        entries.append(
          RelocationEntry(
            record: record, number: number, function: function,
            instruction: instruction - functions[function].first))
      }
    }
    return entries
  }
}
