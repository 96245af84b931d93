import BPFObject
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// Probes of a function that `getpgid(2)` calls when the process is named by number.
@Suite("Kernel probes", .requires(.bpf, .kprobes)) struct KernelProbeTests {
  static let function = "security_task_getpgid"
  static let kernel = Kernel()

  static func call(_ count: Int = 10) {
    for _ in 0..<count { _ = getpgid(getpid()) }
  }

  /// The entries of this library in the trace file system.
  static func entries() throws -> [Substring] {
    try kernel.traceFileSystem().read("kprobe_events").split(separator: "\n")
      .filter { $0.contains(TraceEntry.group) }
  }

  @Test(
    "a probe at the entry or the return of a function, by each interface",
    .proves("kprobe", "kretprobe"), arguments: [ProbeMode.automatic, .perfEvent, .traceFS],
    [false, true])
  func counts(mode: ProbeMode, onReturn: Bool) throws {
    let counter = try CountingProgram(kernel: KernelProbeTests.kernel, type: .kprobe)
    let probe = KernelProbe(KernelProbeTests.function, onReturn: onReturn, mode: mode)
    let link = try counter.program.attach(to: probe)
    let target = link.target
    #expect(target == (onReturn ? "kretprobe " : "kprobe ") + KernelProbeTests.function)
    KernelProbeTests.call()
    #expect(try counter.count >= 10)
    let entries = try KernelProbeTests.entries().count
    #expect(mode != .traceFS || entries > 0)
    let pinnable = link.isKernelLink
    #expect(pinnable == (mode != .perfEvent && KernelProbeTests.kernel.supports(.perfLink)))
    try link.detach()
    #expect(try counter.hasStopped { KernelProbeTests.call() })
  }

  @Test("entries of the trace file system go with their links", .proves("kprobe"))
  func entriesGo() throws {
    let counter = try CountingProgram(kernel: KernelProbeTests.kernel, type: .kprobe)
    func own() throws -> Int {
      try KernelProbeTests.entries().filter { $0.contains("security_task_getscheduler") }.count
    }
    do {
      let link = try counter.program.attach(
        to: .kprobe("security_task_getscheduler", mode: .traceFS))
      #expect(try own() == 1)
      _ = link.target
    }
    #expect(try own() == 0)
    let raw = try CountingProgram(kernel: KernelProbeTests.kernel, type: .rawTracepoint)
    #expect(throws: BPFError.self) {
      _ = try raw.program.attach(to: .kprobe("security_task_getscheduler", mode: .traceFS))
    }
    #expect(try own() == 0)
  }

  @Test("how many returns may be waited for", .proves("kretprobe"))
  func maxActive() throws {
    let counter = try CountingProgram(kernel: KernelProbeTests.kernel, type: .kprobe)
    let link = try counter.program.attach(
      to: .kretprobe(KernelProbeTests.function, maxActive: 17))
    #expect(try KernelProbeTests.entries().contains { $0.hasPrefix("r17:") })
    KernelProbeTests.call()
    #expect(try counter.count >= 10)
    try link.detach()
    #expect(try !KernelProbeTests.entries().contains { $0.hasPrefix("r17:") })
  }

  @Test("an instruction in a function, and an address", .proves("kprobe"))
  func places() throws {
    let kernel = KernelProbeTests.kernel
    let address = try kernel.symbols()[KernelProbeTests.function]
    guard case .found(let start) = address else {
      Issue.record("\(address)")
      return
    }
    let counter = try CountingProgram(kernel: kernel, type: .kprobe)
    let link = try counter.program.attach(to: .kprobe(address: start))
    KernelProbeTests.call()
    #expect(try counter.count >= 10)
    try link.detach()
    let other = try CountingProgram(kernel: kernel, type: .kprobe)
    // The instruction of function tracing has 5 bytes; one with ENDBR before has 9.
    for offset: UInt64 in [5, 9, 4] {
      guard
        let link = try? other.program.attach(
          to: .kprobe(KernelProbeTests.function, offset: offset))
      else { continue }
      KernelProbeTests.call()
      #expect(try other.count >= 10)
      let target = link.target
      #expect(target == "kprobe \(KernelProbeTests.function)+0x\(offset)")
      return
    }
    Issue.record("no instruction could be probed")
  }

  @Test(
    "the cookie", .requires(.feature(.attachCookie), .feature(.perfLink)), .proves("kprobe"))
  func cookie() throws {
    let counter = try CountingProgram(
      kernel: KernelProbeTests.kernel, type: .kprobe, readsCookie: true)
    let link = try counter.program.attach(to: .kprobe(KernelProbeTests.function, cookie: 4711))
    KernelProbeTests.call()
    #expect(try counter.cookie == 4711)
    #expect(try link.info().type == .perfEvent)
  }

  @Test(
    "system calls by their names", .proves("ksyscall", "kretsyscall"), arguments: [false, true])
  func systemCalls(onReturn: Bool) throws {
    let counter = try CountingProgram(kernel: KernelProbeTests.kernel, type: .kprobe)
    let link = try counter.program.attach(to: SystemCallProbe("getpgid", onReturn: onReturn))
    KernelProbeTests.call()
    #expect(try counter.count >= 10)
    try link.detach()
    #expect(try counter.hasStopped { KernelProbeTests.call() })
  }

  @Test("what section names say", .proves("kprobe", "kretprobe", "ksyscall", "kretsyscall"))
  func sections() throws {
    var file = try ObjectFile(try Fixture.object("kprobes"), name: "kprobes")
    try file.setVariable("target_tgid", to: UInt32(bitPattern: getpid()))
    let object = try file.load(into: KernelProbeTests.kernel)
    let links = try object.attach()
    #expect(links.count == 4)
    KernelProbeTests.call()
    for name in ["entries", "returns", "calls", "call_returns"] {
      #expect(try object.number(name, in: file) >= 10, "\(name)")
    }
  }

  @Test("functions that are not there, with what may be meant")
  func missing() throws {
    let counter = try CountingProgram(kernel: KernelProbeTests.kernel, type: .kprobe)
    func failure(_ point: some AttachPoint) -> BPFError? {
      #expect(throws: BPFError.self) { _ = try counter.program.attach(to: point) }
    }
    for mode in [ProbeMode.automatic, .traceFS] {
      let near = failure(.kprobe("security_task_getpgit", mode: mode))
      #expect(near?.code == .notFound)
      #expect(near?.program == "counter")
      #expect(near?.advice?.contains("security_task_getpgid") == true)
    }
    let call = failure(.kprobe("sys_getpgid"))
    #expect(call?.code == .notFound)
    #expect(call?.advice?.contains("ksyscall") == true)
    let module = failure(.kprobe("no_such_module:\(KernelProbeTests.function)"))
    #expect(module?.code == .notFound)
    #expect(module?.advice?.contains("leave the module out") == true)
    let listed = failure(.kprobe("do_int3"))
    #expect(listed?.code == .unsupported || listed?.code == .notFound)
  }
}
