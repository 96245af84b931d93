import Bytes

extension [FunctionSpec] {
  /// The place of the function of a section that contains an instruction.
  ///
  /// Functions are in ascending order of section and first instruction; of aliases, which share
  /// their instructions, the first one is found.
  package func place(section: Int, containing instruction: Int) -> Int? {
    let after = partitionPoint { ($0.sectionIndex, $0.first) > (section, instruction) }
    guard after > 0, self[after - 1].sectionIndex == section else { return nil }
    let start = self[after - 1].first
    let found = partitionPoint { ($0.sectionIndex, $0.first) >= (section, start) }
    return self[found].contains(instruction) ? found : nil
  }
}
