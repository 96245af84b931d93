#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A point in time.
struct Moment: Equatable {
  /// Seconds since 1970, as Unix counts them.
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// A time since the machine was started.
  init(sinceBoot time: Duration) {
    var now = timespec()
    var running = timespec()
    unsafe _ = clock_gettime(CLOCK_REALTIME, &now)
    unsafe _ = clock_gettime(CLOCK_BOOTTIME, &running)
    seconds = now.tv_sec - running.tv_sec + Int(time.components.seconds)
  }

  /// In the form of ISO 8601, as this machine's clocks show it: `2026-11-25T08:30:00+0100`.
  var text: String {
    var time = time_t(seconds)
    var parts = unsafe tm()
    guard unsafe localtime_r(&time, &parts) != nil else { return String(seconds) }
    var buffer = [CChar](repeating: 0, count: 64)
    let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe strftime(buffer.baseAddress, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
    }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
