#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Lines for people, beside the output proper.
enum StandardError {
  /// Writes a line; what cannot be written is lost, because there is nobody to tell.
  static func print(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes { buffer in
        unsafe write(STDERR_FILENO, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno != EINTR { return }
      start += max(count, 0)
    }
  }
}
