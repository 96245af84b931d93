import BPF
import BPFObject
import Foundation
import TestSupport
import Testing

@Suite("Ladders of programs", .requires(.bpf, .kernelBTF)) struct LadderTests {
  private static func file() throws -> ObjectFile {
    var file = try ObjectFile(try Fixture.object("ladder"), name: "ladder")
    try file.setVariable("target_tgid", to: UInt32(bitPattern: getpid()))
    for name in file.programs.map(\.name) { file.programs[name]?.autoload = false }
    return file
  }

  @Test("the first rung that the kernel can do is loaded, and each other says why not")
  func firstPossible() throws {
    let ladder = FallbackLadder(
      "getppid", firstOf: ["on_missing_function"], ["on_missing_tracepoint", "on_exit"],
      ["on_refused"], ["on_enter"])
    let object = try LadderTests.file().load(options: LoadOptions(ladders: [ladder]))
    #expect(object.programs.map(\.name) == ["on_enter"])
    let outcome = try #require(object.ladders.first)
    #expect(outcome.winner == ["on_enter"])
    #expect(
      outcome.losers.map(\.programs) == [
        ["on_missing_function"], ["on_missing_tracepoint", "on_exit"], ["on_refused"],
      ])
    let errors = outcome.losers.map(\.error)
    #expect(errors[0].code == .invalidObject)
    #expect(errors[0].description.contains("no_such_function_anywhere"))
    #expect(errors[1].code == .notFound)
    #expect(errors[1].description.contains("sys_enter_no_such_call"))
    #expect(errors[2].code == .verifierRejected)
    #expect(errors[2].verifierLog?.isEmpty == false)
    #expect(outcome.description.hasPrefix("getppid: on_enter\n  not on_missing_function: "))

    let links = try object.attach()
    for _ in 0..<5 { _ = getppid() }
    #expect(try object.number("calls", in: try LadderTests.file()) >= 5)
    #expect(try object.number("source", in: try LadderTests.file()) == 4)
    #expect(links.count == 1)
  }

  @Test("what tools do about executions: a function, a probe or a tracepoint")
  func executions() throws {
    let ladder = FallbackLadder(
      "exec", firstOf: ["exec_function"], ["exec_probe"], ["exec_tracepoint"])
    let object = try LadderTests.file().load(options: LoadOptions(ladders: [ladder]))
    let outcome = try #require(object.ladders.first)
    #expect(outcome.winner == object.programs.map(\.name))
    let links = try object.attach()
    #expect(links.count == 1)
    let process = try Process.run(URL(fileURLWithPath: "/bin/true"), arguments: [])
    process.waitUntilExit()
    #expect(try object.number("executions", in: try LadderTests.file()) >= 1)
  }

  @Test("a ladder without a rung that works fails, unless it is optional")
  func nothingLeft() throws {
    let rungs = [["on_missing_function"], ["on_refused"]]
    let error = #expect(throws: BPFError.self) {
      _ = try LadderTests.file().load(
        options: LoadOptions(ladders: [FallbackLadder("x", rungs: rungs)]))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.description.contains("no_such_function_anywhere") == true)
    #expect(error?.description.contains("on_refused") == true)

    var file = try LadderTests.file()
    file.programs["on_enter"]?.autoload = true
    let object = try file.load(
      options: LoadOptions(ladders: [FallbackLadder("x", rungs: rungs, isOptional: true)]))
    #expect(object.ladders.first?.winner == nil)
    #expect(object.ladders.first?.losers.count == 2)
    #expect(object.programs.map(\.name) == ["on_enter"])
  }

  @Test("a program that is on no rung fails the load as ever")
  func others() throws {
    var file = try LadderTests.file()
    file.programs["on_refused"]?.autoload = true
    let error = #expect(throws: BPFError.self) {
      _ = try file.load(
        options: LoadOptions(ladders: [FallbackLadder("x", firstOf: ["on_enter"], ["on_exit"])]))
    }
    #expect(error?.program == "on_refused")
    #expect(error?.code == .verifierRejected)
  }

  @Test("a ladder of programs that are not there, or on two rungs, is refused at once")
  func malformed() throws {
    let missing = #expect(throws: BPFError.self) {
      _ = try LadderTests.file().load(
        options: LoadOptions(ladders: [FallbackLadder("x", firstOf: ["on_nothing"])]))
    }
    #expect(missing?.code == .invalidArgument)
    #expect(missing?.program == "on_nothing")
    let twice = #expect(throws: BPFError.self) {
      _ = try LadderTests.file().load(
        options: LoadOptions(ladders: [FallbackLadder("x", firstOf: ["on_exit"], ["on_exit"])]))
    }
    #expect(twice?.code == .invalidArgument)
  }
}
