import CLinuxBPF
import Glibc
import SystemPackage

@testable import BPF

/// A socket of a test, on the loopback interface or in the abstract names of Unix sockets.
///
/// Whatever waits, waits for five seconds at most.
struct TestSocket: ~Copyable {
  /// A family of addresses.
  enum Family: Sendable {
    case ipv4
    case ipv6
    case unix

    var number: Int32 {
      switch self {
      case .ipv4: AF_INET
      case .ipv6: AF_INET6
      case .unix: AF_UNIX
      }
    }
  }

  let family: Family
  let descriptor: OwnedDescriptor

  var fileDescriptor: FileDescriptor { descriptor.fileDescriptor }

  private init(_ family: Family, owning descriptor: consuming OwnedDescriptor) {
    self.family = family
    self.descriptor = descriptor
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      unsafe setsockopt(
        self.descriptor.rawValue, SOL_SOCKET, option, &limit,
        socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// A stream or datagram socket.
  init(_ family: Family = .ipv4, datagrams: Bool = false) throws(Errno) {
    let type = datagrams ? SOCK_DGRAM : SOCK_STREAM
    let result = Glibc.socket(family.number, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.init(family, owning: OwnedDescriptor(owning: try TestSocket.check(result)))
  }

  /// A stream socket that listens at a free port.
  static func listening(
    _ family: Family = .ipv4, port: UInt16 = 0, sharing: Bool = false
  ) throws(Errno) -> TestSocket {
    let socket = try TestSocket(family)
    if sharing { try socket.setOption(SO_REUSEPORT, 1) }
    try socket.bind(port: port)
    try socket.listen()
    return socket
  }

  private static func check(_ result: Int32) throws(Errno) -> Int32 {
    guard result >= 0 else { throw Errno(rawValue: Glibc.errno) }
    return result
  }

  /// The address of the loopback interface, or of a Unix socket with the port for a name.
  private func address(_ port: UInt16) -> [UInt8] {
    let bigEndian = [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
    let head = [UInt8(family.number), 0]
    return switch family {
    case .ipv4: head + bigEndian + [127, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
    case .ipv6: head + bigEndian + [UInt8](repeating: 0, count: 19) + [1, 0, 0, 0, 0]
    case .unix: head + [0] + Array("swift-bpf-\(getpid())-\(port)".utf8)
    }
  }

  private func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int
  ) throws(Errno) -> Int {
    let result = unsafe address(port).withUnsafeBytes { bytes -> Int in
      guard let base = bytes.baseAddress else { return -1 }
      return unsafe body(
        base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
    guard result >= 0 else { throw Errno(rawValue: Glibc.errno) }
    return result
  }

  func bind(port: UInt16 = 0) throws(Errno) {
    let number = descriptor.rawValue
    _ = try unsafe withAddress(port) { unsafe Int(Glibc.bind(number, $0, $1)) }
  }

  func listen() throws(Errno) { _ = try TestSocket.check(Glibc.listen(descriptor.rawValue, 16)) }

  func connect(port: UInt16) throws(Errno) {
    let number = descriptor.rawValue
    _ = try unsafe withAddress(port) { unsafe Int(Glibc.connect(number, $0, $1)) }
  }

  func accept() throws(Errno) -> TestSocket {
    let result = try TestSocket.check(Glibc.accept(descriptor.rawValue, nil, nil))
    return TestSocket(family, owning: OwnedDescriptor(owning: result))
  }

  /// Whether there is something to receive or accept within a time.
  func isReadable(within milliseconds: Int32) -> Bool {
    lbpf_poll_readable(descriptor.rawValue, milliseconds) > 0
  }

  @discardableResult
  func send(_ text: String, toPort port: UInt16? = nil) throws(Errno) -> Int {
    let bytes = Array(text.utf8)
    let number = descriptor.rawValue
    let flags = Int32(MSG_NOSIGNAL)
    guard let port else {
      let count = unsafe Glibc.send(number, bytes, bytes.count, flags)
      guard count >= 0 else { throw Errno(rawValue: Glibc.errno) }
      return count
    }
    return try unsafe withAddress(port) {
      unsafe sendto(number, bytes, bytes.count, flags, $0, $1)
    }
  }

  /// What was received, and the port it came from (0 unless datagrams).
  func receive() throws(Errno) -> (text: String, port: UInt16) {
    var buffer = [UInt8](repeating: 0, count: 256)
    var source = [UInt8](repeating: 0, count: 128)
    var size = socklen_t(source.count)
    let number = descriptor.rawValue
    let count = unsafe source.withUnsafeMutableBytes { source in
      unsafe recvfrom(
        number, &buffer, buffer.count, 0,
        source.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
    }
    guard count >= 0 else { throw Errno(rawValue: Glibc.errno) }
    return (
      String(decoding: buffer[..<count], as: UTF8.self), UInt16(source[2]) << 8 | UInt16(source[3])
    )
  }

  /// The port that the socket says it has.
  var port: UInt16 {
    get throws(Errno) {
      try unsafe port { number, address, size in unsafe getsockname(number, address, size) }
    }
  }

  /// The port that the socket says the other end has.
  var peerPort: UInt16 {
    get throws(Errno) {
      try unsafe port { number, address, size in unsafe getpeername(number, address, size) }
    }
  }

  private func port(
    _ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) throws(Errno) -> UInt16 {
    var address = [UInt8](repeating: 0, count: 128)
    var size = socklen_t(address.count)
    let number = descriptor.rawValue
    let result = unsafe address.withUnsafeMutableBytes { bytes -> Int32 in
      guard let base = bytes.baseAddress else { return -1 }
      return unsafe ask(number, base.assumingMemoryBound(to: sockaddr.self), &size)
    }
    _ = try TestSocket.check(result)
    return UInt16(address[2]) << 8 | UInt16(address[3])
  }

  func setOption(_ option: Int32, _ value: Int32) throws(Errno) {
    let result = lbpf_set_socket_option(descriptor.rawValue, option, value)
    guard result >= 0 else { throw Errno(rawValue: -result) }
  }

  func option(_ option: Int32) throws(Errno) -> Int32 {
    var value: Int32 = 0
    var size = socklen_t(4)
    let result = unsafe getsockopt(descriptor.rawValue, SOL_SOCKET, option, &value, &size)
    _ = try TestSocket.check(result)
    return value
  }
}
