internal import Synchronization

/// Several links that stand for one attachment, such as an event on each CPU.
final class JoinedLinks: Attachment {
  private let links: Mutex<LinkSet>

  init(_ links: consuming sending LinkSet) {
    self.links = Mutex(links)
  }

  func detach() throws(BPFError) {
    try links.withLock { (links) throws(BPFError) in try links.detachAll() }
  }

  func abandon() {
    links.withLock { links in links.keepAttached() }
  }
}
