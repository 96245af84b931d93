import BPFObject
import TestSupport
import Testing

@testable import BPF

/// Places for programs whose section leaves them open.
@Suite("Places that sections leave open", .requires(.bpf)) struct AttachSitesTests {
  private func load(_ name: String) throws -> LoadedObject {
    try ObjectFile(try Fixture.object(name), name: name).load()
  }

  @Test("an interface, for XDP", .requires(.tool("/usr/sbin/ip"))) func interface() throws {
    try NetworkNamespace.run {
      let object = try load("xdp_pass")
      let links = try object.attach(at: AttachSites(interface: "lo"))
      #expect(links.count == 1)
      var report = object.attachAvailable(at: AttachSites(interface: "no_such"))
      let count = report.attached.count
      #expect(count == 0)
      let first = try #require(report.notAttached.first)
      #expect(first.error?.code == .notFound)
      try report.links.detachAll()
    }
  }

  @Test("without a place, a program is left out and its reason said") func nothing() throws {
    let object = try load("xdp_pass")
    let links = try object.attach()
    #expect(links.count == 0)
    let report = object.attachAvailable(at: AttachSites(samplingFrequency: 99))
    #expect(report.notAttached.first?.reason.contains("interface") == true)
    #expect(report.notAttached.first?.error == nil)
  }
}
