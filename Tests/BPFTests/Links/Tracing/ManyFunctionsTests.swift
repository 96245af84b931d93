import BPFObject
import TestSupport
import Testing

@testable import BPF

@Suite(
  "Tracing of many functions",
  .requires(.bpf, .kernelBTF, .functionTracing), .requires(.functionsAtOnce))
struct ManyFunctionsTests {
  @Test(
    "by one link", .proves("fentry.multi", "fexit.multi", "fsession.multi"),
    arguments: [
      ("on_many", "many", 10), ("on_many_exits", "many_exits", 10),
      ("on_many_sessions", "many_sessions", 20),
    ] as [(String, String, UInt64)])
  func counts(program: String, counter: String, expected: UInt64) throws {
    let fixture = try TracingFixture()
    let object = try fixture.load(program)
    let link = try #require(object.program(named: program)).attach()
    TracingFixture.call()
    #expect(try fixture.number(counter, object) == expected)
    try link.detach()
    #expect(try fixture.hasStopped(counter, object) { TracingFixture.call() })
  }

  @Test("a pattern of nothing, too few cookies, a module that is not there")
  func wrong() throws {
    let fixture = try TracingFixture()
    let program = try #require(try fixture.load("on_many").program(named: "on_many"))
    func error(_ point: some AttachPoint) -> BPFError? {
      #expect(throws: BPFError.self) { _ = try program.attach(to: point) }
    }
    #expect(error(.functions("no_such_function_*"))?.code == .notFound)
    #expect(
      error(.functions("security_task_getpgid", cookies: [1, 2]))?.code == .invalidArgument)
    #expect(error(.functions("no_such_module:*"))?.reason?.contains("no_such_module") == true)
  }
}

extension Requirement {
  /// Programs on many functions, as the kernel's types tell.
  fileprivate static var functionsAtOnce: Self {
    Self("tracing of many functions by one link") {
      let known = try? kernel.types().firstType(named: "bpf_tracing_multi_attach") {
        $0 == .function
      }
      if known != nil { return .met }
      return .missing("kernels have it since 7.2")
    }
  }
}
