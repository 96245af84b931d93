internal import BPFObject
internal import Synchronization

/// A program on all places of a statically defined probe, and what was written for it into the maps of
/// its object.
final class StaticProbeAttachment: Attachment {
  let descriptor: Int32?
  let isKernelLink: Bool
  private let kernel: Kernel
  private let tables: StaticProbeTables
  private let numbers: [UInt32]
  private let places: [UInt64]
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var link: OwnedDescriptor?
    var links: LinkSet?
  }

  /// - Parameters:
  ///   - link: the one link, where the kernel has links of many places.
  ///   - links: those of each place.
  init(
    kernel: Kernel, tables: StaticProbeTables, numbers: [UInt32], places: [UInt64],
    link: consuming sending OwnedDescriptor?, links: consuming sending LinkSet?
  ) {
    self.kernel = kernel
    self.tables = tables
    self.numbers = numbers
    self.places = places
    descriptor = link?.rawValue
    isKernelLink = descriptor != nil
    state = Mutex(State(link: link, links: links))
  }

  deinit { try? detach() }

  func detach() throws(BPFError) {
    let id = descriptor.flatMap { link in try? kernel.linkInfo(link).id }
    var state = state.withLock { state in
      State(link: state.link.take(), links: state.links.take())
    }
    guard state.link != nil || state.links != nil else { return }
    state.link = nil
    var failure: BPFError?
    if var links = state.links.take() {
      do throws(BPFError) { try links.detachAll() } catch { failure = error }
    }
    if let id {
      // Whoever else holds the link, its program goes on to read what was written for it.
      tables.remove(numbers, onceGone: id)
    } else {
      tables.remove(places: places)
      tables.remove(numbers)
    }
    if let failure { throw failure }
  }

  func abandon() {
    state.withLock { state in
      _ = state.link.take()?.release()
      if var links = state.links.take() { links.keepAttached() }
    }
  }
}
