internal import CLinuxBPF
internal import SystemPackage

// Sockets of netlink(7).
extension SystemCalls {
  package func netlinkOpen(protocol number: Int32) -> Int32 { lbpf_netlink_open(number) }

  package func netlinkSend(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe lbpf_netlink_send(descriptor, buffer.baseAddress, buffer.count)
    }
  }

  package func netlinkReceive(_ descriptor: Int32) throws(Errno) -> [UInt8] {
    let size = lbpf_netlink_next_size(descriptor)
    guard size >= 0 else { throw Errno(rawValue: Int32(clamping: -size)) }
    var buffer = [UInt8](repeating: 0, count: size)
    let received = unsafe buffer.withUnsafeMutableBytes { buffer in
      unsafe lbpf_netlink_receive(descriptor, buffer.baseAddress, buffer.count)
    }
    guard received >= 0 else { throw Errno(rawValue: Int32(clamping: -received)) }
    return Array(buffer.prefix(received))
  }
}
