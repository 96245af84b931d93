import BPF
import BPFObject
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite(.requires(.bpf)) struct AttachTests {
  private func load(_ name: String) throws -> LoadedObject {
    try ObjectFile(try Fixture.object(name), name: name).load()
  }

  @Test(.requires(.kernelBTF)) func theReporterOfExecutionsAttachesByItsSectionName() throws {
    let object = try load("execsnoop")
    let links = try object.attach()
    #expect(links.count == object.programs.count)
  }

  @Test func whatCannotBeAttachedIsNamedWithItsReason() throws {
    let report = try load("xdp_pass").attachAvailable()
    #expect(report.attached.isEmpty)
    let first = try #require(report.notAttached.first)
    #expect(first.reason.contains("interface"))
  }

  #if canImport(Glibc)
  @Test(.requires(.kernel(since: "5.12", for: "atomic operations that fetch")))
  func tracepointsCountWhileTheirLinksLive() throws {
    var file = try ObjectFile(try Fixture.object("trace_getpid"), name: "trace_getpid")
    try file.setVariable("target_tgid", to: UInt32(bitPattern: getpid()))
    let object = try file.load()
    let counters = file.variables.filter { $0.sectionName == ".bss" && $0.name.hasSuffix("_calls") }
    func counts() throws -> [String: UInt64] {
      var found: [String: UInt64] = [:]
      for counter in counters {
        let map = object.maps[counter.mapIndex]
        let bytes = try #require(try map.value(forKey: [0, 0, 0, 0]))
        found[counter.name] = bytes[counter.offset..<(counter.offset + 8)].reversed()
          .reduce(0) { $0 << 8 | UInt64($1) }
      }
      return found
    }
    var links = try object.attach()
    #expect(links.count == object.programs.count)
    for _ in 0..<10 { _ = getpid() }
    let attached = try counts()
    #expect(attached.values.allSatisfy { $0 >= 10 })
    #expect(!attached.isEmpty)
    try links.detachAll()
    // Another CPU may still be in the program when its link ends.
    var detached = try counts()
    for _ in 0..<50 {
      usleep(2000)
      let later = try counts()
      if later == detached { break }
      detached = later
    }
    for _ in 0..<10 { _ = getpid() }
    #expect(try counts() == detached)
  }
  #endif
}
