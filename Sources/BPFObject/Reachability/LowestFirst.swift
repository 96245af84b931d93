import HeapModule

/// Places that are still to be looked at, each once, the lowest first.
///
/// Code runs forward but for loops, so that most places are looked at when all that leads to them
/// is known.
struct LowestFirst {
  private var heap = Heap<Int>()
  private var isPending: Set<Int> = []

  /// Adds a place, unless it is there.
  mutating func insert(_ place: Int) {
    if isPending.insert(place).inserted { heap.insert(place) }
  }

  /// Takes the lowest place out.
  mutating func popFirst() -> Int? {
    guard let first = heap.popMin() else { return nil }
    isPending.remove(first)
    return first
  }
}
