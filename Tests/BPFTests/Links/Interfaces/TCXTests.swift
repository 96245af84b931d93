import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite(
  "Programs of tcx on an interface", .proves("tcx"),
  .requires(.bpf, .tool("/usr/sbin/ip"), .kernel(since: "6.6", for: "tcx")))
struct TCXTests {
  @Test("received and sent packets run programs by their section names while their links live")
  func bothDirections() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["tcx_ingress", "tcx_egress"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      let ingress = try fixture["tcx_ingress"].attach(to: .tcx(interface: "right", .ingress))
      let egress = try fixture["tcx_egress"].attach(to: .tcx(interface: "left", .egress))
      #expect(try wire.delivers(2, of: 2))
      #expect(try fixture.trace() == [4, 3, 4, 3])

      let index = unsafe if_nametoindex("right")
      let info = try ingress.info()
      #expect(info.interfaceIndex == index)
      #expect(info.attachType == .tcxIngress)
      let there = try kernel.query(.interface(index), .tcxIngress)
      #expect(there.programs.map(\.programID) == [info.programID])
      #expect(there.programs.map(\.linkID) == [info.id])
      #expect(there.revision > 0)

      try egress.detach()
      let left = unsafe if_nametoindex("left")
      #expect(try settles { try kernel.query(.interface(left), .tcxEgress).programs.isEmpty })
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace() == [4, 3, 4, 3, 3])
      try ingress.detach()
      #expect(try settles { try kernel.query(.interface(index), .tcxIngress).programs.isEmpty })
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace().count == 5)
    }
  }

  @Test("programs run in the order that is asked for")
  func order() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture(
        "interfaces_tc", ["plain", "other", "tcx_ingress", "ingress"])
      let wire = try Wire()
      let plain = try fixture["plain"].attach(to: .tcx(interface: "right", .ingress))
      let other = try fixture["other"].attach(to: .tcx(interface: "right", .ingress, order: .first))
      let third = try fixture["tcx_ingress"].attach(
        to: .tcx(interface: "right", .ingress, order: .before(try fixture["plain"])))
      let fourth = try fixture["ingress"].attach(
        to: .tcx(interface: "right", .ingress, order: .after(plain)))
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace() == [6, 3, 5, 1])
      try fourth.detach()
      let kernel = fixture.object.kernel
      let right = unsafe if_nametoindex("right")
      #expect(try settles { try kernel.query(.interface(right), .tcxIngress).programs.count == 3 })
      let again = try fixture["ingress"].attach(
        to: .tcx(interface: "right", .ingress, order: .before(.linkID(try other.info().id))))
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace().suffix(4) == [1, 6, 3, 5])
      for target in [again.target, third.target] {
        #expect(target == "tcx ingress of interface right")
      }
      try again.detach()
      try third.detach()
      #expect(try settles { try kernel.query(.interface(right), .tcxIngress).programs.count == 2 })
      let last = try fixture["ingress"].attach(
        to: .tcx(
          interface: "right", .ingress, order: .after(.programID(try other.info().programID))))
      #expect(try wire.delivers(1, of: 1))
      #expect(try fixture.trace().suffix(3) == [6, 1, 5])
      try last.detach()
      try other.detach()
      try plain.detach()
    }
  }

  @Test("a program drops packets, and another takes its place")
  func verdict() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["drops", "plain"])
      let wire = try Wire()
      let link = try fixture["drops"].attach(to: .tcx(interface: "right", .ingress))
      #expect(try wire.delivers(0))
      #expect(try fixture.trace() == [10, 10, 10, 10, 10])
      let wrong = #expect(throws: BPFError.self) {
        try link.replaceProgram(with: try fixture["plain"], expecting: try fixture["plain"])
      }
      #expect(wrong?.code == .busy)
      #expect(wrong?.reason == "another program than the expected one is attached")
      try link.replaceProgram(with: try fixture["plain"], expecting: try fixture["drops"])
      #expect(try wire.delivers(5))
      #expect(try fixture.trace().suffix(5) == [5, 5, 5, 5, 5])
      try link.detach()
    }
  }

  @Test("programs without links are replaced, and detached by their owner")
  func direct() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["drops", "plain", "other"])
      let kernel = fixture.object.kernel
      let wire = try Wire()
      let index = unsafe if_nametoindex("right")
      let first = try fixture["drops"].attach(
        to: .tcx(interface: "right", .ingress, form: .direct))
      let isKernelLink = first.isKernelLink
      #expect(!isKernelLink)
      #expect(try wire.delivers(0, of: 1))
      let second = try fixture["plain"].attach(
        to: .tcx(interface: "right", .ingress, replacing: try fixture["drops"]))
      #expect(try wire.delivers(1, of: 1))
      let there = try kernel.query(.interface(index), .tcxIngress)
      #expect(try there.programs.map(\.programID) == [fixture["plain"].info().id])
      #expect(there.programs.map(\.linkID) == [0])
      // Its place was taken: there is nothing to detach, and the other stays.
      try first.detach()
      #expect(try kernel.query(.interface(index), .tcxIngress).programs.count == 1)
      let missing = #expect(throws: BPFError.self) {
        _ = try fixture["other"].attach(
          to: .tcx(interface: "right", .ingress, replacing: try fixture["drops"]))
      }
      #expect(missing?.code == .notFound)
      try second.detach()
      #expect(try kernel.query(.interface(index), .tcxIngress).programs.isEmpty)
      try fixture["plain"].attach(to: .tcx(interface: "right", .ingress, form: .direct))
        .keepAttached()
      #expect(try kernel.query(.interface(index), .tcxIngress).programs.count == 1)
    }
  }

  @Test("an order that cannot be had says why")
  func failures() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["plain", "other"])
      let kernel = fixture.object.kernel
      let index = unsafe if_nametoindex("right")
      let link = try fixture["plain"].attach(to: .tcx(interface: "right", .ingress))
      let revision = try kernel.query(.interface(index), .tcxIngress).revision
      let stale = #expect(throws: BPFError.self) {
        _ = try fixture["other"].attach(
          to: .tcx(interface: "right", .ingress, expectedRevision: revision + 7))
      }
      #expect(stale?.errno?.rawValue == ESTALE)
      #expect(
        stale?.reason
          == "the revision is not \(revision + 7), but \(revision): others attached or detached")
      let current = try fixture["other"].attach(
        to: .tcx(interface: "right", .ingress, expectedRevision: revision))
      try current.detach()
      let neighbour = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(
          to: .tcx(interface: "right", .egress, order: .before(try fixture["other"])))
      }
      #expect(neighbour?.code == .notFound)
      #expect(neighbour?.reason?.contains("before program \"other\"") == true)
      let twice = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(to: .tcx(interface: "right", .ingress))
      }
      #expect(twice?.code == .alreadyExists)
      let netkit = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(to: .netkit(interface: "right", .primary))
      }
      #expect(netkit != nil)
      try link.detach()
    }
  }
}

extension LoadedFixture {
  /// The numbers of the programs in the order in which they ran.
  func trace() throws -> [UInt32] {
    Array(try numbers("trace", UInt32.self).prefix(Int(try numbers("traced", UInt32.self)[0])))
  }
}
