import TestSupport
import Testing

@testable import BPFCommand

/// What `bpf run` says before it comes to the kernel.
@Suite struct RunUsageTests {
  @Test(arguments: [
    ["--duration", "-1"], ["--duration", "inf"], ["--duration", "nan"], ["--duration", "soon"],
    ["--event", "exec_event"], ["--event", ""], ["--nonsense"], ["a.o", "b.o"],
    ["a.o", "--event", "=type"], ["a.o", "--event", "map="], ["--program", "name"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let command = try RunningCommand.finished(["run"] + arguments)
    #expect(command.exitCode == 64)
    #expect(command.errors.contains("Usage: bpf run"))
    #expect(command.output.isEmpty)
  }

  @Test func objectsThatCannotBeOpened() throws {
    let missing = try RunningCommand.finished(["run", "/nonexistent/object.o"])
    #expect(missing.exitCode == 1)
    #expect(missing.errors.contains("'/nonexistent/object.o': No such file or directory"))
    #expect(missing.output.isEmpty)
    let source = try RunningCommand.finished(
      ["run", "\(Fixture.path("src/execsnoop.bpf.c"))", "--json"])
    #expect(source.exitCode == 1)
    #expect(source.errors.contains("ELF"))
    #expect(source.output.isEmpty)
  }

  @Test func typesAndMapsThatTheObjectDoesNotHave() throws {
    let object = "\(Fixture.path("objects/ring_events.bpf.o"))"
    let type = try RunningCommand.finished(["run", object, "--event", "struct nobody"])
    #expect(type.exitCode == 1)
    #expect(type.errors.contains("no type 'struct nobody'"))
    let map = try RunningCommand.finished(["run", object, "--event", "nowhere=exit_status"])
    #expect(map.exitCode == 1)
    #expect(map.errors.contains("no ring buffer 'nowhere', but: events_process, events_packet"))
    let function = try RunningCommand.finished(["run", object, "--event", "union exit_status"])
    #expect(function.exitCode == 1)
  }

  @Test(.requires(.bpf)) func programsThatTheObjectDoesNotHave() throws {
    let object = "\(Fixture.path("objects/ring_events.bpf.o"))"
    let command = try RunningCommand.finished(["run", object, "--program", "nobody"])
    #expect(command.exitCode == 1)
    #expect(command.errors.contains("no program 'nobody'"))
  }

  @Test func eventOptions() {
    #expect(EventOption("event")?.map == nil)
    #expect(EventOption("struct event")?.type == "struct event")
    #expect(EventOption("events=struct event")?.map == "events")
    #expect(EventOption("events=struct event")?.type == "struct event")
    #expect(EventOption("") == nil)
    #expect(EventOption("=event") == nil)
    #expect(EventOption("events=") == nil)
  }
}
