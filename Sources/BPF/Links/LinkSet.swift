internal import BasicContainers

/// Links that live and end together; all are detached when the set ends.
public struct LinkSet: ~Copyable, Sendable {
  private var links = UniqueArray<Link>()

  /// An empty set.
  public init() {}

  /// How many links there are.
  public var count: Int { links.count }

  /// Adds a link, which the set owns from now on.
  public mutating func append(_ link: consuming Link) {
    links.append(link)
  }

  /// Calls a closure with each link, in the order in which they were added.
  public borrowing func forEach<Failure: Error>(
    _ body: (borrowing Link) throws(Failure) -> Void
  ) throws(Failure) {
    for index in 0..<links.count { try body(links[index]) }
  }

  /// Detaches all links now, the last one first.
  ///
  /// - Throws: the first failure, once all were tried.
  public mutating func detachAll() throws(BPFError) {
    var failure: BPFError?
    while let link = links.popLast() {
      do { try link.detach() } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  /// Leaves all programs attached when the set ends; see ``Link/keepAttached()``.
  public mutating func keepAttached() {
    while let link = links.popLast() { link.keepAttached() }
  }
}
