import CLinuxBPF
import Glibc

@testable import BPF

/// Frames of an ethertype for local experiments, from one interface of a test's own network to
/// another.
final class Wire {
  /// The ethertype, which nothing else sends.
  private static let ethertype: UInt16 = 0x88b5

  private let sender: OwnedDescriptor
  private let receiver: OwnedDescriptor

  /// Brings both interfaces up and listens on the second.
  init(from first: String = "left", to second: String = "right") throws {
    for name in [first, second] {
      try NetworkNamespace.ip("link", "set", name, "addrgenmode", "none")
      try NetworkNamespace.ip("link", "set", name, "up")
    }
    sender = try Wire.socket(on: first)
    receiver = try Wire.socket(on: second)
  }

  /// A socket of one interface (`packet(7)`).
  private static func socket(on name: String) throws -> OwnedDescriptor {
    let socket = Glibc.socket(
      AF_PACKET, Int32(SOCK_RAW.rawValue), Int32(ethertype.bigEndian))
    guard socket >= 0 else { throw NetworkNamespace.Failure(step: "socket", code: errno) }
    let descriptor = OwnedDescriptor(owning: socket)
    // struct sockaddr_ll: the family, the ethertype, the interface, and what does not matter.
    var address: [UInt32] = [0, 0, 0, 0, 0]
    address[0] = UInt32(AF_PACKET) | UInt32(ethertype.bigEndian) << 16
    address[1] = unsafe if_nametoindex(name)
    let bound = unsafe address.withUnsafeBytes { bytes in
      unsafe bind(
        socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
    guard bound == 0 else { throw NetworkNamespace.Failure(step: "bind", code: errno) }
    return descriptor
  }

  /// Sends broadcast frames.
  func send(_ count: Int, bytes: Int = 64) throws {
    var frame = [UInt8](repeating: 0, count: max(bytes, 64))
    for index in 0..<6 { frame[index] = 0xff }
    frame[6] = 2
    frame[12] = UInt8(Wire.ethertype >> 8)
    frame[13] = UInt8(Wire.ethertype & 0xff)
    for _ in 0..<count { try send(frame) }
  }

  /// Sends a frame of any ethertype.
  func send(_ frame: [UInt8]) throws {
    let sent = unsafe Glibc.send(sender.rawValue, frame, frame.count, 0)
    // What is dropped before it leaves is told as a lack of buffers.
    guard sent == frame.count || errno == ENOBUFS else {
      throw NetworkNamespace.Failure(step: "send", code: errno)
    }
  }

  /// Takes the frames that arrived.
  ///
  /// - Parameter expected: how many are waited for; with 0, for a moment.
  /// - Returns: how many there were.
  func received(_ expected: Int) -> Int {
    var count = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while lbpf_poll_readable(receiver.rawValue, count < expected ? 2000 : 20) > 0 {
      if unsafe recv(receiver.rawValue, &buffer, buffer.count, 0) <= 0 { break }
      count += 1
    }
    return count
  }

  /// Sends frames and says how many arrive.
  func delivers(_ count: Int, of sent: Int = 5) throws -> Bool {
    try send(sent)
    return received(count) == count
  }
}
