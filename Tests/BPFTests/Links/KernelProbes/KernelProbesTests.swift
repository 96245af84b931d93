import BPFObject
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// Many functions by one link.
@Suite("Probes of many functions", .requires(.bpf, .kprobes)) struct KernelProbesTests {
  static let kernel = Kernel()
  static let functions = ["security_task_getpgid", "security_task_getsid"]

  static func call() {
    for _ in 0..<10 {
      _ = getpgid(getpid())
      _ = getsid(getpid())
    }
  }

  @Test(
    "names with their cookies, at the entry and at the return", .requires(.fprobe),
    .proves("kprobe.multi", "kretprobe.multi"), arguments: [false, true])
  func names(onReturn: Bool) throws {
    let counter = try CountingProgram(
      kernel: KernelProbesTests.kernel, type: .kprobe, attachType: .traceKprobeMulti,
      readsCookie: true)
    let link = try counter.program.attach(
      to: .kprobeMulti(
        functions: KernelProbesTests.functions, form: onReturn ? .return : .entry,
        cookies: [7, 8]))
    KernelProbesTests.call()
    #expect(try counter.count >= 20)
    #expect(try counter.cookie == 8)
    #expect(try link.info().type == .kprobeMulti)
    try link.detach()
    #expect(try counter.hasStopped { KernelProbesTests.call() })
  }

  @Test(
    "a pattern, and one that must fit one function", .requires(.fprobe), .proves("kprobe.multi"))
  func pattern() throws {
    let counter = try CountingProgram(
      kernel: KernelProbesTests.kernel, type: .kprobe, attachType: .traceKprobeMulti)
    let link = try counter.program.attach(to: .kprobeMulti("security_task_get?id"))
    let target = link.target
    #expect(target.hasPrefix("kprobe.multi security_task_get?id ("), "\(target)")
    KernelProbesTests.call()
    #expect(try counter.count >= 10)
    try link.detach()
    let one = try counter.program.attach(to: .kprobeMulti("security_task_getpgi*", isUnique: true))
    try one.detach()
    let several = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .kprobeMulti("security_task_get*", isUnique: true))
    }
    #expect(several?.code == .ambiguous)
    let none = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .kprobeMulti("security_no_such*"))
    }
    #expect(none?.code == .notFound)
  }

  @Test("addresses", .requires(.fprobe), .proves("kprobe.multi"))
  func addresses() throws {
    let symbols = try KernelProbesTests.kernel.symbols()
    let addresses = KernelProbesTests.functions.compactMap { name -> UInt64? in
      if case .found(let address) = symbols[name] { address } else { nil }
    }
    #expect(addresses.count == 2)
    let counter = try CountingProgram(
      kernel: KernelProbesTests.kernel, type: .kprobe, attachType: .traceKprobeMulti)
    let link = try counter.program.attach(to: .kprobeMulti(addresses: addresses))
    KernelProbesTests.call()
    #expect(try counter.count >= 20)
    try link.detach()
  }

  @Test(
    "a session runs at both ends",
    .requires(.fprobe, .kernel(since: "6.10", for: "kprobe sessions")), .proves("kprobe.session"))
  func session() throws {
    let counter = try CountingProgram(
      kernel: KernelProbesTests.kernel, type: .kprobe, attachType: .traceKprobeSession)
    let link = try counter.program.attach(
      to: .kprobeMulti(functions: ["security_task_getpgid"], form: .session))
    KernelProbesTests.call()
    #expect(try counter.count >= 20)
    try link.detach()
    #expect(try counter.hasStopped { KernelProbesTests.call() })
  }

  @Test(
    "what section names say", .requires(.fprobe),
    .proves("kprobe.multi", "kretprobe.multi"))
  func sections() throws {
    var file = try ObjectFile(try Fixture.object("kprobes"), name: "kprobes")
    try file.setVariable("target_tgid", to: UInt32(bitPattern: getpid()))
    let object = try file.load(
      into: KernelProbesTests.kernel,
      options: LoadOptions(programs: ["on_many", "on_many_returns"]))
    let links = try object.attach()
    #expect(links.count == 2)
    KernelProbesTests.call()
    #expect(try object.number("many", in: file) >= 10)
    #expect(try object.number("many_returns", in: file) >= 10)
  }

  @Test("a program that was loaded for one function, and functions that are not there")
  func refusals() throws {
    let counter = try CountingProgram(kernel: KernelProbesTests.kernel, type: .kprobe)
    let plain = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .kprobeMulti("security_task_getpgid"))
    }
    #expect(plain?.reason?.isEmpty == false)
    let cookies = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(
        to: .kprobeMulti(functions: ["security_task_getpgid"], cookies: [1, 2]))
    }
    #expect(cookies?.code == .invalidArgument)
    let type = try CountingProgram(kernel: KernelProbesTests.kernel, type: .rawTracepoint)
    let wrong = #expect(throws: BPFError.self) {
      _ = try type.program.attach(to: .kprobeMulti("security_task_getpgid"))
    }
    #expect(wrong?.reason == "the program is of type raw_tracepoint, not kprobe")
  }

  @Test("a function that is not there is named, with near ones", .requires(.fprobe))
  func missing() throws {
    let counter = try CountingProgram(
      kernel: KernelProbesTests.kernel, type: .kprobe, attachType: .traceKprobeMulti)
    let error = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .kprobeMulti("security_task_getpgit"))
    }
    #expect(error?.code == .notFound)
    #expect(error?.advice?.contains("security_task_getpgid") == true)
  }
}
