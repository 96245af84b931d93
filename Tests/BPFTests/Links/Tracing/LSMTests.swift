import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("LSM hooks") struct LSMTests {
  @Test(
    "a program decides", .proves("lsm"), .requires(.bpf, .kernelBTF, .functionTracing, .lsm))
  func decides() throws {
    let fixture = try TracingFixture(verdict: -EPERM)
    let object = try fixture.load("on_hook")
    let link = try #require(object.program(named: "on_hook")).attach()
    #expect(TracingFixture.call() == EPERM)
    #expect(try fixture.number("hooks", object) == 10)
    try link.detach()
    #expect(TracingFixture.call() == 0)
    #expect(try fixture.number("hooks", object) == 10)
  }

  @Test(
    "a program that may sleep decides", .proves("lsm.s"),
    .requires(.bpf, .kernelBTF, .functionTracing, .lsm),
    .requires(.kernel(since: "5.11", for: "LSM programs that sleep")))
  func maySleep() throws {
    let fixture = try TracingFixture(verdict: -EPERM)
    let object = try fixture.load("on_open")
    let link = try #require(object.program(named: "on_open")).attach()
    let refused = unsafe open("/proc/self/status", O_RDONLY)
    let number = errno
    try link.detach()
    #expect(refused < 0 && number == EPERM)
    #expect(try fixture.number("opens", object) >= 1)
    let opened = unsafe open("/proc/self/status", O_RDONLY)
    #expect(opened >= 0)
    close(opened)
  }

  @Test("without BPF among the security modules nothing is attached, and the remedy named")
  func notActive() throws {
    let calls = unsafe FakeSystemCalls(files: [
      "/sys/kernel/security/lsm": "capability,lockdown,apparmor\n"
    ])
    let kernel = Kernel(calls: calls)
    let program = Program(
      kernel: kernel, owning: OwnedDescriptor(owning: FakeSystemCalls.descriptor()), name: "guard",
      type: .lsm)
    let error = #expect(throws: BPFError.self) { _ = try program.attach(to: .loadedTarget) }
    #expect(error?.code == .unsupported && error?.program == "guard")
    #expect(error?.advice == "Boot with lsm=lockdown,apparmor,bpf")
    #expect(calls.commands.isEmpty)
  }
}
