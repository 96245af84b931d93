internal import Synchronization

/// A value that is made when it is first asked for and shared from then on.
///
/// The lock is not held while the value is made, so that making one value may ask for others. Two
/// tasks that ask at once may both make it; the first one stored is the one that both get.
package final class Lazy<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  package init() {}

  package func value<E>(_ make: () throws(E) -> Value) throws(E) -> Value {
    if let value = stored.withLock({ $0 }) { return value }
    let made = try make()
    return stored.withLock { stored in
      if let value = stored { return value }
      stored = made
      return made
    }
  }
}
