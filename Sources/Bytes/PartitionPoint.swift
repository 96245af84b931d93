extension RandomAccessCollection {
  /// The place of the first element for which a condition holds that holds for all behind it, too, by
  /// halving; the end when there is none.
  func partitionPoint(where holds: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = self.count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if holds(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
