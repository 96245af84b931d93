/// Places that are still to be looked at, each once, the lowest first.
///
/// Code runs forward but for loops, so that most places are looked at when all that leads to them
/// is known.
struct LowestFirst {
  /// A binary heap: no place is smaller than the one at half its index.
  private var heap: [Int] = []
  private var isPending: Set<Int> = []

  /// Adds a place, unless it is there.
  mutating func insert(_ place: Int) {
    guard isPending.insert(place).inserted else { return }
    heap.append(place)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the lowest place out.
  mutating func popFirst() -> Int? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    isPending.remove(first)
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { return first }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { return first }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
