import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Link information from the running kernel", .requires(.bpf))
struct LinkInfoTests {
  @Test("a raw tracepoint has its name, and its cookie where the kernel has cookies for it")
  func rawTracepoint() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .rawTracepoint)
    let hasCookies = try KernelRelease.running() >= KernelVersion(6, 10, 0)
    let cookie: UInt64 = hasCookies ? 7 : 0
    let link = try counter.program.attach(to: .rawTracepoint("sys_enter", cookie: cookie))
    // Told later than taken.
    let told = try KernelRelease.running() >= KernelVersion(6, 17, 0) ? cookie : 0
    #expect(
      try link.info().kind == .rawTracepoint(.init(name: "sys_enter", cookie: told)))
  }

  @Test("a tracepoint has its name", .requires(.feature(.perfLink)))
  func tracepoint() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .tracepoint)
    let link = try counter.program.attach(
      to: .tracepoint("syscalls", "sys_enter_getppid", cookie: 5))
    guard case .perfEvent(let event) = try link.info().kind else {
      Issue.record("\(try link.info())")
      return
    }
    let running = try KernelRelease.running()
    if running >= KernelVersion(6, 9, 0) {
      #expect(event == .tracepoint(.init(name: "sys_enter_getppid", cookie: 5)))
    } else if running >= KernelVersion(6, 6, 0) {
      #expect(event == .tracepoint(.init(name: "sys_enter_getppid", cookie: 0)))
    } else {
      #expect(event == .unknown(0))
    }
  }

  @Test("a tracepoint has its name, also where the kernel has no link for it")
  func tracepointWithoutLink() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .tracepoint)
    let link = try counter.program.attach(to: .tracepoint("syscalls", "sys_enter_getppid"))
    let found = try link.descriptorAttachment()
    if link.isKernelLink {
      #expect(found == nil)
    } else {
      #expect(
        found?.kind == .perfEvent(.tracepoint(.init(name: "sys_enter_getppid", cookie: 0))))
      #expect(try found?.programID == counter.program.info().id)
      #expect(throws: BPFError.self) { try link.info() }
    }
  }

  @Test("an interface", .requires(.tool("/usr/sbin/ip")))
  func xdp() throws {
    try NetworkNamespace.run {
      let counter = try CountingProgram(kernel: Kernel(), type: .xdp, result: 2)
      let index = unsafe if_nametoindex("left")
      let link = try counter.program.attach(to: .xdp(interface: .index(index), .generic))
      #expect(try link.info().kind == .xdp(.init(interfaceIndex: index, attachType: .xdp)))
      #expect(try !link.isDefunct())
      try link.detachEverywhere()
      #expect(try link.isDefunct())
    }
  }

  @Test("the socket lookup of a network namespace")
  func networkNamespace() throws {
    let kernel = Kernel()
    try NetworkNamespace.run {
      var load = ProgramLoad(name: "lookup", type: .socketLookup)
      load.expectedAttachType = .socketLookup
      let program = try Program(
        kernel: kernel, load: load, instructions: [Assembly.set(0, to: 1), Assembly.exit])
      let namespace = try FileDescriptor.open(
        FilePath("/proc/thread-self/ns/net"), .readOnly)
      defer { try? namespace.close() }
      let link = Link(
        kernel: kernel,
        owning: try kernel.createLink(
          program: program.fileDescriptor.rawValue, target: namespace.rawValue, .socketLookup),
        target: "lookup", programName: "lookup")
      var status = stat()
      let result = unsafe fstat(namespace.rawValue, &status)
      #expect(result == 0)
      #expect(
        try link.info().kind
          == .networkNamespace(
            .init(inode: UInt32(truncatingIfNeeded: status.st_ino), attachType: .socketLookup)))
      let attached = try kernel.query(.currentNetworkNamespace, .socketLookup)
      #expect(try attached.programs.map(\.programID) == [program.info().id])
      try link.detachEverywhere()
      #expect(try link.isDefunct())
      #expect(try kernel.query(.currentNetworkNamespace, .socketLookup).programs.isEmpty)
    }
  }

  @Test(
    "traffic control, with its place in the order", .requires(.kernel(since: "6.6", for: "tcx")))
  func tcx() throws {
    let kernel = Kernel()
    try NetworkNamespace.run {
      let counter = try CountingProgram(kernel: kernel, type: .trafficClassifier, result: -1)
      let index = unsafe if_nametoindex("left")
      let link = Link(
        kernel: kernel,
        owning: try kernel.createLink(
          program: counter.program.fileDescriptor.rawValue, target: Int32(index), .tcxIngress),
        target: "tcx", programName: "counter")
      let info = try link.info()
      #expect(info.kind == .tcx(.init(interfaceIndex: index, attachType: .tcxIngress)))
      let attached = try kernel.query(.interface(index), .tcxIngress)
      #expect(attached.programs.map(\.linkID) == [info.id])
      #expect(attached.programs.map(\.programID) == [info.programID])
      #expect(attached.revision > 0)
      #expect(try kernel.query(.interface(index), .tcxEgress).programs.isEmpty)
      let missing = #expect(throws: BPFError.self) {
        _ = try kernel.query(.interface(999_999), .tcxIngress)
      }
      #expect(missing != nil)
    }
  }

  @Test("only some kinds can be detached from afar, and the error says so")
  func detachEverywhere() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .rawTracepoint)
    let link = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    let error = #expect(throws: BPFError.self) { try link.detachEverywhere() }
    #expect(error?.code == .unsupported)
    #expect(error?.reason == "links of this type cannot be detached")
    #expect(error?.program == "counter")
  }

  @Test("a program is put in the place of the expected one only", .requires(.tool("/usr/sbin/ip")))
  func expectedProgram() throws {
    try NetworkNamespace.run {
      let kernel = Kernel()
      let programs = try (0..<3).map { _ in
        try CountingProgram(kernel: kernel, type: .xdp, result: 2).program
      }
      let index = unsafe if_nametoindex("left")
      let link = try programs[0].attach(to: .xdp(interface: .index(index), .generic))
      #expect(throws: BPFError.self) {
        try link.replaceProgram(with: programs[1], expecting: programs[2])
      }
      #expect(try link.info().programID == programs[0].info().id)
      try link.replaceProgram(with: programs[1], expecting: programs[0])
      #expect(try link.info().programID == programs[1].info().id)
    }
  }
}
