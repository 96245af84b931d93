package import Bytes
package import CLinuxBPF
package import SystemPackage

/// The system calls that this module makes, as one value that tests can replace.
///
/// The methods do nothing but call: policy, such as retries, lives in ``Kernel``. Integer results
/// are those of the shim, where a negative number is a negative errno. A fake overrides what it is
/// about and inherits the rest.
package protocol SystemCalls: Sendable {
  func bpf(_ command: UInt32, _ attributes: UnsafeMutableRawBufferPointer) -> Int32
  func perfEventOpen(_ attributes: lbpf_perf_event_attr, pid: Int32, cpu: Int32) -> Int32
  func perfEventOpen(_ attributes: lbpf_perf_event_attr, cgroup: Int32, cpu: Int32) -> Int32
  func ioctl(_ descriptor: Int32, _ request: UInt64, _ argument: UInt64) -> Int32
  func duplicate(_ descriptor: Int32, minimum: Int32) -> Int32
  func close(_ descriptor: Int32) -> Int32
  func open(_ path: String, in directory: Int32, flags: Int32) -> Int32
  func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Int
  func map(
    _ descriptor: Int32, count: Int, writable: Bool, offset: Int64
  ) throws(Errno) -> Mapping
  func map(_ descriptor: Int32, count: Int, at address: UInt64) throws(Errno) -> Mapping
  func detachedMount(_ type: String) -> Int32
  func memlockLimit() -> (current: UInt64, maximum: UInt64)?
  func setMemlockLimit(current: UInt64, maximum: UInt64) -> Int32
  func readFile(_ path: String) throws(Errno) -> [UInt8]
  func mapFile(_ path: String) throws(Errno) -> Bytes
  func unlink(_ path: String) -> Int32
  func setSocketOption(_ socket: Int32, _ option: Int32, to value: Int32) -> Int32
  func fileSystemType(_ descriptor: Int32) -> Int64
  func openNonblocking(_ path: String, in directory: Int32) -> Int32
  func readLink(_ path: String) throws(Errno) -> String
  func list(_ path: String) throws(Errno) -> [String]
  func netlinkOpen(protocol number: Int32) -> Int32
  func netlinkSend(_ descriptor: Int32, _ bytes: [UInt8]) -> Int
  func netlinkReceive(_ descriptor: Int32) throws(Errno) -> [UInt8]
  func pollReadable(_ descriptor: Int32, milliseconds: Int32) -> Int32
  func epollCreate() -> Int32
  func epollAdd(_ epoll: Int32, _ descriptor: Int32, events: UInt32, data: UInt64) -> Int32
  func epollDelete(_ epoll: Int32, _ descriptor: Int32) -> Int32
  func epollWait(
    _ epoll: Int32, _ events: inout [lbpf_epoll_event], milliseconds: Int32
  ) -> Int32
  func eventCreate() -> Int32
  func eventSignal(_ descriptor: Int32) -> Int32
}

/// The calls of the running kernel.
package struct LiveSystemCalls: SystemCalls {
  package init() {}
}

extension SystemCalls {
  package func bpf(_ command: UInt32, _ attributes: UnsafeMutableRawBufferPointer) -> Int32 {
    unsafe lbpf_bpf(command, attributes.baseAddress, UInt32(attributes.count))
  }

  package func perfEventOpen(
    _ attributes: lbpf_perf_event_attr, pid: Int32, cpu: Int32
  ) -> Int32 {
    var attributes = attributes
    return unsafe lbpf_perf_event_open(&attributes, pid, cpu)
  }

  package func perfEventOpen(
    _ attributes: lbpf_perf_event_attr, cgroup: Int32, cpu: Int32
  ) -> Int32 {
    unsafe withUnsafePointer(to: attributes) {
      unsafe lbpf_perf_event_open_cgroup($0, cgroup, cpu)
    }
  }

  package func ioctl(_ descriptor: Int32, _ request: UInt64, _ argument: UInt64) -> Int32 {
    lbpf_ioctl(descriptor, request, argument)
  }

  package func duplicate(_ descriptor: Int32, minimum: Int32) -> Int32 {
    lbpf_duplicate(descriptor, minimum)
  }

  package func close(_ descriptor: Int32) -> Int32 { lbpf_close(descriptor) }

  package func open(_ path: String, in directory: Int32, flags: Int32) -> Int32 {
    unsafe path.withCString { unsafe lbpf_openat(directory, $0, flags) }
  }

  package func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
    unsafe bytes.withUnsafeBytes { unsafe lbpf_write(descriptor, $0.baseAddress, $0.count) }
  }

  package func map(
    _ descriptor: Int32, count: Int, writable: Bool, offset: Int64
  ) throws(Errno) -> Mapping {
    var base: UnsafeMutableRawPointer?
    let result = unsafe lbpf_map(descriptor, count, writable ? 1 : 0, offset, &base)
    guard result >= 0, let base = unsafe base else { throw Errno(rawValue: -result) }
    return unsafe Mapping(owning: base, count: count)
  }

  package func map(
    _ descriptor: Int32, count: Int, at address: UInt64
  ) throws(Errno) -> Mapping {
    var base: UnsafeMutableRawPointer?
    let result = unsafe lbpf_map_at(descriptor, count, address, &base)
    guard result >= 0, let base = unsafe base else { throw Errno(rawValue: -result) }
    return unsafe Mapping(owning: base, count: count)
  }

  package func detachedMount(_ type: String) -> Int32 {
    unsafe type.withCString { unsafe lbpf_detached_mount($0) }
  }

  package func memlockLimit() -> (current: UInt64, maximum: UInt64)? {
    var current: UInt64 = 0
    var maximum: UInt64 = 0
    guard unsafe lbpf_get_memlock(&current, &maximum) >= 0 else { return nil }
    return (current, maximum)
  }

  package func setMemlockLimit(current: UInt64, maximum: UInt64) -> Int32 {
    lbpf_set_memlock(current, maximum)
  }

  package func mapFile(_ path: String) throws(Errno) -> Bytes {
    try Bytes(mappingConstantFile: FilePath(path))
  }

  package func readFile(_ path: String) throws(Errno) -> [UInt8] {
    let result = open(path, in: -100, flags: 0)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    return try OwnedDescriptor(owning: result).readToEnd(limit: 1 << 22)
  }
}

extension OwnedDescriptor {
  /// Reads a small file from its current position to its end, or to a limit.
  borrowing func readToEnd(limit: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe lbpf_read(rawValue, buffer.baseAddress, buffer.count)
      }
      if count == -Int(Errno.interrupted.rawValue) { continue }
      guard count >= 0 else { throw Errno(rawValue: Int32(-count)) }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
  }
}

extension SystemCalls {
  /// Whether a text file contains a string; read in pieces, because `/proc/kallsyms` has megabytes.
  func file(_ path: String, contains needle: String) throws(Errno) -> Bool {
    let result = open(path, in: -100, flags: 0)
    guard result >= 0 else { throw Errno(rawValue: -result) }
    let descriptor = OwnedDescriptor(owning: result)
    let needle = Array(needle.utf8)
    var window: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe lbpf_read(descriptor.rawValue, buffer.baseAddress, buffer.count)
      }
      if count == -Int(Errno.interrupted.rawValue) { continue }
      guard count >= 0 else { throw Errno(rawValue: Int32(-count)) }
      if count == 0 { return false }
      window.append(contentsOf: chunk[..<count])
      if window.contains(needle) { return true }
      window.removeFirst(max(0, window.count - needle.count))
    }
  }
}
