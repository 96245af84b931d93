import CLinuxBPF
import Glibc

extension NetworkNamespace {
  /// Sends some bytes over the loopback interface through a socket of a congestion control.
  static func transfer(congestionControl name: String, bytes: Int = 1 << 16) throws {
    let server = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let client = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer {
      _ = lbpf_close(server)
      _ = lbpf_close(client)
    }
    let chosen = unsafe setsockopt(
      client, Int32(IPPROTO_TCP), TCP_CONGESTION, name, socklen_t(name.utf8.count))
    try check("setsockopt", chosen)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(4711).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    try unsafe withUnsafePointer(to: &address) { pointer in
      try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        try unsafe check("bind", bind(server, address, size))
        try check("listen", listen(server, 1))
        try unsafe check("connect", connect(client, address, size))
      }
    }
    let accepted = Glibc.accept(server, nil, nil)
    try check("accept", accepted)
    defer { _ = lbpf_close(accepted) }
    var buffer = [UInt8](repeating: 1, count: 4096)
    var sent = 0
    while sent < bytes {
      let count = unsafe send(client, buffer, buffer.count, 0)
      try check("send", Int32(clamping: count))
      var left = count
      while left > 0 {
        let received = unsafe recv(accepted, &buffer, left, 0)
        try check("recv", Int32(clamping: received))
        left -= received
      }
      sent += count
    }
  }

  private static func check(_ step: String, _ result: Int32) throws {
    guard result >= 0 else { throw Failure(step: step, code: errno) }
  }
}
