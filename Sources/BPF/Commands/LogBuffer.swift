/// Room for what the verifier writes, and how it grows.
///
/// The memory is reserved, not touched, until the kernel writes into it.
@safe struct LogBuffer: ~Copyable {
  /// Enough for most refusals; most logs are a few KiB.
  static let firstSize: UInt32 = 1 << 20
  /// The largest size that every kernel accepts is `UINT32_MAX >> 2`.
  static let largestSize: UInt32 = .max >> 2

  private let base: UnsafeMutableRawPointer
  let size: UInt32

  init(size: UInt32) {
    self.size = size
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: Int(size), alignment: 16)
    // An untouched buffer must read as an empty log.
    unsafe base.storeBytes(of: 0, as: UInt8.self)
  }

  deinit { unsafe base.deallocate() }

  /// The memory that the kernel writes to.
  var memory: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(start: base, count: Int(size))
  }

  /// The text up to the first NUL.
  var text: String {
    unsafe String(decoding: memory.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The size to try next when the log did not fit, or `nil` when it cannot grow.
  ///
  /// Kernels since 6.4 say how large the whole log is, older ones leave it to guessing.
  func nextSize(trueSize: UInt32) -> UInt32? {
    guard size < LogBuffer.largestSize else { return nil }
    if trueSize > size { return min(trueSize, LogBuffer.largestSize) }
    return size > LogBuffer.largestSize / 4 ? LogBuffer.largestSize : size * 4
  }
}
