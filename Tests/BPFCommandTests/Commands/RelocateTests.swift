import BPFObject
import BTF
import Foundation
import TestSupport
import Testing

@testable import BPFCommand

@Suite struct RelocateTests {
  static func report(_ object: String, _ target: String) throws -> RelocationReport {
    // Synthetic, or the part of a real one.
    let folder = target.hasPrefix("target_") ? "objects/targets" : "kernels"
    let types = try BTFTable(contentsOf: Fixture.path("\(folder)/\(target).btf"))
    return RelocationReport(
      path: Fixture.path("objects/\(object).bpf.o"),
      target: TargetKernel(types: types, version: KernelVersion(6, 12, 3)), processors: 4)
  }

  static func json(_ object: String, _ target: String) throws -> [String: Any] {
    var writer = JSONWriter()
    try report(object, target).write(to: &writer)
    return try RunningCommand.json(String(decoding: writer.bytes, as: UTF8.self))
  }

  @Test func reportForPeople() throws {
    #expect(
      try Self.report("cpuv4", "target_a").text == """
        cpuv4.bpf.o on a kernel of 102 types

        arithmetic  SEC("socket")  27 instructions

        relocated  SEC("?socket")  13 instructions, not loaded by default
          ./src/cpuv4.bpf.c:48  q->four = 5;
            insn 4  <byte_off> [7] struct core_sizes.four (0:0 @ offset 0)
              patched: off 0 -> 8, size 4 -> 8
          ./src/cpuv4.bpf.c:49  q->eight = 6;
            insn 5  <byte_off> [7] struct core_sizes.eight (0:1 @ offset 8)
              patched: off 8 -> 16, size 8 -> 4
          ./src/cpuv4.bpf.c:50  return p->stays < (s64)bpf_get_prandom_u32();
            insn 6  <byte_off> [14] struct core_signed.stays (0:2 @ offset 16)
              unchanged: off 16 -> 16

        2 of 2 programs can be prepared; 3 relocations: 2 patched, 1 unchanged, 0 poisoned

        """)
  }

  @Test func poisonedRelocationsSayWhy() throws {
    let text = try Self.report("core_fields", "target_none").text
    #expect(text.contains("poisoned: the target has no struct "))
    let each = try #require(try Self.json("core_fields", "target_a")["each"] as? [[String: Any]])
    let core = each.flatMap { $0["core"] as? [[String: Any]] ?? [] }
    let poisoned = core.filter { $0["decision"] as? String == "poisoned" }
    #expect(!poisoned.isEmpty)
    for relocation in poisoned {
      #expect(relocation["op"] as? String == "poison")
      #expect(relocation["reason"] is String)
      #expect(relocation["new"] == nil)
      #expect((relocation["source"] as? String)?.contains("core_fields.bpf.c:") == true)
    }
  }

  @Test func formOfTheMachineReadableReport() throws {
    let report = try Self.json("globals", "target_none")
    #expect(report["object"] as? String == "globals.bpf.o")
    #expect(report["open"] as? Int == 0)
    let load = try #require(report["load"] as? [String: Any])
    #expect(load["error"] as? Int == 0)
    let maps = try #require(report["maps"] as? [[String: Any]])
    let data = try #require(maps.first { $0["name"] as? String == "globals.data" })
    #expect(data["internal"] as? Bool == true)
    let initial = try #require(data["initial"] as? [String: Any])
    #expect(initial["size"] as? Int == 84)
    #expect((initial["hex"] as? String)?.hasPrefix("12003412") == true)
    let program = try #require((load["programs"] as? [[String: Any]])?.first)
    #expect(program["insn_cnt"] as? Int == 175)
    #expect((program["insns"] as? String)?.utf8.count == 175 * 16)
    #expect(program["license"] as? String == "GPL")
    #expect((program["line_info_fnv1a"] as? String)?.count == 16)
  }

  @Test func perfEventArraysHaveAnEntryForEachProcessor() throws {
    let load = try #require(try Self.json("maps", "target_none")["load"] as? [String: Any])
    let created = try #require(load["created"] as? [[String: Any]])
    let map = try #require(created.first { $0["name"] as? String == "perf_events" })
    #expect(map["max_entries"] as? Int == 4)
    #expect(map["has_btf"] as? Bool == false)
  }

  @Test func programsAreShownOneByOneWhereTheObjectFails() throws {
    let report = try Self.json("kconfig_options", "target_none")
    let load = try #require(report["load"] as? [String: Any])
    #expect(load["error"] as? Int == -3)
    #expect((load["error_text"] as? String)?.contains("option of the kernel's build") == true)
    let each = try #require(report["each"] as? [[String: Any]])
    #expect(each.contains { $0["error"] as? Int != 0 && $0["error_text"] is String })
  }

  @Test func bigEndianObjectsNeedABigEndianKernel() throws {
    let types = try BTFTable(contentsOf: Fixture.path("objects/targets/target_a.btf"))
    let report = RelocationReport(
      path: Fixture.path("objects/eb/core_types.bpf.o"), target: TargetKernel(types: types),
      processors: 1)
    #expect(report.error?.code == .foreignByteOrder)
    let foreign = try BTFTable(contentsOf: Fixture.path("objects/targets/eb/target_a.btf"))
    let fitting = RelocationReport(
      path: Fixture.path("objects/eb/core_types.bpf.o"), target: TargetKernel(types: foreign),
      processors: 1)
    #expect(fitting.error == nil)
  }

  @Test func typesInAnELFFileAreTheSame() throws {
    let raw = try BTFTable(contentsOf: Fixture.path("objects/targets/target_a.btf"))
    let elf = try BTFTable(contentsOf: Fixture.path("objects/targets/target_a.o"))
    #expect(raw.bytes.array == elf.bytes.array)
    let error = try #require(throws: ObjectError.self) {
      _ = try BTFTable(contentsOf: Fixture.path("objects/no_btf.bpf.o"))
    }
    #expect(error.code == .missingBTF)
  }
}
