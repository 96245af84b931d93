import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("Tracing of functions", .requires(.bpf, .kernelBTF, .functionTracing))
struct FunctionTracingTests {
  @Test(
    "programs at the entry and the exit of a function", .proves("fentry", "fexit"),
    arguments: [("on_entry", "entries"), ("on_exit", "exits")])
  func counts(program: String, counter: String) throws {
    let fixture = try TracingFixture()
    let object = try fixture.load(program)
    let link = try #require(object.program(named: program)).attach()
    let target = link.target
    #expect(target.hasSuffix("/security_task_getpgid"))
    TracingFixture.call()
    #expect(try fixture.number(counter, object) == 10)
    if program == "on_exit" { #expect(try fixture.number("last_result", object) == 0) }
    let kernelHasLink = link.isKernelLink
    #expect(kernelHasLink)
    try link.detach()
    #expect(try fixture.hasStopped(counter, object) { TracingFixture.call() })
  }

  @Test("a program in place of a function's result", .proves("fmod_ret"))
  func decides() throws {
    let fixture = try TracingFixture(verdict: -EACCES)
    let object = try fixture.load("on_result")
    #expect(TracingFixture.call() == 0)
    let link = try #require(object.program(named: "on_result")).attach()
    #expect(TracingFixture.call() == EACCES)
    #expect(try fixture.number("modified", object) == 10)
    try link.detach()
    #expect(TracingFixture.call() == 0)
  }

  @Test("a target that is set before the load", .proves("fentry"))
  func setTarget() throws {
    var fixture = try TracingFixture()
    let bare = #expect(throws: BPFError.self) { _ = try fixture.load("on_anything") }
    #expect("\(String(describing: bare))".contains("set the program's target"))
    fixture.file.programs["on_anything"]?.target = "security_task_getpgid"
    let object = try fixture.load("on_anything")
    let links = try object.attach()
    #expect(links.count == 1)
    TracingFixture.call()
    #expect(try fixture.number("entries", object) == 10)
  }

  @Test("what is not to be attached with its object is not", .proves("fentry"))
  func autoattach() throws {
    var fixture = try TracingFixture()
    fixture.file.programs["on_exit"]?.autoattach = false
    let object = try fixture.load("on_entry", "on_exit")
    let report = object.attachAvailable()
    #expect(report.attached.map(\.program) == ["on_entry"])
    #expect(report.notAttached.map(\.reason) == ["its autoattach is not set"])
    let links = try #require(object.program(named: "on_exit")).attach()
    TracingFixture.call()
    #expect(try fixture.number("exits", object) == 10)
    _ = links.target
  }

  @Test(
    "the cookie", .proves("fentry"),
    .requires(.kernel(since: "5.19", for: "cookies of functions")))
  func cookie() throws {
    let fixture = try TracingFixture()
    let object = try fixture.load("with_cookie")
    let program = try #require(object.program(named: "with_cookie"))
    let link = try program.attach(to: .loadedTarget(cookie: 4711))
    TracingFixture.call()
    #expect(try fixture.number("last_cookie", object) == 4711)
    try link.detach()
    // Opened by its number, the program does not tell what it was loaded for.
    let again = try Program(kernel: TracingFixture.kernel, id: try program.info().id)
    let second = try again.attach(to: .loadedTarget(cookie: 815))
    TracingFixture.call()
    #expect(try fixture.number("last_cookie", object) == 815)
    try second.detach()
  }

  @Test("a cookie on a kernel without is refused, and says so")
  func noCookie() throws {
    guard try KernelRelease.running() < #require(KernelVersion("5.19")) else { return }
    let fixture = try TracingFixture()
    let object = try fixture.load("on_entry")
    let program = try #require(object.program(named: "on_entry"))
    let error = #expect(throws: BPFError.self) {
      _ = try program.attach(to: .loadedTarget(cookie: 1))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.reason?.contains("5.19") == true)
  }

  @Test("a program that may sleep", .proves("fentry.s"))
  func maySleep() throws {
    let fixture = try TracingFixture()
    let object: LoadedObject
    do { object = try fixture.load("may_sleep") } catch {
      // The entries of system calls are no places to sleep at before.
      #expect(try KernelRelease.running() < #require(KernelVersion("6.19")))
      #expect((error as? BPFError)?.verifierLog?.contains("sleepable") == true)
      return
    }
    let links = try object.attach()
    #expect(links.count == 1)
    TracingFixture.call()
    #expect(try fixture.number("sleepable", object) == 10)
  }

  @Test(
    "one program at both ends of a function", .proves("fsession"),
    .requires(.kernel(since: "7.0", for: "sessions of functions")))
  func session() throws {
    let fixture = try TracingFixture()
    let object = try fixture.load("on_session")
    let link = try #require(object.program(named: "on_session")).attach()
    TracingFixture.call()
    #expect(try fixture.number("sessions", object) == 20)
    try link.detach()
    #expect(try fixture.hasStopped("sessions", object) { TracingFixture.call() })
  }

  @Test("what cannot be traced, and why")
  func missing() throws {
    var fixture = try TracingFixture()
    func error(_ target: String) -> BPFError? {
      fixture.file.programs["on_anything"]?.target = target
      return #expect(throws: BPFError.self) { _ = try fixture.load("on_anything") }
    }
    let near = error("security_task_getpgit")
    #expect(near.map { "\($0)" }?.contains("near names: security_task_getpgid") == true)
    let call = error("sys_getpgid")
    #expect(call?.code == .notFound)
    #expect(call?.advice?.contains("_sys_getpgid") == true)
    let module = error("no_such_module:anything")
    #expect(module.map { "\($0)" }?.contains("no_such_module") == true)
    let object = try fixture.load("on_entry")
    let program = try #require(object.program(named: "on_entry"))
    let first = try program.attach()
    let again = #expect(throws: BPFError.self) { _ = try program.attach() }
    #expect(again?.advice?.contains("load the program again") == true)
    try first.detach()
    let counter = try CountingProgram(kernel: TracingFixture.kernel, type: .kprobe)
    let wrong = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .loadedTarget)
    }
    #expect(wrong?.reason?.contains("type kprobe") == true)
  }

  @Test(
    "a function of a module", .proves("fentry"),
    .requires(.modules, .tool("/usr/sbin/ip")), .requires(.moduleTypes("veth")))
  func moduleFunction() throws {
    let fixture = try TracingFixture()
    let object = try fixture.load("on_module")
    #expect(object.plan.programs[0].attachTarget?.module ?? 0 > 0)
    let link = try #require(object.program(named: "on_module")).attach()
    try NetworkNamespace.run {}
    #expect(try fixture.number("module_calls", object) >= 2)
    try link.detach()
    #expect(try fixture.hasStopped("module_calls", object) { try NetworkNamespace.run {} })
  }
}

extension Requirement {
  /// A module of the running kernel, with its types.
  static func moduleTypes(_ name: String) -> Self {
    Self("the module \(name)") {
      unsafe access("/sys/kernel/btf/\(name)", R_OK) == 0
        ? nil : "it is not loaded, or the kernel does not tell its types"
    }
  }
}
