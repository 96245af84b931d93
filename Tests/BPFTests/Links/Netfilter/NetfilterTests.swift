import BPFObject
import TestSupport
import Testing

@testable import BPF

@Suite(
  "Hooks of netfilter", .proves("netfilter"),
  .requires(.bpf, .tool("/usr/sbin/ip"), .kernel(since: "6.4", for: "netfilter links")))
struct NetfilterTests {
  @Test("packets on their way run programs while their links live")
  func counts() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_ip", ["passes"])
      let datagrams = try LoopbackDatagrams()
      let places: [NetfilterHook.Place] = [.prerouting, .input, .output, .postrouting]
      for (index, place) in places.enumerated() {
        let before = try fixture.numbers("counts", UInt64.self)[0]
        let link = try fixture["passes"].attach(
          to: .netfilter(.ipv4, place, priority: Int32(index) - 2))
        #expect(datagrams.arrive(of: 3) == 3)
        #expect(try fixture.numbers("counts", UInt64.self)[0] == before + 3, "\(place)")
        guard case .netfilter(let info) = try link.info().kind else {
          Issue.record("no link of netfilter")
          return
        }
        #expect(info.protocolFamily == 2)
        #expect(info.hook == place.rawValue)
        #expect(info.priority == Int32(index) - 2)
        #expect(!info.isDefragmenting)
        try link.detach()
        #expect(try fixture.hasStopped(0, datagrams))
      }
    }
  }

  @Test("a program drops packets, and the one before it sees them")
  func verdict() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_ip", ["passes", "drops"])
      let datagrams = try LoopbackDatagrams()
      let drops = try fixture["drops"].attach(to: .netfilter(.ipv4, .input, priority: 1))
      let passes = try fixture["passes"].attach(to: .netfilter(.ipv4, .input, priority: 0))
      #expect(datagrams.arrive(of: 4) == 0)
      #expect(try fixture.numbers("counts", UInt64.self).prefix(2) == [4, 4])
      try passes.detach()
      #expect(try fixture.hasStopped(0, datagrams))
      let before = try fixture.numbers("counts", UInt64.self)
      let behind = try fixture["passes"].attach(to: .netfilter(.ipv4, .input, priority: 2))
      #expect(datagrams.arrive(of: 4) == 0)
      #expect(try fixture.numbers("counts", UInt64.self).prefix(2) == [4, before[1] + 4])
      try drops.detach()
      #expect(settles { datagrams.arrive(of: 4) == 4 })
      #expect(try fixture.numbers("counts", UInt64.self)[0] >= 8)
      try behind.detach()
    }
  }

  @Test("what cannot be hooked says why")
  func failures() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_ip", ["passes"])
      let program = try fixture["passes"]
      let link = try program.attach(to: .netfilter(.ipv4, .input, priority: 5))
      let busy = #expect(throws: BPFError.self) {
        _ = try program.attach(to: .netfilter(.ipv4, .input, priority: 5))
      }
      #expect(busy?.code == .busy)
      #expect(busy?.reason == "another program of BPF has the priority 5")
      let family = #expect(throws: BPFError.self) {
        _ = try program.attach(to: .netfilter(.init(rawValue: 7), .input))
      }
      #expect(family?.reason?.contains("IPv4 and IPv6") == true)
      let place = #expect(throws: BPFError.self) {
        _ = try program.attach(to: .netfilter(.ipv4, .init(rawValue: 9)))
      }
      #expect(place?.reason == "there is no such hook", "\(place?.description ?? "")")
      for priority in [Int32.min, .max] {
        let error = #expect(throws: BPFError.self) {
          _ = try program.attach(to: .netfilter(.ipv4, .input, priority: priority))
        }
        #expect(error?.reason?.contains("the kernel's own") == true)
      }
      try link.detach()
    }
  }

  @Test(
    "packets are put together first", .requires(.kernel(since: "6.6", for: "defragmentation")))
  func defragment() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_ip", ["passes"])
      let link = try fixture["passes"].attach(
        to: .netfilter(.ipv4, .prerouting, defragment: true))
      guard case .netfilter(let info) = try link.info().kind else {
        Issue.record("no link of netfilter")
        return
      }
      #expect(info.isDefragmenting)
      let early = #expect(throws: BPFError.self) {
        _ = try fixture["passes"].attach(
          to: .netfilter(.ipv4, .prerouting, priority: -400, defragment: true))
      }
      #expect(early?.reason?.contains("-400") == true, "\(early?.description ?? "")")
      try link.detach()
    }
  }
}

extension LoadedFixture {
  /// Whether a program does not see datagrams any more.
  fileprivate func hasStopped(_ index: Int, _ datagrams: LoopbackDatagrams) throws -> Bool {
    try settles {
      let before = try numbers("counts", UInt64.self)[index]
      _ = datagrams.arrive(of: 1)
      return try numbers("counts", UInt64.self)[index] == before
    }
  }
}
