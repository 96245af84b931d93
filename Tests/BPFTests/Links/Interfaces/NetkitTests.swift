import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite(
  "Programs of netkit devices", .proves("netkit"),
  .requires(
    .bpf, .tool("/usr/sbin/ip"), .netkit))
struct NetkitTests {
  @Test("what each end sends runs the programs of that end, in the order that is asked for")
  func bothEnds() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["primary", "peer", "plain"])
      let kernel = fixture.object.kernel
      try NetkitTests.addPair()
      let there = try Wire(from: "first", to: "nk0")
      let back = try Wire(from: "nk0", to: "first")
      #expect(try kernel.interface("first").kind == "netkit")
      let primary = try fixture["primary"].attach(to: .netkit(interface: "first", .primary))
      let peer = try fixture["peer"].attach(to: .netkit(interface: "first", .peer))
      #expect(try there.delivers(1, of: 1))
      #expect(try fixture.trace() == [8])
      #expect(try back.delivers(1, of: 1))
      #expect(try fixture.trace() == [8, 9])
      let plain = try fixture["plain"].attach(
        to: .netkit(interface: "first", .primary, order: .before(primary)))
      #expect(try there.delivers(1, of: 1))
      #expect(try fixture.trace() == [8, 9, 5, 8])
      let index = unsafe if_nametoindex("first")
      let query = try kernel.query(.interface(index), .netkitPrimary)
      #expect(
        try query.programs.map(\.programID) == [
          fixture["plain"].info().id, fixture["primary"].info().id,
        ])
      #expect(try primary.info().attachType == .netkitPrimary)
      #expect(try peer.info().type == .netkit)
      try plain.detach()
      try primary.detach()
      try peer.detach()
      for end in [AttachType.netkitPrimary, .netkitPeer] {
        #expect(try settles { try kernel.query(.interface(index), end).programs.isEmpty })
      }
      #expect(try there.delivers(1, of: 1))
      #expect(try fixture.trace().count == 4)
    }
  }

  @Test("a program drops packets; what is no primary device says so")
  func verdictAndFailures() throws {
    try NetworkNamespace.run {
      let fixture = try LoadedFixture("interfaces_tc", ["drops", "plain"])
      try NetkitTests.addPair()
      let wire = try Wire(from: "first", to: "nk0")
      let link = try fixture["drops"].attach(to: .netkit(interface: "first", .primary))
      #expect(try wire.delivers(0))
      #expect(try fixture.trace().count == 5)
      try link.replaceProgram(with: try fixture["plain"], expecting: try fixture["drops"])
      #expect(try wire.delivers(5))
      try link.detach()
      let peer = #expect(throws: BPFError.self) {
        _ = try fixture["drops"].attach(to: .netkit(interface: "nk0", .primary))
      }
      #expect(peer?.reason?.contains("is the peer") == true, "\(peer?.description ?? "")")
      let veth = #expect(throws: BPFError.self) {
        _ = try fixture["drops"].attach(to: .netkit(interface: "left", .primary))
      }
      #expect(veth?.reason?.contains("no netkit device, but a veth device") == true)
    }
  }

  /// Makes a pair; the peer is named by the kernel, and is `nk0` in a network of its own.
  private static func addPair() throws {
    try NetworkNamespace.ip("link", "add", "first", "type", "netkit")
  }
}
