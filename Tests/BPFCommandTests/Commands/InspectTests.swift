import BPFObject
import Foundation
import TestSupport
import Testing

@testable import BPFCommand

@Suite struct InspectTests {
  static func report(_ name: String) throws -> InspectionReport {
    InspectionReport(
      fileName: "\(name).bpf.o", object: try ObjectFile(Fixture.object(name), name: name))
  }

  static func json(_ name: String) throws -> [String: Any] {
    var writer = JSONWriter()
    try report(name).write(to: &writer)
    return try RunningCommand.json(String(decoding: writer.bytes, as: UTF8.self))
  }

  @Test func tableOfProgramsAndMaps() throws {
    #expect(
      try Self.report("xdp_pass").text == """
        xdp_pass.bpf.o: BPF object, little endian, licence "GPL", 27 types of BTF

        Programs
          NAME      SECTION  TYPE  ATTACH TYPE  INSNS  LOADED  ATTACHED
          xdp_pass  xdp      xdp   xdp             34  yes     by hand

        Maps
          NAME    TYPE          KEY      VALUE               ENTRIES  FLAGS  PIN
          counts  percpu_array  u32 (4)  struct counts (16)        4  -      -

        """)
  }

  @Test func valuesOfGlobalVariables() throws {
    let globals = try #require(try Self.json("globals")["globals"] as? [[String: Any]])
    func value(_ name: String) -> Any? { globals.first { $0["name"] as? String == name }?["value"] }
    #expect(value("enabled") as? Bool == true)
    #expect(value("offset") as? Int == -5)
    #expect(value("mask") as? UInt64 == 0xfedc_ba98_7654_3210)
    #expect(value("mode") as? String == "MODE_ON")
    #expect(value("label") as? String == "swift")
    #expect(value("table") as? [Int] == [10, 20, 30, 40])
    let current = value("current") as? [String: Any]
    #expect(current?["low"] as? Int == 5)
    #expect(value("calls") as? Int == 0)
    let label = try #require(globals.first { $0["name"] as? String == "label" })
    #expect(label["section"] as? String == ".rodata")
    #expect(label["map"] as? String == "globals.rodata")
    #expect(label["offset"] as? Int == 56)
    #expect(label["size"] as? Int == 8)
    #expect(label["c_type"] as? String == "const volatile char[8]")
  }

  @Test func programsAttachAsTheirSectionsSay() throws {
    let programs = try #require(try Self.json("sections")["programs"] as? [[String: Any]])
    func first(_ section: String) -> [String: Any]? {
      programs.first { $0["section"] as? String == section }
    }
    let tracepoint = try #require(first("tp/sched/sched_switch"))
    #expect(tracepoint["auto_attach"] as? String == "tracepoint")
    #expect(tracepoint["target"] as? String == "sched/sched_switch")
    #expect(tracepoint["type_name"] as? String == "tracepoint")
    #expect(tracepoint["autoload"] as? Bool == true)
    let bare = try #require(first("tp"))
    #expect(bare["auto_attach"] is NSNull)
    #expect(
      try #require(first("tcx/ingress"))["expected_attach_type_name"] as? String == "tcx_ingress")
  }

  @Test func externsAndWhatCannotBeLoaded() throws {
    let kconfig = try Self.json("kconfig")
    let externs = try #require(kconfig["externs"] as? [[String: Any]])
    #expect(externs.compactMap { $0["name"] as? String }.contains("LINUX_HAS_BPF_COOKIE"))

    let kfunc = try Self.json("kfunc")
    let named = try #require(kfunc["externs"] as? [[String: Any]])
      .first { $0["name"] as? String == "bpf_task_release" }
    #expect(named?["func"] as? Bool == true)
    #expect(named?["section"] as? String == ".ksyms")
  }

  @Test func mapsAsDeclared() throws {
    let maps = try #require(try Self.json("maps")["maps"] as? [[String: Any]])
    func map(_ name: String) -> [String: Any]? { maps.first { $0["name"] as? String == name } }
    let hash = try #require(map("hash"))
    #expect(hash["key_type"] as? String == "struct key")
    #expect(hash["value_type"] as? String == "struct value")
    #expect(hash["max_entries"] as? Int == 1024)
    // 5000 bytes are rounded up to what the kernel takes.
    #expect(map("ring")?["max_entries"] as? Int == 8192)
    #expect(map("ring")?["pin_path"] is NSNull)
    let pinned = try #require(try Self.json("maps_pinned")["maps"] as? [[String: Any]])
    #expect(pinned.contains { ($0["pin_path"] as? String)?.hasPrefix("/sys/fs/bpf/") == true })
  }
}
