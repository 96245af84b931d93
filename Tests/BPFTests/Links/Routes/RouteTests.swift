import BPFObject
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Routes with programs", .requires(.bpf, .tool("/usr/sbin/ip")))
struct RouteTests {
  @Test("networks as people write them")
  func networks() {
    #expect(IPNetwork("10.1.0.0/16")?.bytes == [10, 1, 0, 0])
    #expect(IPNetwork("10.1.0.0/16")?.prefix == 16)
    #expect(IPNetwork("10.1.2.3")?.prefix == 32)
    #expect(IPNetwork("fc00::/64")?.bytes.count == 16)
    #expect(IPNetwork("::1")?.prefix == 128)
    for text in ["", "/", "10.1", "10.1.0.0/33", "10.1.0.0/x", "fc00::/129", "x", "10.0.0.1\0/8"] {
      #expect(IPNetwork(text) == nil, "\(text)")
    }
  }

  @Test(
    "packets of a route run the programs of its tunnel",
    .proves("lwt_out", "lwt_xmit"),
    .requires(.option("CONFIG_LWTUNNEL_BPF")), arguments: ["out", "transmit"])
  func outgoing(_ name: String) throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_ip", [name])
      let index = name == "out" ? 3 : 4
      _ = try Wire()
      try NetworkNamespace.ip("address", "add", "10.8.0.1/24", "dev", "left")
      try NetworkNamespace.ip(
        "neighbour", "add", "10.9.0.2", "lladdr", "02:00:00:00:00:02", "dev", "left")
      let link = try fixture[name].attach(to: .route(to: "10.9.0.0/24", interface: "left"))
      try RouteTests.send(5)
      #expect(try fixture.numbers("counts", UInt64.self)[index] == 5)
      let twice = #expect(throws: BPFError.self) {
        _ = try fixture[name].attach(to: .route(to: "10.9.0.0/24", interface: "left"))
      }
      #expect(twice?.code == .alreadyExists)
      try link.detach()
      #expect(throws: NetworkNamespace.Failure.self) { try RouteTests.send(1) }
      #expect(try fixture.numbers("counts", UInt64.self)[index] == 5)
    }
  }

  @Test(
    "packets that come in by a route, and segments of IPv6, run their programs",
    .proves("lwt_in", "lwt_seg6local"),
    .requires(.option("CONFIG_LWTUNNEL_BPF"), .option("CONFIG_IPV6_SEG6_BPF")))
  func incoming() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_ip", ["in", "segment"])
      let wire = try Wire(from: "right", to: "left")
      for setting in ["ipv4/ip_forward", "ipv6/conf/all/forwarding"] {
        try RouteTests.write("1", to: "/proc/sys/net/\(setting)")
      }
      try NetworkNamespace.ip("link", "set", "left", "address", "02:00:00:00:00:01")
      try NetworkNamespace.ip("address", "add", "10.8.0.1/24", "dev", "left")
      try NetworkNamespace.ip("address", "add", "fd00::1/64", "dev", "left", "nodad")
      for (name, network, frame, index) in [
        ("in", "10.9.0.0/24", RouteTests.datagram, 2),
        ("segment", "fd01::/64", RouteTests.segment, 5),
      ] {
        let link = try fixture[name].attach(to: .route(to: network, interface: "left"))
        let target = link.target
        #expect(target == "route to \(network) by interface left")
        for _ in 0..<5 { try wire.send(frame) }
        let counts = try fixture.numbers("counts", UInt64.self)
        #expect(counts[index] == 5, "\(name)")
        try link.detach()
        for _ in 0..<5 { try wire.send(frame) }
        #expect(try fixture.numbers("counts", UInt64.self) == counts)
      }
    }
  }

  /// The heads of Ethernet and IPv4: from 10.8.0.9 to 10.9.0.2, of no protocol.
  private static var datagram: [UInt8] {
    var frame: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0]
    var head: [UInt8] = [0x45, 0, 0, 20, 0, 1, 0, 0, 64, 253, 0, 0, 10, 8, 0, 9, 10, 9, 0, 2]
    var sum = stride(from: 0, to: 20, by: 2).reduce(0) { sum, index in
      sum + UInt32(head[index]) << 8 + UInt32(head[index + 1])
    }
    sum = (sum & 0xffff) + sum >> 16
    head[10] = UInt8(truncatingIfNeeded: ~sum >> 8)
    head[11] = UInt8(truncatingIfNeeded: ~sum)
    frame += head
    return frame + [UInt8](repeating: 0, count: 40)
  }

  /// The heads of Ethernet and IPv6, from fd00::9 to fd01::2, and a route by segments: then to fd00::7.
  private static var segment: [UInt8] {
    func address(_ second: UInt8, _ last: UInt8) -> [UInt8] {
      [0xfd, second] + [UInt8](repeating: 0, count: 13) + [last]
    }
    var frame: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x86, 0xdd]
    frame += [0x60, 0, 0, 0, 0, 40, 43, 64] + address(0, 9) + address(1, 2)
    frame += [59, 4, 4, 1, 1, 0, 0, 0] + address(0, 7) + address(1, 2)
    return frame
  }

  private static func write(_ text: String, to path: String) throws {
    let file = try FileDescriptor.open(FilePath(path), .writeOnly)
    try file.closeAfter { _ = try file.writeAll(text.utf8) }
  }

  @Test("what makes no route")
  func failures() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_ip", ["out"])
      let program = try fixture["out"]
      for (place, reason) in [
        (RouteHook("10.9.0.0/99", interface: "left"), "is no network"),
        (RouteHook("10.9.0.0/24", interface: "left", gateway: "::1"), "same family"),
        (RouteHook("10.9.0.0/24", interface: "none"), "no such interface"),
      ] {
        let error = #expect(throws: BPFError.self) { _ = try program.attach(to: place) }
        #expect(error?.reason?.contains(reason) == true, "\(place)")
        #expect(error?.program == "out")
      }
      let counter = try CountingProgram(kernel: Kernel(), type: .xdp)
      let wrong = #expect(throws: BPFError.self) {
        _ = try counter.program.attach(to: .route(to: "10.9.0.0/24", interface: "left"))
      }
      #expect(wrong?.code == .invalidArgument)
    }
  }

  /// Sends datagrams by the route.
  private static func send(_ count: Int) throws {
    let socket = OwnedDescriptor(
      owning: Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(9).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x0a09_0002).bigEndian
    for _ in 0..<count {
      let sent = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          unsafe sendto(
            socket.rawValue, "x", 1, 0, address, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      guard sent == 1 else { throw NetworkNamespace.Failure(step: "sendto", code: errno) }
    }
  }
}
