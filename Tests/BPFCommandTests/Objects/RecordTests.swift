import BPFObject
import Foundation
import Testing

@testable import BPF
@testable import BPFCommand

/// What is shown of the kernel's objects, without a kernel.
@Suite struct RecordTests {
  private func program() -> ProgramRecord {
    let info = ProgramInfo(
      id: 42, type: .tracing, name: "on_unlink", tag: "0123456789abcdef", loadTime: .seconds(1),
      userID: 1000, isGPLCompatible: true, mapIDs: [3, 4], btfID: 9, translatedSize: 80,
      compiledSize: 100, runTime: .nanoseconds(2500), runCount: 10, recursionMisses: 2,
      verifiedInstructions: 12, attachBTFObjectID: 1, attachBTFID: 4711, interfaceIndex: 0,
      networkNamespaceInode: 0, compiledFunctionCount: 1)
    var record = ProgramRecord(info, memory: 4096, loaded: Moment(seconds: 1_700_000_000))
    record.loadedFor = "do_unlinkat"
    record.holders = [.init(id: 7, command: "daemon")]
    return record
  }

  private func json(_ write: (inout JSONWriter) -> Void) throws -> NSDictionary {
    var writer = JSONWriter()
    write(&writer)
    let value = try JSONSerialization.jsonObject(with: Data(writer.bytes))
    return try #require(value as? NSDictionary)
  }

  @Test func programAsJSON() throws {
    let record = program()
    let object = try json { record.write(to: &$0) }
    let expected: NSDictionary = [
      "id": 42, "type": "tracing", "name": "on_unlink", "tag": "0123456789abcdef",
      "gpl_compatible": true, "run_time_ns": 2500, "run_cnt": 10, "recursion_misses": 2,
      "loaded_at": 1_700_000_000, "uid": 1000, "bytes_xlated": 80, "jited": true,
      "bytes_jited": 100, "verified_insns": 12, "bytes_memlock": 4096, "map_ids": [3, 4],
      "btf_id": 9, "attach_btf_obj_id": 1, "attach_btf_id": 4711,
      "attach_btf_name": "do_unlinkat", "pids": [["pid": 7, "comm": "daemon"]],
    ]
    #expect(object == expected)
  }

