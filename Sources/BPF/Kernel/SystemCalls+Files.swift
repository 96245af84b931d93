internal import CLinuxBPF
internal import SystemPackage

// What the file systems of the kernel are looked at with, besides reading whole files.
extension SystemCalls {
  package func unlink(_ path: String) -> Int32 {
    unsafe path.withCString { unsafe lbpf_unlink($0) }
  }

  package func openNonblocking(_ path: String, in directory: Int32) -> Int32 {
    unsafe path.withCString { unsafe lbpf_open_nonblocking(directory, $0) }
  }

  package func readLink(_ path: String) throws(Errno) -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { buffer in
      unsafe path.withCString { path in
        unsafe lbpf_readlink(
          path, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
      }
    }
    guard count >= 0 else { throw Errno(rawValue: Int32(clamping: -count)) }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// The entries of a folder, without `.` and `..`.
  package func list(_ path: String) throws(Errno) -> [String] {
    var size = 1 << 15
    while true {
      var buffer = [UInt8](repeating: 0, count: size)
      let count = unsafe buffer.withUnsafeMutableBytes { buffer in
        unsafe path.withCString { path in
          unsafe lbpf_list(
            path, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
      }
      if count == -Int(Errno.noBufferSpace.rawValue), size < 1 << 24 {
        size *= 4
        continue
      }
      guard count >= 0 else { throw Errno(rawValue: Int32(clamping: -count)) }
      return buffer[..<count].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        .filter { $0 != "." && $0 != ".." }
    }
  }
}
