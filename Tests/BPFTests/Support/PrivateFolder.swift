import Glibc
import SystemPackage

@testable import BPF

/// A folder of a test's own, which goes with this object.
final class PrivateFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/swift-bpf-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    guard made else { throw Errno(rawValue: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in (try? LiveSystemCalls().list(path)) ?? [] { unsafe _ = unlink("\(path)/\(name)") }
    unsafe _ = rmdir(path)
  }

  /// Copies an executable into the folder.
  func copy(_ file: String, as name: String) throws -> String {
    let source = try FileDescriptor.open(FilePath(file), .readOnly)
    let copy = "\(path)/\(name)"
    let target = try FileDescriptor.open(
      FilePath(copy), .writeOnly, options: [.create], permissions: [.ownerReadWriteExecute])
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try unsafe buffer.withUnsafeMutableBytes { unsafe try source.read(into: $0) }
      if count == 0 { break }
      try target.writeAll(buffer[..<count])
    }
    try source.close()
    try target.close()
    return copy
  }
}
