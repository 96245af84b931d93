import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("Typed and writable tracepoints", .requires(.bpf, .kernelBTF))
struct TypedTracepointTests {
  @Test("arguments typed by BTF", .proves("tp_btf"))
  func counts() throws {
    let fixture = try TracingFixture()
    let object = try fixture.load("on_call")
    let link = try #require(object.program(named: "on_call")).attach()
    TracingFixture.call()
    #expect(try fixture.number("calls", object) == 10)
    try link.detach()
    #expect(try fixture.hasStopped("calls", object) { TracingFixture.call() })
  }

  @Test(
    "the cookie", .proves("tp_btf"),
    .requires(.kernel(since: "6.10", for: "cookies of typed tracepoints")))
  func cookie() throws {
    let fixture = try TracingFixture()
    let object = try fixture.load("on_call_with_cookie")
    let link = try #require(object.program(named: "on_call_with_cookie"))
      .attach(to: .loadedTarget(cookie: 4711))
    TracingFixture.call()
    #expect(try fixture.number("last_cookie", object) == 4711)
    try link.detach()
  }

  @Test("a program writes to a tracepoint's argument", .proves("raw_tp.w"))
  func writes() throws {
    let fixture = try TracingFixture(verdict: -EPROTO)
    let object = try fixture.load("on_test_run")
    let (whole, _) = try TracingFixture.target()
    let packet = TestRunInput(data: [UInt8](repeating: 0, count: 64))
    let link = try #require(object.program(named: "on_test_run")).attach()
    let error = #expect(throws: BPFError.self) { _ = try whole.testRun(packet) }
    #expect(error?.errno?.rawValue == EPROTO)
    #expect(try fixture.number("test_runs", object) == 1)
    try link.detach()
    #expect(try whole.testRun(packet).returnValue == 1)
  }

  @Test(
    "programs that may sleep", .proves("tp_btf.s", "raw_tp.s", "tp.s"),
    .requires(.kernel(since: "7.1", for: "tracepoints that may sleep")),
    arguments: ["on_call_may_sleep", "on_raw_call_may_sleep", "on_tracepoint_may_sleep"])
  func maySleep(program: String) throws {
    let fixture = try TracingFixture()
    let object = try fixture.load(program)
    let link = try #require(object.program(named: program)).attach()
    TracingFixture.call()
    #expect(try fixture.number("sleepable", object) == 10)
    try link.detach()
    #expect(try fixture.hasStopped("sleepable", object) { TracingFixture.call() })
  }
}
