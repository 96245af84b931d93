internal import CLinuxBPF
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What a new thread runs.
private final class Start: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs a closure in a thread of its own, which nobody waits for.
///
/// All signals are blocked in the thread: handlers run in the program's own threads.
func startThread(
  named name: String, _ body: @escaping @Sendable () -> Void
) throws(Errno) {
  var all = sigset_t()
  var before = sigset_t()
  unsafe sigfillset(&all)
  // A thread inherits the mask of the one that makes it.
  unsafe _ = pthread_sigmask(SIG_BLOCK, &all, &before)
  defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
  let start = unsafe Unmanaged.passRetained(
    Start {
      unsafe _ = name.withCString { unsafe lbpf_set_thread_name($0) }
      body()
    })
  var thread = pthread_t()
  let result = unsafe pthread_create(
    &thread, nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, start.toOpaque())
  guard result == 0 else {
    unsafe start.release()
    throw Errno(rawValue: result)
  }
  _ = pthread_detach(thread)
}
