import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Links of the running kernel", .requires(.bpf))
struct LinkTests {
  /// Makes system calls that the tracepoints of these tests see.
  private func call(_ count: Int) {
    for _ in 0..<count { _ = getppid() }
  }

  @Test(
    "a tracepoint runs the program while its link lives, and gives it the cookie",
    .proves("tracepoint"),
    .requires(.feature(.perfLink), .feature(.attachCookie)))
  func tracepoint() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .tracepoint, readsCookie: true)
    do {
      let link = try counter.program.attach(
        to: .tracepoint("syscalls", "sys_enter_getppid", cookie: 0x1234_5678_9abc_def0))
      call(10)
      #expect(try counter.count >= 10)
      #expect(try counter.cookie == 0x1234_5678_9abc_def0)
      let info = try link.info()
      #expect(info.type == .perfEvent)
      #expect(try info.programID == counter.program.info().id)
      let target = link.target
      #expect(target == "tracepoint syscalls:sys_enter_getppid")
    }
    #expect(try counter.hasStopped { call(10) })
  }

  @Test("a raw tracepoint runs the program until it is detached", .proves("raw_tp"))
  func rawTracepoint() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .rawTracepoint)
    let link = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    call(10)
    #expect(try counter.count >= 10)
    #expect(try link.info().type == .rawTracepoint)
    try link.detach()
    #expect(try counter.hasStopped { call(10) })
  }

  @Test("a link that is kept attached stays when its owner ends")
  func keepAttached() throws {
    let kernel = Kernel()
    let counter = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    let link = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    let descriptor = try #require(link.fileDescriptor?.rawValue)
    link.keepAttached()
    let count = try counter.count
    call(10)
    #expect(try counter.count >= count + 10)
    _ = OwnedDescriptor(owning: descriptor)
    #expect(try counter.hasStopped { call(10) })
  }

  @Test("a set detaches all its links")
  func linkSet() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .rawTracepoint)
    var links = LinkSet()
    for name in ["sys_enter", "sys_exit"] {
      links.append(try counter.program.attach(to: .rawTracepoint(name)))
    }
    var targets: [String] = []
    links.forEach { link in targets.append(link.target) }
    #expect(targets == ["raw tracepoint sys_enter", "raw tracepoint sys_exit"])
    call(5)
    #expect(try counter.count >= 10)
    try links.detachAll()
    let remaining = links.count
    #expect(remaining == 0)
    #expect(try counter.hasStopped { call(10) })
  }

  @Test("tracepoints that do not exist, and names that lead elsewhere")
  func missingTracepoints() throws {
    let kernel = Kernel()
    let tracepoint = try CountingProgram(kernel: kernel, type: .tracepoint)
    let missing = #expect(throws: BPFError.self) {
      _ = try tracepoint.program.attach(to: .tracepoint("sched", "no_such_thing"))
    }
    #expect(missing?.code == .notFound)
    #expect(missing?.program == "counter")
    #expect(missing?.description.contains("the kernel has no such tracepoint") == false)
    #expect(missing?.description.contains("The kernel has no such tracepoint.") == true)
    for name in ["", "..", "../sched", "a/b", "x\0"] {
      let error = #expect(throws: BPFError.self) {
        _ = try tracepoint.program.attach(to: .tracepoint("sched", name))
      }
      #expect(error?.code == .invalidArgument, "\(name)")
    }
    let raw = try CountingProgram(kernel: kernel, type: .rawTracepoint)
    let missingRaw = #expect(throws: BPFError.self) {
      _ = try raw.program.attach(to: .rawTracepoint("no_such_thing"))
    }
    #expect(missingRaw?.code == .notFound)
  }

  @Test("a program of the wrong type says which type it has")
  func wrongType() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .tracepoint)
    let raw = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    }
    #expect(raw?.reason == "the program is of type tracepoint, not raw_tracepoint")
    let xdp = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .xdp(interface: 1))
    }
    #expect(xdp?.reason == "the program is of type tracepoint, not xdp")
  }

  @Test("XDP sees the frames of an interface", .proves("xdp"), .requires(.tool("/usr/sbin/ip")))
  func xdp() throws {
    try NetworkNamespace.run {
      let counter = try CountingProgram(kernel: Kernel(), type: .xdp, result: 2)  // XDP_PASS
      let loopback = unsafe if_nametoindex("lo")
      let link = try counter.program.attach(to: .xdp(interface: .index(loopback), .generic))
      #expect(try link.info().interfaceIndex == loopback)
      try NetworkNamespace.sendToLoopback(5)
      #expect(try counter.count >= 5)
      let busy = #expect(throws: BPFError.self) {
        _ = try counter.program.attach(to: .xdp(interface: .index(loopback), .generic))
      }
      #expect(busy?.code == .busy)
      // Another program takes the place of the first.
      let successor = try CountingProgram(kernel: Kernel(), type: .xdp, result: 2)
      try link.replaceProgram(with: successor.program)
      #expect(try counter.hasStopped { try NetworkNamespace.sendToLoopback(5) })
      #expect(try successor.count >= 5)
      try link.detach()
      #expect(try successor.hasStopped { try NetworkNamespace.sendToLoopback(5) })
    }
  }

  @Test("XDP in the driver where the driver can", .requires(.tool("/usr/sbin/ip")))
  func xdpModes() throws {
    try NetworkNamespace.run {
      let counter = try CountingProgram(kernel: Kernel(), type: .xdp, result: 2)
      let pair = unsafe if_nametoindex("left")
      try counter.program.attach(to: .xdp(interface: .index(pair), .driver)).detach()
      try counter.program.attach(to: .xdp(interface: .index(pair))).detach()
      let hardware = #expect(throws: BPFError.self) {
        _ = try counter.program.attach(to: .xdp(interface: .index(pair), .hardware))
      }
      #expect(hardware?.program == "counter")
      let missing = #expect(throws: BPFError.self) {
        _ = try counter.program.attach(to: .xdp(interface: 999_999))
      }
      #expect(missing != nil)
    }
  }
}
