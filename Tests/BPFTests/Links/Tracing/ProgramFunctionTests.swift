import BPFObject
import TestSupport
import Testing

@testable import BPF

@Suite("Functions of programs", .requires(.bpf, .kernelBTF, .functionTracing))
struct ProgramFunctionTests {
  private let packet = TestRunInput(data: [UInt8](repeating: 0, count: 64))

  @Test("a function is replaced where the load says", .proves("freplace"))
  func replacedAtLoad() throws {
    let fixture = try TracingFixture()
    let (whole, other) = try TracingFixture.target()
    #expect(try whole.testRun(packet).returnValue == 1)
    let object = try fixture.load("replacement", targets: ["replacement": whole])
    let link = try #require(object.program(named: "replacement")).attach()
    #expect(try whole.testRun(packet).returnValue == 3)
    #expect(try other.testRun(packet).returnValue == 2)
    try link.detach()
    #expect(try whole.testRun(packet).returnValue == 1)
  }

  @Test(
    "a function is replaced where the attachment says, of several programs", .proves("freplace"))
  func replacedAtAttachment() throws {
    let fixture = try TracingFixture()
    let (whole, other) = try TracingFixture.target()
    let object = try fixture.load("replacement", targets: ["replacement": whole])
    let program = try #require(object.program(named: "replacement"))
    let first = try program.attach()
    let second = try program.attach(to: .function("other_verdict", of: other))
    let target = second.target
    #expect(target.contains("function other_verdict of program \"other\""))
    #expect(try whole.testRun(packet).returnValue == 3)
    #expect(try other.testRun(packet).returnValue == 3)
    try second.detach()
    #expect(try other.testRun(packet).returnValue == 2)
    #expect(try whole.testRun(packet).returnValue == 3)
    try first.detach()
  }

  @Test(
    "a replacement without a target, for a function that is not there, or none of a replacement")
  func wrong() throws {
    let fixture = try TracingFixture()
    let (whole, other) = try TracingFixture.target()
    let none = #expect(throws: BPFError.self) { _ = try fixture.load("replacement") }
    #expect(none.map { "\($0)" }?.contains("LoadOptions.targetPrograms") == true)
    var renamed = fixture
    renamed.file.programs["replacement"]?.target = "absent"
    let missing = #expect(throws: BPFError.self) {
      _ = try renamed.load("replacement", targets: ["replacement": other])
    }
    #expect(missing.map { "\($0)" }?.contains("it has other, other_verdict") == true)
    let object = try fixture.load("replacement", targets: ["replacement": whole])
    let program = try #require(object.program(named: "replacement"))
    let absent = #expect(throws: BPFError.self) {
      _ = try program.attach(to: .function("absent", of: whole))
    }
    #expect(absent?.code == .notFound && absent?.program == "replacement")
    let type = #expect(throws: BPFError.self) {
      _ = try whole.attach(to: .function("other_verdict", of: other))
    }
    #expect(type?.reason?.contains("only those of type ext") == true)
    let links = try program.attach()
    let twice = #expect(throws: BPFError.self) {
      _ = try program.attach(to: .function("verdict", of: whole))
    }
    #expect(twice != nil)
    _ = links.target
  }

  @Test("programs are traced like functions of the kernel", .proves("fentry", "fexit"))
  func traced() throws {
    let fixture = try TracingFixture()
    let (whole, _) = try TracingFixture.target()
    let object = try fixture.load(
      "on_program", "on_function", targets: ["on_program": whole, "on_function": whole])
    let links = try object.attach()
    #expect(links.count == 2)
    #expect(try whole.testRun(packet).returnValue == 1)
    #expect(try fixture.number("program_calls", object) == 2)
    #expect(try fixture.number("program_result", object) == 1)
    var all = links
    try all.detachAll()
    _ = try whole.testRun(packet)
    #expect(try fixture.number("program_calls", object) == 2)
  }
}
