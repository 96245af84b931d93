import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// Made by hand, so that nothing but the look is tried.
@Suite("Link information of functions, hooks and iterators", .requires(.bpf, .kernelBTF))
struct LinkInfoKindTests {
  private let look = LinkLook()
  private var kernel: Kernel { look.kernel }

  @Test("a function of the kernel", .requires(.functionTracing))
  func tracing() throws {
    try expectTarget(
      of: try look.program(.tracing, .traceFunctionEntry, function: "security_file_open"),
      .traceFunctionEntry, "security_file_open")
  }

  @Test("a hook of security modules", .requires(.lsm))
  func lsm() throws {
    try expectTarget(
      of: try look.program(.lsm, .lsmMAC, function: "bpf_lsm_file_open"), .lsmMAC,
      "bpf_lsm_file_open")
  }

  private func expectTarget(of program: Program, _ type: AttachType, _ function: String) throws {
    let info = try look.link(
      program, try kernel.openRawTracepoint(nil, program: program.fileDescriptor.rawValue))
    guard case .tracing(let tracing) = info.kind else {
      Issue.record("\(info.kind)")
      return
    }
    #expect(tracing.attachType == type)
    guard try look.isSince(5, 13) else { return }
    let id = try kernel.types().firstType(named: function) { $0 == .function }?.id.rawValue
    #expect(tracing.targetBTFID == id)
    #expect(try TypeObject(kernel: kernel, id: tracing.targetObjectID).info.name == "vmlinux")
    // What the program was loaded for is told of it, too.
    guard try look.isSince(6, 0) else { return }
    #expect(try program.info().attachBTFID == id)
  }

  @Test("an iterator over tasks, and over one map")
  func iterators() throws {
    let tasks = try look.program(.tracing, .traceIterator, function: "bpf_iter_task")
    let all = try look.link(
      tasks,
      try kernel.createLink(
        program: tasks.fileDescriptor.rawValue, target: 0, .traceIterator))
    #expect(
      all.kind == .iterator(.init(target: "task", scope: .task(threadID: 0, processID: 0))))
    let elements = try look.program(.tracing, .traceIterator, function: "bpf_iter_bpf_map_elem")
    let map = try Map(
      kernel: kernel, name: "table", type: .hash, keySize: 4, valueSize: 4, maxEntries: 4)
    var attributes = lbpf_link_create_iterator()
    attributes.prog_fd = UInt32(elements.fileDescriptor.rawValue)
    attributes.attach_type = AttachType.traceIterator.rawValue
    attributes.iter_info_len = 4
    let scope = [UInt32(map.fileDescriptor.rawValue)]
    let descriptor = try unsafe scope.withUnsafeBytes { scope throws in
      attributes.iter_info = UInt64(UInt(bitPattern: scope.baseAddress))
      return try kernel.open(.linkCreate, &attributes).release()
    }
    let one = try look.link(elements, OwnedDescriptor(owning: descriptor))
    #expect(
      try one.kind
        == .iterator(.init(target: "bpf_map_elem", scope: .map(id: map.info().id))))
  }

  @Test("a hook of netfilter", .requires(.kernel(since: "6.4", for: "netfilter")))
  func netfilter() throws {
    try NetworkNamespace.run {
      let program = try look.program(.netfilter, .netfilter, result: 1)
      var attributes = lbpf_link_create_netfilter()
      attributes.prog_fd = UInt32(program.fileDescriptor.rawValue)
      attributes.attach_type = AttachType.netfilter.rawValue
      attributes.pf = 2
      attributes.hooknum = 3
      attributes.priority = -300
      let info = try look.link(program, try kernel.open(.linkCreate, &attributes))
      #expect(
        info.kind
          == .netfilter(.init(protocolFamily: 2, hook: 3, priority: -300, flags: 0)))
    }
  }

  @Test("a map of sockets", .requires(.kernel(since: "6.10", for: "links of socket maps")))
  func socketMap() throws {
    let program = try look.program(.socketMessage, nil, result: 1)
    let map = try Map(
      kernel: kernel, name: "sockets", type: .socketMap, keySize: 4, valueSize: 4, maxEntries: 4)
    let info = try look.link(
      program,
      try kernel.createLink(
        program: program.fileDescriptor.rawValue, target: map.fileDescriptor.rawValue,
        .socketMessageVerdict))
    #expect(
      try info.kind
        == .socketMap(.init(mapID: map.info().id, attachType: .socketMessageVerdict)))
  }
}
