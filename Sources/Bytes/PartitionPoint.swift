extension RandomAccessCollection {
  /// The place of the first element for which a condition holds that holds for all behind it, too, by
  /// halving; the end when there is none.
  @inlinable
  package func partitionPoint<Failure: Error>(
    where holds: (Element) throws(Failure) -> Bool
  ) throws(Failure) -> Index {
    var low = startIndex
    var count = self.count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if try holds(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
