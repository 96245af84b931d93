/// Strings of C, one behind the other, and where each begins.
@safe final class CStringArray {
  private let storage: UnsafeMutableBufferPointer<UInt8>
  /// The addresses of the strings, as `bpf(2)` wants them.
  let pointers: [UInt64]

  init(_ strings: [String]) {
    let count = strings.reduce(0) { $0 + $1.utf8.count + 1 }
    unsafe storage = .allocate(capacity: max(count, 1))
    var offset = 0
    var pointers: [UInt64] = []
    for string in strings {
      let start = unsafe storage.baseAddress.map { unsafe $0 + offset }
      pointers.append(unsafe address(UnsafeRawPointer(start)))
      for byte in string.utf8 {
        unsafe storage.initializeElement(at: offset, to: byte)
        offset += 1
      }
      unsafe storage.initializeElement(at: offset, to: 0)
      offset += 1
    }
    self.pointers = pointers
  }

  deinit { unsafe storage.deallocate() }
}
