internal import Synchronization

/// Whether a descriptor may have become readable since somebody last waited for that.
///
/// Readiness is latched: an announcement that finds nobody waiting is kept for the next who does,
/// and any number of them are kept as one. Whoever was woken must look for himself, more than once
/// if need be; that there is something to read is not certain.
final class Readiness: Sendable {
  /// Why a wait ended.
  enum Wake: Sendable {
    /// The descriptor may be readable.
    case ready
    /// The waiting task was cancelled.
    case cancelled
    /// Nothing will be announced any more.
    case closed
  }

  private struct Waiter {
    let number: UInt64
    let continuation: CheckedContinuation<Wake, Never>
  }

  private struct State {
    var isLatched = false
    var isClosed = false
    var lastNumber: UInt64 = 0
    var waiters: [Waiter] = []
  }

  private let state = Mutex(State())

  /// Announces that the descriptor became readable, without blocking.
  func signal() {
    let waiters = state.withLock { state in
      state.isLatched = state.waiters.isEmpty
      return state.waiters.take()
    }
    for waiter in waiters { waiter.continuation.resume(returning: .ready) }
  }

  /// Ends all waits, and those to come.
  func close() {
    let waiters = state.withLock { state in
      state.isClosed = true
      return state.waiters.take()
    }
    for waiter in waiters { waiter.continuation.resume(returning: .closed) }
  }

  /// Waits for an announcement, without blocking a thread.
  func wait() async -> Wake {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known: Wake? = state.withLock { state in
          if state.isClosed { return .closed }
          if state.isLatched {
            state.isLatched = false
            return .ready
          }
          // A task is marked as cancelled before its handler runs. A handler that ran before this
          // lock was taken is seen here; one that runs later finds the waiter.
          if Task.isCancelled { return .cancelled }
          state.waiters.append(Waiter(number: number, continuation: continuation))
          return nil
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      let waiter: Waiter? = state.withLock { state in
        guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
          return nil
        }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume(returning: .cancelled)
    }
  }
}

extension Array {
  /// Empties the array and gives what was in it.
  fileprivate mutating func take() -> Self {
    let elements = self
    removeAll()
    return elements
  }
}
