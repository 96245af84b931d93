import Foundation
import TestSupport
import Testing

/// `bpf run` as its users run it, on the running kernel.
@Suite(.requires(.bpf, .kernelBTF)) struct RunTests {
  @Test func reportsExecutions() throws {
    let program = try UniqueProgram()
    let command = try RunningCommand(["run", "--json", "--duration", "2"])
    try command.waitUntilAttached()
    let pid = try program.run()
    try command.waitForEnd()
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(command.errors.contains("attached: exec to raw tracepoint sched_process_exec\n"))
    let reports = try command.lines.map(RunningCommand.json)
    let own = reports.filter {
      ($0["event"] as? [String: Any])?["comm"] as? String == program.command
    }
    let report = try #require(own.first, "not reported: \(command.output)")
    #expect(own.count == 1)
    #expect(report["map"] as? String == "events")
    #expect(report["type"] as? String == "exec_event")
    let event = try #require(report["event"] as? [String: Any])
    #expect(event["pid"] as? Int == Int(pid))
    #expect(event["ppid"] as? Int == Int(ProcessInfo.processInfo.processIdentifier))
    #expect(event["uid"] as? Int == Int(getuid()))
    #expect(event["filename"] as? String == program.path)
    #expect(event.count == 5)
    #expect(command.errors.contains("events: \(command.lines.count) events\n"))
    #expect(command.errors.contains("dropped: 0 events\n"))
  }

  @Test func reportsExecutionsAsTable() throws {
    let program = try UniqueProgram()
    let command = try RunningCommand(["run"])
    try command.waitUntilAttached()
    let pid = try program.run()
    // Events come as they happen, also into a file.
    try command.wait("the event") { command.output.contains(program.path + "\n") }
    command.process.interrupt()
    try command.waitForEnd()
    #expect(command.exitCode == 0)
    #expect(command.lines.first?.hasPrefix("TIME ") == true)
    let line = try #require(command.lines.first { $0.contains(program.path) })
    let columns = line.split(separator: " ").map(String.init)
    #expect(columns[1] == String(pid))
    #expect(Array(columns[4...]) == [program.command, program.path])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func endsCleanlyBySignal(number: Int32) throws {
    let command = try RunningCommand(["run", "--json"])
    try command.waitUntilAttached()
    kill(command.process.processIdentifier, number)
    try command.waitForEnd()
    #expect(command.exitCode == 0)
    #expect(command.errors.contains("events: \(command.lines.count) events\n"))
    #expect(command.errors.contains("dropped: 0 events\n"))
  }

  /// A reader that goes away ends the run, with or without events.
  @Test func endsWhenNobodyReads() throws {
    let pipe = Pipe()
    let command = try RunningCommand(["run", "--json"], output: pipe)
    try pipe.fileHandleForWriting.close()
    try command.waitUntilAttached()
    try pipe.fileHandleForReading.close()
    try command.waitForEnd()
    #expect(command.exitCode == 0)
    #expect(command.errors.contains("dropped: "))
  }

  @Test func durationsCanBeFractions() throws {
    let start = Date()
    let command = try RunningCommand.finished(["run", "--duration", "0.25"])
    #expect(command.exitCode == 0)
    #expect(Date().timeIntervalSince(start) >= 0.25)
    let none = try RunningCommand.finished(["run", "--duration", "0", "--json"])
    #expect(none.exitCode == 0)
    #expect(none.errors.contains("events: "))
  }

  /// The record number n of `events_process`.
  static func process(_ n: Int) -> String {
    let state = ["\"STATE_UNKNOWN\"", "\"STATE_ZOMBIE\"", "7"][n % 3]
    return #"{"map":"events_process","type":"process_event","event":{"when":\#(1000 * n),"#
      + #""pid":\#(n + 1),"parent":\#(-n),"delta":\#(-1 - n),"priority":-20,"#
      + #""nice":\#(Int8(truncatingIfNeeded: -n)),"kernel":\#(n % 2 == 1),"state":\#(state),"#
      + #""comm":"process","running":1,"level":\#(n & 7),"signed_bits":-3,"#
      + #""wide_bits":734744827512,"status":{"code":\#(n),"signal":9},"#
      + #""history":[{"code":-1,"signal":1},{"code":-2,"signal":2}],"#
      + #""counts":[\#(n),\#(n + 1),\#(n + 2)],"address":"0xffff888000001000","next":"0x0"}}"#
  }

  /// The record number n of `events_packet`.
  static func packet(_ n: Int) -> String {
    let verdict = n % 2 == 1 ? "VERDICT_HUGE" : "VERDICT_PASS"
    let isLong = n % 4 == 3
    return #"{"map":"events_packet","type":"packet_event","event":{"verdict":"\#(verdict)","#
      + #""source":{"v4":\#(10 + (n & 255) << 24),"#
      + #""v6":[10,0,0,\#(n & 255),0,0,0,0,0,0,0,0,0,0,0,0]},"from":\#(1024 + n),"to":443,"#
      + #""word":72623859790382856,"octets":[8,7,6,5,4,3,2,1],"grid":[[1,2,3],[4,5,6]],"#
      + #""unterminated":"full","empty":"","ratio":1.5,"precise":-0.25,"#
      + #""length":\#(isLong ? 5 : 0),"zero":0,"#
      + #""payload":[\#(isLong ? "160,161,162,163,164" : "")]}}"#
  }

  /// Every shape of event, from two maps of one object.
  @Test(.requires(.kernel(since: "5.14", for: "programs of type syscall")))
  func decodesEveryShape() throws {
    let command = try RunningCommand(
      ["run", "\(Fixture.path("objects/ring_events.bpf.o"))", "--json"])
    try command.waitUntilAttached()
    #expect(command.errors.contains("not attached: emit: "))
    for _ in 0..<40 { _ = getpid() }
    let last = Self.process(20)
    try command.wait("the events") { command.lines.contains(last) }
    command.process.terminate()
    try command.waitForEnd()
    #expect(command.exitCode == 0)
    // Other processes call getpid(), too, at the same time and seldom: then a number is lost.
    let lines = command.lines
    let expected = (0..<lines.count).map { [Self.process($0), Self.packet($0)] }.joined()
    let known = Set(expected)
    #expect(lines.count { known.contains($0) } * 10 >= lines.count * 9)
    let shapes = Set(lines)
    #expect((0..<12).count { shapes.contains(Self.process($0)) } >= 10)
    #expect((0..<12).count { shapes.contains(Self.packet($0)) } >= 10)
    for map in ["events_process", "events_packet"] {
      let count = lines.count { $0.hasPrefix(#"{"map":"\#(map)","#) }
      #expect(command.errors.contains("\(map): \(count) events\n"))
    }
  }

  @Test func objectsThatCannotBeAttached() throws {
    let command = try RunningCommand.finished(
      ["run", "\(Fixture.path("objects/xdp_pass.bpf.o"))", "--duration", "1"])
    #expect(command.exitCode == 1)
    #expect(command.errors.contains("not attached: xdp_pass: XDP programs need an interface"))
    #expect(command.errors.contains("no program of the object is attached"))
  }

  @Test func objectsThatTheKernelRefuses() throws {
    let command = try RunningCommand.finished(
      ["run", "\(Fixture.path("objects/bad_map_entries.bpf.o"))"])
    #expect(command.exitCode == 1)
    #expect(command.errors.hasPrefix("bpf: bad_map_entries: "), "\(command.errors)")
    #expect(command.output.isEmpty)
  }
}
