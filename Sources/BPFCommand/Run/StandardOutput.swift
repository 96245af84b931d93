import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Standard output with a buffer that its owner flushes, so that readers of a pipe see events at once.
struct StandardOutput: ~Copyable {
  /// What is to be written.
  var buffer: [UInt8] = []
  /// Why nothing more can be written, if so.
  private(set) var failure: Errno?

  private static let limit = 1 << 18

  init() {
    buffer.reserveCapacity(StandardOutput.limit + 1 << 14)
    // Without a reader, `write` is to say so, and not to kill the process.
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Writes all there is once it is much.
  mutating func flushIfLarge() {
    if buffer.count >= StandardOutput.limit { flush() }
  }

  /// Writes all there is.
  mutating func flush() {
    var start = 0
    while failure == nil, start < buffer.count {
      let count = unsafe buffer.withUnsafeBytes { bytes in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
        return unsafe write(STDOUT_FILENO, rest.baseAddress, rest.count)
      }
      if count >= 0 {
        start += count
      } else {
        let error = Errno(rawValue: errno)
        if error == .resourceTemporarilyUnavailable {
          waitUntilWritable()
        } else if error != .interrupted {
          failure = error
        }
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Whoever shares the pipe or terminal may have made it non-blocking.
  private func waitUntilWritable() {
    var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    unsafe _ = poll(&descriptor, 1, -1)
  }
}
