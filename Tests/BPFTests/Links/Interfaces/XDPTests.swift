import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("XDP programs on interfaces", .proves("xdp"), .requires(.bpf, .tool("/usr/sbin/ip")))
struct XDPTests {
  @Test("frames run the program and are dropped by it, by link and by netlink, in each mode")
  func modes() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_xdp", ["drops"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      let program = try fixture["drops"].info().id
      for (round, form) in [AttachmentForm.link, .direct, .automatic].enumerated() {
        for mode in [XDPMode.generic, .driver] {
          let before = try fixture.count("drops")
          let link = try fixture["drops"].attach(to: .xdp(interface: "right", mode, form: form))
          let isKernelLink = link.isKernelLink
          #expect(isKernelLink == (form != .direct))
          #expect(try wire.delivers(0))
          #expect(try fixture.count("drops") == before + 5, "round \(round) \(mode)")
          let there = try kernel.interface("right").xdp
          #expect(there == [InterfaceInfo.XDPProgram(mode: mode, programID: program)])
          try link.detach()
          #expect(try settles { try kernel.interface("right").xdp.isEmpty })
          #expect(try wire.delivers(5))
          #expect(try fixture.count("drops") == before + 5)
        }
      }
    }
  }

  @Test("only one program can be there, and another takes its place if it is the expected one")
  func replacement() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_xdp", ["drops", "passes", "to_device"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      let drops = try fixture["drops"]
      let passes = try fixture["passes"]
      let first = try drops.attach(to: .xdp(interface: "right", form: .direct))
      for form in [AttachmentForm.link, .direct] {
        let busy = #expect(throws: BPFError.self) {
          _ = try passes.attach(to: .xdp(interface: "right", form: form))
        }
        #expect(busy?.code == .busy || busy?.code == .alreadyExists)
        #expect(
          busy?.reason?.hasPrefix("program \(try drops.info().id) (driver) is attached there")
            == true)
      }
      let unexpected = #expect(throws: BPFError.self) {
        _ = try passes.attach(to: .xdp(interface: "right", replacing: try fixture["to_device"]))
      }
      #expect(unexpected?.code == .busy || unexpected?.code == .alreadyExists)
      let second = try passes.attach(to: .xdp(interface: "right", replacing: drops))
      try first.detach()
      #expect(try wire.delivers(5))
      #expect(try fixture.count("passes") == 5)
      #expect(try kernel.interface("right").xdpProgram()?.programID == passes.info().id)
      try second.detach()

      let link = try passes.attach(to: .xdp(interface: "right"))
      let wrong = #expect(throws: BPFError.self) {
        try link.replaceProgram(with: drops, expecting: drops)
      }
      #expect(wrong?.code == .busy)
      #expect(wrong?.reason == "another program than the expected one is attached")
      try link.replaceProgram(with: drops, expecting: passes)
      #expect(try wire.delivers(0))
      let linked = #expect(throws: BPFError.self) {
        _ = try passes.attach(to: .xdp(interface: "right", replacing: drops))
      }
      #expect(linked?.reason?.contains("a link holds it") == true)
      try link.detach()
      #expect(try settles { try kernel.interface("right").xdp.isEmpty })
    }
  }

  @Test(
    "a program declared for frames in pieces", .proves("xdp.frags"),
    .requires(.kernel(since: "5.18", for: "xdp.frags")))
  func fragments() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_xdp", ["fragments", "passes"])
      for name in ["left", "right"] {
        try NetworkNamespace.ip("link", "set", name, "mtu", "9000")
      }
      let wire = try Wire()
      let large = #expect(throws: BPFError.self) {
        _ = try fixture["passes"].attach(to: .xdp(interface: "right", .driver))
      }
      #expect(large?.reason?.contains("mtu 9000") == true, "\(large?.description ?? "")")
      #expect(large?.description.contains("xdp.frags") == true)
      let link = try fixture["fragments"].attach(to: .xdp(interface: "right", .driver))
      try wire.send(3, bytes: 8000)
      #expect(wire.received(3) == 3)
      #expect(try fixture.count("fragments") == 3)
      try link.detach()
    }
  }

  @Test(
    "frames that are redirected to a device run the program of the map's entry",
    .proves("xdp/devmap"),
    .requires(.kernel(since: "5.10", for: "programs in maps of devices")))
  func deviceMap() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_xdp", ["to_device", "on_device", "passes"])
      let devices = try #require(fixture.object.map(named: "devices"))
      try NetworkNamespace.ip(
        "link", "add", "third", "type", "veth", "peer", "name", "fourth")
      let wire = try Wire()
      let far = try Wire(from: "third", to: "fourth")
      #expect(try devices.redirectTarget(forKey: 0) == nil)
      try devices.setDevice("third", forKey: 0, program: try fixture["on_device"])
      let third = unsafe if_nametoindex("third")
      #expect(
        try devices.redirectTarget(forKey: 0)
          == RedirectTarget(number: third, programID: fixture["on_device"].info().id))
      // The other end of the pair takes frames of XDP when it has a program itself.
      let end = try fixture["passes"].attach(to: .xdp(interface: "fourth", .driver))
      let link = try fixture["to_device"].attach(to: .xdp(interface: "right", .driver))
      try wire.send(5)
      #expect(far.received(5) == 5)
      #expect(wire.received(0) == 0)
      #expect(try fixture.count("to_device") == 5)
      #expect(try fixture.count("on_device") == 5)
      #expect(try fixture.numbers("last_egress", UInt32.self) == [third])
      #expect(try fixture.numbers("last_ingress", UInt32.self) == [unsafe if_nametoindex("fourth")])
      try devices.setDevice("third", forKey: 0)
      try wire.send(5)
      #expect(far.received(5) == 5)
      #expect(try fixture.count("to_device") == 10)
      #expect(try fixture.count("on_device") == 5)
      try link.detach()
      try end.detach()
    }
  }

  @Test(
    "frames that are redirected to a CPU run the program of the map's entry",
    .proves("xdp/cpumap"),
    .requires(.kernel(since: "5.10", for: "programs in maps of CPUs")))
  func cpuMap() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_xdp", ["to_cpu", "on_cpu"])
      let cpus = try #require(fixture.object.map(named: "cpus"))
      let wire = try Wire()
      try cpus.setQueue(ofCPU: 0, size: 64, program: try fixture["on_cpu"])
      #expect(
        try cpus.redirectTarget(forKey: 0)
          == RedirectTarget(number: 64, programID: fixture["on_cpu"].info().id))
      let link = try fixture["to_cpu"].attach(to: .xdp(interface: "right", .driver))
      #expect(try wire.delivers(5))
      #expect(try fixture.count("to_cpu") == 5)
      #expect(try fixture.count("on_cpu") == 5)
      try link.detach()
      let kernel = fixture.object.kernel
      #expect(try settles { try kernel.interface("right").xdp.isEmpty })
      #expect(try wire.delivers(5))
      #expect(try fixture.count("on_cpu") == 5)
    }
  }

  @Test(
    "a program that is loaded for an interface can be nowhere else",
    .requires(.kernel(since: "6.3", for: "programs bound to veth")))
  func bound() throws {
    try NetworkNamespace.run {
      let file = try ObjectFile(try Fixture.object("interfaces_xdp"), name: "interfaces_xdp")
      let kernel = Kernel()
      var options = LoadOptions(programs: ["passes"])
      options.device = ProgramDevice("right", for: .metadata)
      let program = try #require(try file.load(into: kernel, options: options).programs.first)
      let wire = try Wire()
      let link = try program.attach(to: .xdp(interface: "right", .driver))
      #expect(try wire.delivers(5))
      try link.detach()
      let elsewhere = #expect(throws: BPFError.self) {
        _ = try program.attach(to: .xdp(interface: "left", .driver))
      }
      #expect(elsewhere?.reason?.contains("for another interface") == true)
      options.device = ProgramDevice("none", for: .metadata)
      let missing = #expect(throws: BPFError.self) {
        _ = try file.load(into: kernel, options: options)
      }
      #expect(missing?.code == .notFound)
      options.device = ProgramDevice("right", for: .offload)
      #expect(throws: BPFError.self) { _ = try file.load(into: kernel, options: options) }
      options.device = nil
      let plain = try #require(try file.load(into: kernel, options: options).programs.first)
      let card = #expect(throws: BPFError.self) {
        _ = try plain.attach(to: .xdp(interface: "right", .hardware))
      }
      #expect(card?.advice?.contains("LoadOptions.device") == true || card?.code == .unsupported)
    }
  }

  @Test("what cannot stand in a map of devices or CPUs")
  func badEntries() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture(
        "interfaces_xdp", ["passes", "on_cpu", "on_device", "to_cpu", "to_device"])
      let devices = try #require(fixture.object.map(named: "devices"))
      let plain = try #require(fixture.object.map(named: "plain_devices"))
      let cpus = try #require(fixture.object.map(named: "cpus"))
      let notFound = #expect(throws: BPFError.self) { try devices.setDevice("none", forKey: 0) }
      #expect(notFound?.code == .notFound)
      #expect(notFound?.map == "devices")
      let wrong = #expect(throws: BPFError.self) {
        try devices.setDevice("left", forKey: 0, program: try fixture["on_cpu"])
      }
      #expect(wrong?.reason?.contains("xdp/devmap") == true)
      let wrongCPU = #expect(throws: BPFError.self) {
        try cpus.setQueue(ofCPU: 0, size: 8, program: try fixture["on_device"])
      }
      #expect(wrongCPU?.reason?.contains("xdp/cpumap") == true)
      let room = #expect(throws: BPFError.self) {
        try plain.setDevice("left", forKey: 3, program: try fixture["on_device"])
      }
      #expect(room?.reason?.contains("leave no room") == true)
      try plain.setDevice("left", forKey: 3)
      let left = unsafe if_nametoindex("left")
      #expect(try plain.redirectTarget(forKey: 3) == RedirectTarget(number: left))
      #expect(try plain.redirectTarget(forKey: 4) == nil)
      let kind = #expect(throws: BPFError.self) { try cpus.setDevice("left", forKey: 0) }
      #expect(kind?.code == .invalidArgument)
      // Nor can such a program be attached to an interface.
      let attached = #expect(throws: BPFError.self) {
        _ = try fixture["on_device"].attach(to: .xdp(interface: "right"))
      }
      #expect(attached?.reason?.contains("map of devices or CPUs") == true)
      #expect(try fixture.object.kernel.interface("right").xdp.isEmpty)
    }
  }
}

extension LoadedFixture {
  /// How often a program of `interfaces_xdp` saw a frame.
  fileprivate func count(_ program: String) throws -> UInt64 {
    let names = ["passes", "drops", "fragments", "to_device", "on_device", "to_cpu", "on_cpu"]
    let index = try #require(names.firstIndex(of: program))
    return try numbers("counts", UInt64.self)[index]
  }
}
