import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("Network interfaces by name and number", .requires(.bpf, .tool("/usr/sbin/ip")))
struct InterfaceTests {
  @Test("an interface is found by its name, its number and its other names")
  func found() throws {
    try NetworkNamespace.run {
      let kernel = Kernel()
      let index = unsafe if_nametoindex("left")
      let byName = try kernel.interface("left")
      #expect(byName.index == index)
      #expect(byName.kind == "veth")
      #expect(byName.mtu == 1500)
      #expect(byName.xdp.isEmpty)
      #expect(try kernel.interface(.index(index)) == byName)
      let all = try kernel.interfaces()
      #expect(Set(all.map(\.name)) == ["lo", "left", "right"])
      #expect(all.first?.name == "lo")
      let long = "another-name-of-the-left-interface"
      try NetworkNamespace.ip("link", "property", "add", "dev", "left", "altname", long)
      #expect(try kernel.interface(.name(long)) == byName)
    }
  }

  @Test(
    "a missing interface is told with those that there are",
    arguments: ["rigth", "a name that is longer than the names of interfaces may be"])
  func missing(_ name: String) throws {
    try NetworkNamespace.run {
      let error = #expect(throws: BPFError.self) { _ = try Kernel().interface(.name(name)) }
      #expect(error?.code == .notFound)
      #expect(error?.reason?.contains("right (") == true, "\(error?.description ?? "")")
    }
  }

  @Test("what can be no interface", arguments: ["", "x\0y", String(repeating: "x", count: 200)])
  func impossible(_ name: String) throws {
    let error = #expect(throws: BPFError.self) { _ = try Kernel().interface(.name(name)) }
    #expect(error?.code == .invalidArgument)
    let zero = #expect(throws: BPFError.self) { _ = try Kernel().interface(0) }
    #expect(zero?.code == .notFound)
  }

  @Test("text is a number or a name")
  func text() {
    #expect(NetworkInterface(parsing: "12") == .index(12))
    #expect(NetworkInterface(parsing: "eth0") == "eth0")
    #expect(NetworkInterface("eth0").description == "interface eth0")
  }

  @Test("every kind of place says which program it takes and which interfaces there are")
  func wrongUse() throws {
    try NetworkNamespace.run {
      let kernel = Kernel()
      let counter = try CountingProgram(kernel: kernel, type: .tracepoint)
      let places: [any AttachPoint] = [
        XDPInterface("left"), TCXHook("left", .ingress), NetkitHook("left", .peer),
        TrafficControlHook("left", .egress), NetfilterHook(.ipv4, .input),
      ]
      for place in places {
        let error = #expect(throws: BPFError.self) { _ = try counter.program.attach(to: place) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.program == "counter")
        #expect(
          error?.reason?.hasPrefix("the program is of type tracepoint, not ") == true, "\(place)")
      }
      let classifier = try CountingProgram(kernel: kernel, type: .trafficClassifier)
      let missing: [any AttachPoint] = [
        TCXHook("none", .ingress), NetkitHook("none", .peer), TrafficControlHook("none", .egress),
      ]
      for place in missing {
        let error = #expect(throws: BPFError.self) { _ = try classifier.program.attach(to: place) }
        #expect(error?.code == .notFound)
        #expect(error?.program == "counter")
        #expect(error?.reason?.contains("left (") == true, "\(place)")
      }
    }
  }
}
