import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Lists of attached programs", .requires(.bpf))
struct QueryTests {
  /// A control group in a hierarchy that is mounted nowhere; it is removed in the end.
  private struct Group: ~Copyable {
    let root: OwnedDescriptor
    let path: FilePath

    init() throws {
      let root = try Kernel().own(unsafe lbpf_detached_mount("cgroup2"))
      let path = FilePath(
        "/proc/self/fd/\(root.rawValue)/swift-bpf-query-\(UInt32.random(in: 0 ... .max))")
      guard unsafe mkdir(path.string, 0o755) == 0 else { throw Errno(rawValue: errno) }
      self.root = root
      self.path = path
    }

    deinit { unsafe _ = rmdir(path.string) }
  }

  @Test("the programs of a control group, and those that come from above")
  func group() throws {
    let kernel = Kernel()
    let group = try Group()
    let inner = group.path.appending("inner")
    #expect(unsafe mkdir(inner.string, 0o755) == 0)
    defer { unsafe _ = rmdir(inner.string) }
    let counter = try CountingProgram(kernel: kernel, type: .cgroupSKB, result: 1)
    let folder = try FileDescriptor.open(group.path, .readOnly)
    defer { try? folder.close() }
    let link = Link(
      kernel: kernel,
      owning: try kernel.createLink(
        program: counter.program.fileDescriptor.rawValue, target: folder.rawValue,
        .cgroupInetIngress), target: "group", programName: "counter")
    var status = stat()
    let result = unsafe fstat(folder.rawValue, &status)
    #expect(result == 0)
    #expect(
      try link.info().kind
        == .cgroup(.init(id: UInt64(status.st_ino), attachType: .cgroupInetIngress)))
    let id = try counter.program.info().id
    let direct = try kernel.query(.cgroup(group.path), .cgroupInetIngress)
    #expect(direct.programs.map(\.programID) == [id])
    #expect(direct.flags & 2 != 0)  // BPF_F_ALLOW_MULTI
    #expect(try kernel.query(.descriptor(folder), .cgroupInetIngress) == direct)
    #expect(try kernel.query(.cgroup(group.path), .cgroupInetEgress).programs.isEmpty)
    #expect(try kernel.query(.cgroup(inner), .cgroupInetIngress).programs.isEmpty)
    let effective = try kernel.query(.cgroup(inner), .cgroupInetIngress, effective: true)
    #expect(effective.programs.map(\.programID).contains(id))
    try link.detachEverywhere()
    #expect(try link.isDefunct())
    #expect(try kernel.query(.cgroup(group.path), .cgroupInetIngress).programs.isEmpty)
  }

  @Test("more programs than there was room for at first")
  func many() throws {
    let kernel = Kernel()
    let group = try Group()
    let folder = try FileDescriptor.open(group.path, .readOnly)
    defer { try? folder.close() }
    var links = LinkSet()
    var ids: [UInt32] = []
    for _ in 0..<20 {
      let program = try CountingProgram(kernel: kernel, type: .cgroupSKB, result: 1).program
      ids.append(try program.info().id)
      links.append(
        Link(
          kernel: kernel,
          owning: try kernel.createLink(
            program: program.fileDescriptor.rawValue, target: folder.rawValue,
            .cgroupInetEgress), target: "group", programName: "counter"))
    }
    let listed = try kernel.query(.cgroup(group.path), .cgroupInetEgress)
    #expect(listed.programs.map(\.programID) == ids)
    _ = consume links
  }

  @Test("places that are none, and attach types that no place lists, say so")
  func refusals() throws {
    let kernel = Kernel()
    let missing = #expect(throws: BPFError.self) {
      _ = try kernel.query(.cgroup("/nonexistent"), .cgroupInetIngress)
    }
    #expect(missing?.code == .notFound)
    #expect(missing?.path == "/nonexistent")
    let file = #expect(throws: BPFError.self) {
      _ = try kernel.query(.path("/dev/null"), .cgroupInetIngress)
    }
    #expect(file?.reason == "it is no control group, network namespace or other place for it")
    let group = try Group()
    let type = #expect(throws: BPFError.self) {
      _ = try kernel.query(.cgroup(group.path), .traceIterator)
    }
    #expect(type?.reason == "the kernel does not list programs of this attach type there")
  }

  @Test("a program on a perf event without a link is found by the event's descriptor")
  func perfEvent() throws {
    let kernel = Kernel()
    let counter = try CountingProgram(kernel: kernel, type: .tracepoint)
    let event = try kernel.openTracepointEvent(
      try kernel.tracepointID("syscalls", "sys_enter_getppid"), "a tracepoint")
    #expect(
      try kernel.attachment(ofDescriptor: event.rawValue, inProcess: getpid()) == nil)
    let set = kernel.calls.ioctl(
      event.rawValue, UInt64(LBPF_PERF_EVENT_IOC_SET_BPF),
      UInt64(counter.program.fileDescriptor.rawValue))
    #expect(set == 0)
    let found = try #require(
      try kernel.attachment(ofDescriptor: event.rawValue, inProcess: getpid()))
    #expect(try found.programID == counter.program.info().id)
    #expect(
      found.kind == .perfEvent(.tracepoint(.init(name: "sys_enter_getppid", cookie: 0))))
    #expect(found.target == "tracepoint sys_enter_getppid")
    #expect(try kernel.descriptorAttachments().contains(found))
    let raw = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    let link = try raw.program.attach(to: .rawTracepoint("sys_enter"))
    let descriptor = try #require(link.fileDescriptor?.rawValue)
    let other = try kernel.attachment(ofDescriptor: descriptor, inProcess: getpid())
    #expect(other?.kind == .rawTracepoint("sys_enter"))
    #expect(try kernel.attachment(ofDescriptor: 0, inProcess: getpid()) == nil)
    #expect(try kernel.attachment(ofDescriptor: 0, inProcess: .max) == nil)
    let closed = #expect(throws: BPFError.self) {
      _ = try kernel.attachment(ofDescriptor: 999_999, inProcess: getpid())
    }
    #expect(closed?.errno == .badFileDescriptor)
  }

  @Test("what programs print comes out of the pipe")
  func tracePipe() throws {
    let kernel = Kernel()
    let pipe = try kernel.tracePipe()
    // bpf_trace_printk("swift\n", 7) from the stack
    let text = UInt64(littleEndian: 0x00_0a_74_66_69_77_73)  // "swift\n\0", by bytes
    let program = try Program(
      kernel: kernel, load: ProgramLoad(name: "print", type: .xdp),
      instructions: [
        Assembly.instruction(0x18, destination: 1, immediate: Int32(truncatingIfNeeded: text)),
        UInt64(UInt32(truncatingIfNeeded: text >> 32)) << 32,
        Assembly.instruction(0x7b, destination: 10, source: 1, offset: -8),
        Assembly.instruction(0xbf, destination: 1, source: 10),
        Assembly.instruction(0x07, destination: 1, immediate: -8),
        Assembly.set(2, to: 7), Assembly.call(6), Assembly.set(0, to: 2), Assembly.exit,
      ])
    var printed = ""
    // The first text can be lost: the kernel switches the printing on when such a program is loaded.
    for _ in 0..<200 where !printed.contains("swift") {
      _ = try program.testRun(TestRunInput(data: [UInt8](repeating: 0, count: 64)))
      printed += String(decoding: try pipe.read(), as: UTF8.self)
      usleep(10_000)
    }
    #expect(printed.contains("bpf_trace_printk: swift\n"))
  }
}
