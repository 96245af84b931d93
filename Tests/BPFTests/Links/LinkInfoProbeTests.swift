import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// Made by hand, so that nothing but the look is tried.
@Suite("Link information of probes and counters", .requires(.bpf))
struct LinkInfoProbeTests {
  private let look = LinkLook()
  private var kernel: Kernel { look.kernel }

  /// A perf event of a kind that has a folder of its own in sysfs.
  private func event(
    _ kind: String, isReturn: Bool, name: String, number: UInt64
  ) throws -> OwnedDescriptor {
    let path = "/sys/bus/event_source/devices/\(kind)/type"
    let text = String(decoding: try kernel.calls.readFile(path), as: UTF8.self)
    var attributes = lbpf_perf_event_attr()
    attributes.type = try #require(UInt32(text.prefix { $0.isNumber }))
    attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
    attributes.config = isReturn ? 1 : 0
    attributes.config2 = number
    let result = unsafe name.utf8CString.withUnsafeBytes { bytes in
      attributes.config1 = UInt64(UInt(bitPattern: bytes.baseAddress))
      return kernel.calls.perfEventOpen(attributes, pid: -1, cpu: 0)
    }
    return try kernel.own(result)
  }

  @Test("kernel probes", .requires(.kprobes, .feature(.perfLink)), arguments: [false, true])
  func kprobe(isReturn: Bool) throws {
    let program = try look.program(.kprobe, nil)
    let event = try event("kprobe", isReturn: isReturn, name: "vfs_fsync", number: 0)
    let info = try look.link(
      program,
      try kernel.createLink(
        program: program.fileDescriptor.rawValue, target: event.rawValue, .perfEvent, cookie: 7))
    guard try look.isSince(6, 6) else {
      #expect(info.kind == .perfEvent(.unknown(0)))
      return
    }
    guard case .perfEvent(.kprobe(let probe)) = info.kind else {
      Issue.record("\(info.kind)")
      return
    }
    #expect(probe.isReturn == isReturn)
    #expect(probe.function == "vfs_fsync")
    #expect(probe.offset == 0)
    #expect(probe.address != 0)
    #expect(try probe.cookie == (look.isSince(6, 9) ? 7 : 0))
    #expect(info.target == (isReturn ? "kretprobe vfs_fsync" : "kprobe vfs_fsync"))
  }

