import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite(
  "Many user probes by one link", .requires(.bpf, .uprobes, .feature(.uprobeMultiLinks)))
struct UserProbesTests {
  static let kernel = Kernel()

  private func counter(_ type: AttachType = .traceUprobeMulti) throws -> CountingProgram {
    try CountingProgram(
      kernel: UserProbesTests.kernel, type: .kprobe, attachType: type, readsCookie: true)
  }

  @Test(
    "functions with their cookies, at the entry and at the return",
    .proves("uprobe.multi", "uretprobe.multi"), arguments: [false, true])
  func functions(onReturn: Bool) throws {
    let counter = try counter()
    let process = try ProbeTarget.Process()
    let link = try counter.program.attach(
      to: .uprobeMulti(
        process.binary, functions: ["target_kinds", "target_bare"],
        form: onReturn ? .return : .entry, cookies: [7, 8]))
    try process.makeRound(3)
    #expect(try counter.count == 6)
    #expect(try counter.cookie == 8)
    #expect(try link.info().type == .uprobeMulti)
    try link.detach()
    #expect(try counter.hasStopped { _ = try process.makeRound() })
  }

  @Test("a pattern, offsets, a process, counters", .proves("uprobe.multi"))
  func places() throws {
    let counter = try counter()
    let process = try ProbeTarget.Process()
    let other = try ProbeTarget.Process(process.path)
    let link = try counter.program.attach(
      to: .uprobeMulti(process.binary, pattern: "target_?dd*"))
    let target = link.target
    #expect(target.hasSuffix(":target_?dd* (1 functions)"))
    try process.makeRound()
    #expect(try counter.count == 1)
    try link.detach()
    let binary = try UserProbesTests.kernel.open(process.binary, "open")
    let offset = try binary.find("target_guarded", "find").offset
    let probe = try #require(try binary.file.staticProbes().first { $0.name == "guarded" })
    let one = try counter.program.attach(
      to: .uprobeMulti(
        process.binary, fileOffsets: [offset], pid: process.id, cookies: [5],
        referenceCounters: [try #require(probe.semaphoreOffset)]))
    let raised = try process.makeRound()
    // Once for each mapping of a probe's page, of which there may be two.
    #expect(raised >= 1)
    try other.makeRound()
    #expect(try counter.count == 2)
    #expect(try counter.cookie == 5)
    try one.detach()
    #expect(try settles { try process.makeRound() == 0 })
  }

  @Test(
    "a session runs at both ends", .requires(.kernel(since: "6.13", for: "uprobe sessions")),
    .proves("uprobe.session"))
  func session() throws {
    let counter = try counter(.traceUprobeSession)
    let process = try ProbeTarget.Process()
    let link = try counter.program.attach(
      to: .uprobeMulti(process.binary, functions: ["target_add"], form: .session))
    try process.makeRound(3)
    #expect(try counter.count == 6)
    try link.detach()
    #expect(try counter.hasStopped { _ = try process.makeRound() })
  }

  @Test("what section names say", .proves("uprobe.multi", "uretprobe.multi"))
  func sections() throws {
    var file = try ObjectFile(try Fixture.object("uprobes"), name: "uprobes")
    try file.setVariable("target_tgid", to: UInt32(bitPattern: getpid()))
    let object = try file.load(
      into: UserProbesTests.kernel,
      options: LoadOptions(programs: ["on_many", "on_many_returns"]))
    var links = try object.attach()
    for _ in 0..<10 { _ = getppid() }
    #expect(try object.number("many", in: file) >= 10)
    #expect(try object.number("many_returns", in: file) >= 10)
    try links.detachAll()
  }

  @Test("a program that was loaded for one place, and what does not fit")
  func refusals() throws {
    let plain = try CountingProgram(kernel: UserProbesTests.kernel, type: .kprobe)
    let many = try counter()
    func failure(_ program: Program, _ point: UserProbes) -> BPFError? {
      #expect(throws: BPFError.self) { _ = try program.attach(to: point) }
    }
    let type = failure(
      plain.program, .uprobeMulti(ProbeTarget.executable, functions: ["target_add"]))
    #expect(type?.reason?.contains("SEC(\"uprobe.multi\")") == true)
    let cookies = failure(
      many.program,
      .uprobeMulti(ProbeTarget.executable, functions: ["target_add"], cookies: [1, 2]))
    #expect(cookies?.reason == "there are 2 cookies for 1 places")
    let none = failure(many.program, .uprobeMulti(ProbeTarget.executable, pattern: "no_such_*"))
    #expect(none?.code == .notFound)
    let missing = failure(
      many.program, .uprobeMulti(ProbeTarget.executable, functions: ["target_ad"]))
    #expect(missing?.advice?.contains("target_add") == true)
    let process = failure(
      many.program,
      .uprobeMulti(ProbeTarget.executable, functions: ["target_add"], pid: 0x3fff_fffe))
    #expect(process?.reason == "there is no process \(0x3fff_fffe)")
  }
}
