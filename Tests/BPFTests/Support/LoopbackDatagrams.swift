import CLinuxBPF
import Glibc

@testable import BPF

/// Datagrams that a thread sends to itself over the loopback interface.
final class LoopbackDatagrams {
  private let sender: OwnedDescriptor
  private let receiver: OwnedDescriptor
  private var address = sockaddr_in()

  init(port: UInt16 = 4712) throws {
    sender = OwnedDescriptor(owning: Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0))
    receiver = OwnedDescriptor(owning: Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0))
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let receiver = receiver.rawValue
    let bound = unsafe withAddress { address, size in unsafe bind(receiver, address, size) }
    guard bound == 0 else { throw NetworkNamespace.Failure(step: "bind", code: errno) }
  }

  private func withAddress(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = address
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe body(address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Sends datagrams and counts those that arrive; what a hook drops on the way out is an error of the
  /// sending call, which is no failure here.
  func arrive(of count: Int) -> Int {
    let sender = sender.rawValue
    for _ in 0..<count {
      _ = unsafe withAddress { address, size in
        unsafe Int32(clamping: sendto(sender, "x", 1, 0, address, size))
      }
    }
    var received = 0
    var buffer = [UInt8](repeating: 0, count: 64)
    while lbpf_poll_readable(receiver.rawValue, 20) > 0,
      unsafe recv(receiver.rawValue, &buffer, buffer.count, 0) > 0
    {
      received += 1
    }
    return received
  }
}
