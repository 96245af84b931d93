internal import Synchronization

/// A struct of `.struct_ops` that the kernel has until this ends: an entry in the map, and no link.
final class StructOpsRegistration: Attachment {
  private let map: Map
  private let isRegistered = Mutex(true)

  init(_ map: Map) { self.map = map }

  deinit { try? detach() }

  func detach() throws(BPFError) {
    let wasRegistered = isRegistered.withLock { registered in
      defer { registered = false }
      return registered
    }
    if wasRegistered { try map.removeValue(forKey: [0, 0, 0, 0]) }
  }

  func abandon() { isRegistered.withLock { $0 = false } }
}
