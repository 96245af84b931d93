import Bytes
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The options that the running kernel was built with.
struct KernelOptions: Sendable {
  private let text: Bytes

  /// Those of the running kernel: `/boot/config-RELEASE` or `/proc/config.gz`; `nil` when neither
  /// can be read.
  static let running: KernelOptions? = {
    let release = RunningKernel.release ?? ""
    for path in ["/boot/config-\(release)", "/proc/config.gz"] {
      guard let bytes = try? Bytes(contentsOf: FilePath(path)) else { continue }
      guard bytes.isGzip else { return KernelOptions(text: bytes) }
      if let text = try? bytes.decompressed(limit: 16 << 20) { return KernelOptions(text: text) }
    }
    return nil
  }()

  /// Whether an option is `y`, `m` or a value.
  func has(_ option: String) -> Bool {
    let wanted = Array("\(option)=".utf8)
    return unsafe text.span.withUnsafeBytes { text in
      var line = unsafe text[...]
      // By the C library, because debug builds on emulated processors take seconds otherwise.
      while unsafe line.count >= wanted.count, let start = unsafe line.baseAddress {
        if unsafe memcmp(start, wanted, wanted.count) == 0 { return true }
        guard let end = unsafe memchr(start, 10, line.count) else { return false }
        unsafe line = line.dropFirst(UnsafeRawPointer(end) - start + 1)
      }
      return false
    }
  }
}

extension UnsafeRawBufferPointer.SubSequence {
  fileprivate var baseAddress: UnsafeRawPointer? {
    unsafe UnsafeRawBufferPointer(rebasing: self).baseAddress
  }
}
