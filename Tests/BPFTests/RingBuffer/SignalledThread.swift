import Glibc
import Synchronization

@testable import BPF

/// A thread that a test sends signals to, whose handler does nothing.
final class SignalledThread: Sendable {
  private enum Stage: Sendable {
    case starting
    case running(pthread_t)
    case done
  }

  private let stage = Mutex(Stage.starting)

  init(_ body: @escaping @Sendable () -> Void) throws {
    // Without SA_RESTART, so that system calls end with EINTR.
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    unsafe _ = sigaction(SIGUSR1, &action, nil)
    try startThread(named: "signalled") { [self] in
      var signals = sigset_t()
      unsafe sigemptyset(&signals)
      unsafe sigaddset(&signals, SIGUSR1)
      unsafe _ = pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      stage.withLock { $0 = .running(pthread_self()) }
      body()
      stage.withLock { $0 = .done }
    }
  }

  /// Sends a signal every millisecond until the body has returned.
  func interruptUntilDone() {
    while true {
      // Under the lock, or the thread could be gone before the signal is sent.
      let isDone = stage.withLock { stage in
        if case .running(let thread) = stage { _ = pthread_kill(thread, SIGUSR1) }
        if case .done = stage { return true }
        return false
      }
      if isDone { return }
      usleep(1000)
    }
  }
}
