extension [FunctionSpec] {
  /// The place of the function of a section that contains an instruction.
  ///
  /// Functions are in ascending order of section and first instruction; of aliases, which share
  /// their instructions, the first one is found.
  package func place(section: Int, containing instruction: Int) -> Int? {
    let after = place { ($0.sectionIndex, $0.first) > (section, instruction) }
    guard after > 0, self[after - 1].sectionIndex == section else { return nil }
    let start = self[after - 1].first
    let found = place { ($0.sectionIndex, $0.first) >= (section, start) }
    return self[found].contains(instruction) ? found : nil
  }

  /// The place of the first function for which a condition holds that never turns false again.
  private func place(where holds: (FunctionSpec) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
