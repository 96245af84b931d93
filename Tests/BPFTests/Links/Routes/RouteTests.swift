import BPFObject
import Glibc
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
