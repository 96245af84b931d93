import Synchronization
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Ctrl-C and its like as a descriptor that `poll(2)` can wait for.
///
/// The first signal asks for a clean end. The handler puts the default back, so that a second one
/// kills a process that does not get there.
struct StopSignals: ~Copyable {
  /// Readable once a signal came.
  let descriptor: Int32
  private let writeEnd: Int32

  init() throws(RunError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw .noSignals(Errno(rawValue: errno)) }
    descriptor = ends[0]
    writeEnd = ends[1]
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    // Stored before any handler is in place, which also initialises the global.
    signalPipe.store(writeEnd, ordering: .sequentiallyConsistent)
    for number in [SIGINT, SIGTERM] { _ = signal(number, noteSignal) }
    // nohup(1) lets SIGHUP be ignored, and so it stays.
    let previous = signal(SIGHUP, noteSignal)
    if unsafe unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      _ = signal(SIGHUP, SIG_IGN)
    }
  }

  deinit {
    for number in [SIGINT, SIGTERM, SIGHUP] { _ = signal(number, SIG_DFL) }
    signalPipe.store(-1, ordering: .sequentiallyConsistent)
    close(descriptor)
    close(writeEnd)
  }
}

private let signalPipe = Atomic<Int32>(-1)

/// Does what a signal handler may: system calls and atomic loads.
private func noteSignal(_ number: Int32) {
  let saved = errno
  _ = signal(number, SIG_DFL)
  var byte: UInt8 = 0
  unsafe _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
  errno = saved
}
