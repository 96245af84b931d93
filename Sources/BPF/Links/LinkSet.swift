/// Links that live and end together; all are detached when the set ends.
///
/// An `Array` cannot hold values that have one owner; this can.
public struct LinkSet: ~Copyable, Sendable {
  private final class Box: Sendable {
    let link: Link
    init(_ link: consuming Link) { self.link = link }
  }

  private var boxes: [Box] = []

  /// An empty set.
  public init() {}

  /// How many links there are.
  public var count: Int { boxes.count }

  /// Adds a link, which the set owns from now on.
  public mutating func append(_ link: consuming Link) {
    boxes.append(Box(link))
  }

  /// Calls a closure with each link, in the order in which they were added.
  public borrowing func forEach<Failure: Error>(
    _ body: (borrowing Link) throws(Failure) -> Void
  ) throws(Failure) {
    for box in boxes { try body(box.link) }
  }

  /// Detaches all links now, the last one first.
  public mutating func detachAll() {
    while boxes.popLast() != nil {}
  }
}
