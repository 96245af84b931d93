import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

/// struct_ops maps in the running kernel: a TCP congestion control made of programs.
@Suite(
  .serialized,
  .requires(.bpf, .kernelBTF, .kernel(since: "6.4", for: "struct_ops by link"))
)
struct StructOpsTests {
  private func available() throws -> [Substring] {
    let path = "/proc/sys/net/ipv4/tcp_available_congestion_control"
    let text = String(decoding: try Kernel().calls.readFile(path), as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace)
  }

  @Test(.proves("struct_ops.link")) func aLinkRegistersAndUnregisters() throws {
    var file = try ObjectFile(try Fixture.object("selftest_struct_ops"), name: "ops")
    try file.maps["by_link"]?.structOps?.setBytes(
      Array("swift_changed".utf8) + [0, 0, 0], of: "name")
    let object = try file.load()
    #expect(object.programs.count == 4)
    #expect(try !available().contains("swift_changed"))
    do {
      let link = try object.attachStructOps("by_link")
      #expect(try available().contains("swift_changed"))
      #expect(try link.info().type == .structOps)
    }
    #expect(try !available().contains("swift_changed"))
  }

  @Test func anotherStructTakesThePlaceOfTheExpectedOne() throws {
    func load() throws -> LoadedObject {
      var file = try ObjectFile(try Fixture.object("selftest_struct_ops"), name: "ops")
      try file.maps["by_link"]?.structOps?.setBytes(
        Array("swift_replaced".utf8) + [0, 0], of: "name")
      return try file.load()
    }
    let (first, second, third) = (try load(), try load(), try load())
    let link = try first.attachStructOps("by_link")
    let firstMap = try #require(first.map(named: "by_link"))
    let secondMap = try second.prepareStructOps("by_link")
    #expect(try link.info().kind == .structOps(.init(mapID: firstMap.info().id)))
    let wrong = #expect(throws: BPFError.self) {
      try link.replaceMap(with: secondMap, expecting: try third.prepareStructOps("by_link"))
    }
    #expect(wrong?.map == "by_link")
    #expect(try link.info().kind == .structOps(.init(mapID: firstMap.info().id)))
    try link.replaceMap(with: secondMap, expecting: firstMap)
    #expect(try link.info().kind == .structOps(.init(mapID: secondMap.info().id)))
    #expect(try available().contains("swift_replaced"))
    try link.detach()
    #expect(try !available().contains("swift_replaced"))
  }

  @Test func aMapRegistersUntilItIsToldNotTo() throws {
    let object = try ObjectFile(try Fixture.object("selftest_struct_ops"), name: "ops").load()
    try object.registerStructOps("by_map")
    #expect(try available().contains("swift_map"))
    try object.unregisterStructOps("by_map")
    #expect(try !available().contains("swift_map"))
  }

  @Test func theWrongWayIsToldTheRightOne() throws {
    let object = try ObjectFile(try Fixture.object("selftest_struct_ops"), name: "ops").load()
    let byMap = #expect(throws: BPFError.self) { _ = try object.attachStructOps("by_map") }
    #expect(byMap?.advice?.contains("registerStructOps()") == true)
    let byLink = #expect(throws: BPFError.self) { try object.registerStructOps("by_link") }
    #expect(byLink?.advice?.contains("attachStructOps()") == true)
    let none = #expect(throws: BPFError.self) { _ = try object.attachStructOps("nothing") }
    #expect(none?.reason?.contains("by_link, by_map") == true)
  }

  #if canImport(Glibc)
  @Test(.proves("struct_ops.link"), .requires(.tool("/usr/sbin/ip")))
  func theKernelCallsThePrograms() throws {
    let object = try ObjectFile(try Fixture.object("selftest_struct_ops"), name: "ops").load()
    let link = try object.attachStructOps("by_link")
    try NetworkNamespace.run { try NetworkNamespace.transfer(congestionControl: "swift_link") }
    let map = try #require(object.map(named: "ops.bss"))
    let counters = try #require(try map.value(forKey: [0, 0, 0, 0]))
    #expect(counters.prefix(8).contains { $0 != 0 }, "no socket was started")
    #expect(counters.suffix(8).contains { $0 != 0 }, "nothing was acknowledged")
    try link.detach()
  }
  #endif
}