  /// A file that no process has in its memory as code, so that probes change nothing.
  private func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = "/dev/shm/swift-bpf-probed-\(UInt32.random(in: 0 ... .max))"
    let file = try FileDescriptor.open(
      FilePath(path), .writeOnly, options: .create, permissions: .ownerReadWrite)
    try file.closeAfter { _ = try file.writeAll([UInt8](repeating: 0x90, count: 8192)) }
    defer { unsafe _ = unlink(path) }
    return try body(path)
  }

  @Test("user probes", .requires(.uprobes, .feature(.perfLink)), arguments: [false, true])
  func uprobe(isReturn: Bool) throws {
    let program = try look.program(.kprobe, nil)
    try withFile { path in
      let event = try event("uprobe", isReturn: isReturn, name: path, number: 0x40)
      let info = try look.link(
        program,
        try kernel.createLink(
          program: program.fileDescriptor.rawValue, target: event.rawValue, .perfEvent, cookie: 7))
      let cookie: UInt64 = try look.isSince(6, 9) ? 7 : 0
      #expect(
        try info.kind
          == (look.isSince(6, 6)
            ? .perfEvent(
              .uprobe(
                .init(
                  isReturn: isReturn, path: path, offset: 0x40, cookie: cookie,
                  referenceCounterOffset: 0)))
            : .perfEvent(.unknown(0))))
    }
  }

  @Test("a counter", .requires(.feature(.perfLink)))
  func counter() throws {
    let program = try look.program(.perfEvent, nil)
    var attributes = lbpf_perf_event_attr()
    attributes.type = 1  // PERF_TYPE_SOFTWARE
    attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
    attributes.config = 5  // PERF_COUNT_SW_PAGE_FAULTS_MIN; clocks are given other types
    attributes.sample_period = 1_000_000
    let event = try kernel.own(kernel.calls.perfEventOpen(attributes, pid: -1, cpu: 0))
    let info = try look.link(
      program,
      try kernel.createLink(
        program: program.fileDescriptor.rawValue, target: event.rawValue, .perfEvent, cookie: 7))
    let cookie: UInt64 = try look.isSince(6, 9) ? 7 : 0
    #expect(
      try info.kind
        == (look.isSince(6, 6)
          ? .perfEvent(.counter(.init(type: 1, configuration: 5, cookie: cookie)))
          : .perfEvent(.unknown(0))))
  }

  @Test("many kernel functions", .requires(.kprobes, .fprobe), arguments: [false, true])
  func kprobeMulti(isReturn: Bool) throws {
    let program = try look.program(.kprobe, .traceKprobeMulti)
    let names = ["vfs_fsync", "vfs_fsync_range"].map { $0.utf8CString }
    var attributes = lbpf_link_create_kprobe_multi()
    attributes.prog_fd = UInt32(program.fileDescriptor.rawValue)
    attributes.attach_type = AttachType.traceKprobeMulti.rawValue
    attributes.multi_flags = isReturn ? 1 : 0
    attributes.cnt = 2
    let cookies: [UInt64] = [10, 20]
    let descriptor = try unsafe names[0].withUnsafeBytes { first throws in
      try unsafe names[1].withUnsafeBytes { second throws in
        let symbols = unsafe [first, second].map { UInt64(UInt(bitPattern: $0.baseAddress)) }
        return try unsafe symbols.withUnsafeBytes { symbols throws in
          try unsafe cookies.withUnsafeBytes { cookies throws in
            attributes.syms = UInt64(UInt(bitPattern: symbols.baseAddress))
            attributes.cookies = UInt64(UInt(bitPattern: cookies.baseAddress))
            return try kernel.open(.linkCreate, &attributes).release()
          }
        }
      }
    }
    let info = try look.link(program, OwnedDescriptor(owning: descriptor))
    guard case .kprobeMulti(let multi) = info.kind else {
      Issue.record("\(info.kind)")
      return
    }
    guard try look.isSince(6, 6) else {
      #expect(multi.functions.isEmpty)
      return
    }
    #expect(multi.isReturn == isReturn)
    #expect(multi.functions.count == 2)
    #expect(multi.functions.allSatisfy { $0.address != 0 })
    if try look.isSince(6, 9) { #expect(multi.functions.map(\.cookie).sorted() == [10, 20]) }
  }

  @Test(
    "many user functions",
    .requires(.uprobes, .kernel(since: "6.6", for: "links of many user probes")))
  func uprobeMulti() throws {
    let program = try look.program(.kprobe, .traceUprobeMulti)
    try withFile { path in
      var attributes = lbpf_link_create_uprobe_multi()
      attributes.prog_fd = UInt32(program.fileDescriptor.rawValue)
      attributes.attach_type = AttachType.traceUprobeMulti.rawValue
      attributes.cnt = 2
      let offsets: [UInt64] = [0x40, 0x80]
      let cookies: [UInt64] = [10, 20]
      let name = path.utf8CString
      let descriptor = try unsafe name.withUnsafeBytes { name throws in
        try unsafe offsets.withUnsafeBytes { offsets throws in
          try unsafe cookies.withUnsafeBytes { cookies throws in
            attributes.path = UInt64(UInt(bitPattern: name.baseAddress))
            attributes.offsets = UInt64(UInt(bitPattern: offsets.baseAddress))
            attributes.cookies = UInt64(UInt(bitPattern: cookies.baseAddress))
            return try kernel.open(.linkCreate, &attributes).release()
          }
        }
      }
      let info = try look.link(program, OwnedDescriptor(owning: descriptor))
      guard case .uprobeMulti(let multi) = info.kind else {
        Issue.record("\(info.kind)")
        return
      }
      guard try look.isSince(6, 8) else { return }
      #expect(
        multi
          == .init(
            path: path, flags: 0, processID: 0,
            functions: [
              .init(offset: 0x40, referenceCounterOffset: 0, cookie: 10),
              .init(offset: 0x80, referenceCounterOffset: 0, cookie: 20),
            ]))
    }
  }
}