  @Test func programAsText() {
    let record = program()
    let lines = ProgramRecord.table([record]).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].contains("42  tracing  on_unlink  do_unlinkat"))
    #expect(lines[1].hasSuffix("10     250  daemon (7)"))
    let text = record.text(links: ["5 fentry do_unlinkat"], maps: ["3 \"a\"", "4 \"b\""])
    #expect(
      text.hasPrefix("program 42 \"on_unlink\" (tracing)\n  tag           0123456789abcdef\n"))
    #expect(
      text.contains(
        "  instructions  10 instructions, 12 looked at by the verifier, 100 bytes of machine code "
          + "in 1 function\n"))
    #expect(text.contains("  runs          10, 250 ns each\n"))
    #expect(text.contains("  links         5 fentry do_unlinkat\n"))
    #expect(text.hasSuffix("  held by       daemon (7)\n"))
  }

  @Test func mapAsJSONAndText() throws {
    let info = MapInfo(
      id: 3, type: .hash, name: "counts", keySize: 4, valueSize: 8, maxEntries: 16,
      flags: MapFlags(rawValue: 1), extra: 0, btfID: 9, btfKeyTypeID: 1, btfValueTypeID: 2,
      btfKernelValueTypeID: 0, btfKernelID: 0, interfaceIndex: 0)
    let record = MapRecord(info, memory: 2048, isFrozen: false)
    let expected: NSDictionary = [
      "id": 3, "type": "hash", "name": "counts", "flags": 1, "bytes_key": 4, "bytes_value": 8,
      "max_entries": 16, "bytes_memlock": 2048, "frozen": 0, "btf_id": 9, "pids": [],
    ]
    let object = try json { record.write(to: &$0) }
    #expect(object == expected)
    #expect(
      MapRecord.table([record]).hasSuffix(
        "   3  hash  counts    4      8       16  BPF_F_NO_PREALLOC    2048  -\n"))
    let text = record.text(keyType: "u32", valueType: nil, programs: ["42 \"p\""])
    #expect(text.contains("  key       4 bytes, u32\n"))
    #expect(text.contains("  programs  42 \"p\"\n"))
    #expect(!text.contains("frozen"))
  }

  @Test func typesAsJSON() throws {
    var record = TypeRecord(BTFInfo(id: 1, size: 99, name: "vmlinux", isKernel: true))
    record.programs = [4, 5]
    let object = try json { record.write(to: &$0) }
    let expected: NSDictionary = [
      "id": 1, "size": 99, "prog_ids": [4, 5], "map_ids": [], "kernel": true, "name": "vmlinux",
      "pids": [],
    ]
    #expect(object == expected)
    #expect(TypeRecord.table([record]).contains("1  vmlinux    99  4,5"))
  }

  /// Each kind of link with its members of JSON, beside those that all have.
  private static var links: [(LinkInfo.Kind, NSDictionary)] {
    [
      (.rawTracepoint(.init(name: "sys_enter", cookie: 0)), ["tp_name": "sys_enter"]),
      (
        .tracing(
          .init(attachType: .traceFunctionExit, targetObjectID: 1, targetBTFID: 2, cookie: 3)),
        ["attach_type": "trace_fexit", "target_obj_id": 1, "target_btf_id": 2, "cookie": 3]
      ),
      (
        .cgroup(.init(id: 5, attachType: .cgroupDevice)),
        ["cgroup_id": 5, "attach_type": "cgroup_device"]
      ),
      (.iterator(.init(target: "task", scope: .all)), ["target_name": "task"]),
      (
        .iterator(.init(target: "bpf_map_elem", scope: .map(id: 8))),
        ["target_name": "bpf_map_elem", "map_id": 8]
      ),
      (
        .iterator(.init(target: "cgroup", scope: .cgroup(id: 8, order: 1))),
        ["target_name": "cgroup", "cgroup_id": 8, "order": 1]
      ),
      (
        .iterator(.init(target: "task", scope: .task(threadID: 0, processID: 9))),
        ["target_name": "task", "pid": 9]
      ),
      (
        .networkNamespace(.init(inode: 0, attachType: .socketLookup)),
        ["netns_ino": 0, "attach_type": "sk_lookup", "defunct": true]
      ),
      (.xdp(.init(interfaceIndex: 2, attachType: .xdp)), ["ifindex": 2]),
      (
        .tcx(.init(interfaceIndex: 2, attachType: .tcxIngress)),
        ["ifindex": 2, "attach_type": "tcx_ingress"]
      ),
      (.structOps(.init(mapID: 4)), ["map_id": 4]),
      (
        .netfilter(.init(protocolFamily: 2, hook: 1, priority: -5, flags: 1)),
        ["pf": 2, "hook": 1, "prio": -5, "flags": 1]
      ),
      (
        .socketMap(.init(mapID: 4, attachType: .socketMessageVerdict)),
        ["map_id": 4, "attach_type": "sk_msg_verdict"]
      ),
      (
        .kprobeMulti(.init(flags: 1, missed: 2, functions: [.init(address: 3, cookie: 4)])),
        [
          "retprobe": true, "func_cnt": 1, "missed": 2,
          "funcs": [["addr": 3, "func": "do_it", "cookie": 4]],
        ]
      ),
      (
        .uprobeMulti(
          .init(
            path: "/bin/sh", flags: 0, processID: 9,
            functions: [.init(offset: 1, referenceCounterOffset: 2, cookie: 3)])),
        [
          "retprobe": false, "path": "/bin/sh", "func_cnt": 1, "pid": 9,
          "funcs": [["offset": 1, "ref_ctr_offset": 2, "cookie": 3]],
        ]
      ),
      (
        .tracingMulti(
          .init(
            attachType: .traceFunctionEntryMulti, btfObjectID: 1,
            functions: [.init(btfID: 2, address: 3, cookie: 4)])),
        [
          "attach_type": "trace_fentry_multi", "btf_obj_id": 1, "func_cnt": 1,
          "funcs": [["btf_id": 2, "addr": 3, "func": "do_it", "cookie": 4]],
        ]
      ),
      (
        .perfEvent(
          .kprobe(
            .init(
              isReturn: true, function: "f", offset: 0, address: 16, missed: 1, cookie: 2))),
        ["retprobe": true, "func": "f", "offset": 0, "addr": 16, "missed": 1, "cookie": 2]
      ),
      (
        .perfEvent(
          .uprobe(
            .init(
              isReturn: false, path: "/bin/sh", offset: 16, cookie: 0, referenceCounterOffset: 3))),
        ["retprobe": false, "file": "/bin/sh", "offset": 16, "ref_ctr_offset": 3]
      ),
      (
        .perfEvent(.counter(.init(type: 1, configuration: 2, cookie: 0))),
        ["event_type": 1, "event_config": 2]
      ),
      (.unknown([1, 2]), ["words": [1, 2]]),
    ]
  }

  @Test(arguments: links.indices)
  func linkAsJSON(index: Int) throws {
    let (kind, members) = Self.links[index]
    let info = LinkInfo(id: 7, type: LinkType(rawValue: 99), programID: 8, kind: kind)
    var record = LinkRecord(info, programName: "p")
    record.functions = [3: "do_it"]
    let object = try json { record.write(to: &$0) }
    var expected: [String: Any] = [
      "id": 7, "type": "99", "prog_id": 8, "prog_name": "p", "target": info.target,
      "pids": [Int](),
    ]
    for (key, value) in members { expected["\(key)"] = value }
    #expect(object == NSDictionary(dictionary: expected))
    #expect(record.text.hasPrefix("link 7 (99)\n  target"))
    #expect(LinkRecord.table([record]).contains(info.target))
  }

  @Test func references() {
    #expect(ObjectReference("42") == .id(42))
    #expect(ObjectReference("counter") == .name("counter"))
    #expect(ObjectReference("./42") == .path("./42"))
    #expect(ObjectReference("99999999999") == .name("99999999999"))
    #expect(
      "\(ObjectReferenceError("prog", name: "x", ids: [1, 2]))"
        == "2 of the name 'x' are there, with the ids 1, 2; give one of them")
  }
}
