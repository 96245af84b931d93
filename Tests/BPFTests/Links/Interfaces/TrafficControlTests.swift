import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("Filters of classic traffic control", .proves("tc"), .requires(.bpf, .tool("/usr/sbin/ip")))
struct TrafficControlTests {
  @Test("received and sent packets run programs by their section names while their links live")
  func bothDirections() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["ingress", "egress"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      #expect(try kernel.trafficFilters("right", .ingress).isEmpty)
      let ingress = try fixture["ingress"].attach(to: .tc(interface: "right", .ingress))
      let egress = try fixture["egress"].attach(
        to: .tc(interface: "left", .egress, priority: 7, handle: 3))
      #expect(try wire.delivers(2, of: 2))
      #expect(try fixture.trace() == [2, 1, 2, 1])

      let filters = try kernel.trafficFilters("left", .egress)
      let filter = try #require(filters.first)
      #expect(filters.count == 1)
      #expect(filter.priority == 7)
      #expect(filter.handle == 3)
      #expect(filter.parent == .egress)
      #expect(filter.protocolNumber == 3)
      #expect(filter.name == "egress")
      #expect(filter.isDirectAction)
      #expect(try filter.programID == fixture["egress"].info().id)
      #expect(try kernel.trafficFilters("left", .ingress).isEmpty)

      try egress.detach()
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace() == [2, 1, 2, 1, 1])
      #expect(try !kernel.hasClsact("left"))
      #expect(try kernel.hasClsact("right"))
      try ingress.detach()
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace().count == 5)
      #expect(try !kernel.hasClsact("right"))
    }
  }

  @Test("filters run by priority, until one has a verdict")
  func priorities() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["plain", "other", "drops", "last"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      let plain = try fixture["plain"].attach(to: .tc(interface: "right", .ingress, priority: 20))
      let other = try fixture["other"].attach(to: .tc(interface: "right", .ingress, priority: 10))
      let drops = try fixture["drops"].attach(to: .tc(interface: "right", .ingress, priority: 30))
      #expect(try wire.delivers(0, of: 1))
      #expect(try fixture.trace() == [6, 5, 10])
      #expect(try kernel.trafficFilters("right", .ingress).map(\.priority) == [10, 20, 30])
      let last = try fixture["last"].attach(to: .tc(interface: "right", .ingress, priority: 25))
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace().suffix(3) == [6, 5, 11])
      // The qdisc was made for the first, but the others need it.
      try plain.detach()
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace().suffix(2) == [6, 11])
      try last.detach()
      try drops.detach()
      try other.detach()
      #expect(try kernel.trafficFilters("right", .ingress).isEmpty)
      // Others made links first, and only the maker removes the qdisc.
      #expect(try kernel.hasClsact("right"))
    }
  }

  @Test("a filter is replaced, and the link of the old one leaves the new one alone")
  func replacement() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["drops", "plain"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      let old = try fixture["drops"].attach(
        to: .tc(interface: "right", .ingress, priority: 1, handle: 1))
      let busy = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(
          to: .tc(interface: "right", .ingress, priority: 1, handle: 1))
      }
      #expect(busy?.code == .alreadyExists)
      #expect(busy?.reason?.contains("priority 1 and handle 1") == true)
      let new = try fixture["plain"].attach(
        to: .tc(interface: "right", .ingress, priority: 1, handle: 1, replace: true))
      try old.detach()
      #expect(try kernel.trafficFilters("right", .ingress).map(\.name) == ["plain"])
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace() == [5])
      try new.detach()
      #expect(try kernel.trafficFilters("right", .ingress).isEmpty)
      let unnamed = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(to: .tc(interface: "right", .ingress, replace: true))
      }
      #expect(unnamed?.code == .invalidArgument)
    }
  }

  @Test(
    "a program of section action is the action of a filter that every packet matches",
    .proves("action"),
    .requires(.option("CONFIG_NET_ACT_BPF")))
  func action() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["acts"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      let link = try fixture["acts"].attach(to: .tc(interface: "right", .ingress))
      #expect(try wire.delivers(0, of: 3))
      #expect(try fixture.trace() == [7, 7, 7])
      let filter = try #require(try kernel.trafficFilters("right", .ingress).first)
      #expect(filter.programID == 0)
      #expect(try filter.actionProgramID == fixture["acts"].info().id)
      try link.detach()
      #expect(try wire.delivers(3, of: 3))
      #expect(try !kernel.hasClsact("right"))
    }
  }

  @Test("a filter that is kept outlives its link, and can be removed by who finds it")
  func kept() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["plain"])
      let kernel = fixture.object.kernel
      try fixture["plain"].attach(to: .tc(interface: "right", .egress)).keepAttached()
      let filters = try kernel.trafficFilters("right", .egress)
      #expect(filters.count == 1)
      for filter in filters { try kernel.remove(filter) }
      #expect(try kernel.trafficFilters("right", .egress).isEmpty)
      try kernel.removeClsact("right")
      #expect(try kernel.makeClsact("right"))
      #expect(try !kernel.makeClsact("right"))
    }
  }

  @Test("a link that ends with its interface, and where there is no room for a filter")
  func failures() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["plain"])
      let kernel = fixture.object.kernel
      let custom = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(to: .tc(interface: "right", .handle(0x1_0002)))
      }
      #expect(custom?.program == "plain")
      #expect(custom?.reason?.hasPrefix("the interface has no qdisc or class parent 1:2") == true)
      let link = try fixture["plain"].attach(to: .tc(interface: "right", .ingress))
      try NetworkNamespace.ip("link", "delete", "right")
      try link.detach()
      #expect(try kernel.interfaces().map(\.name) == ["lo"])
    }
  }
}
