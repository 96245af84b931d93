import BPFObject
import Foundation
import TestSupport
import Testing

@testable import BPF
@testable import BPFCommand

/// The commands on objects of the running kernel, as scripts meet them.
// One after the other: under emulation a command takes seconds, and is waited for that long.
@Suite(.serialized, .requires(.bpf, .kernelBTF))
struct ObjectCommandTests {
  /// Loads, and gives what is held together with the ids of its program and its map.
  private struct Loaded {
    let object: LoadedObject
    let program: UInt32
    let map: UInt32

    init() throws {
      object = try ObjectFile(try Fixture.object("xdp_pass"), name: "xdp_pass").load()
      program = try #require(object.programs.first).info().id
      map = try #require(object.maps.first).info().id
    }
  }

  private func array(_ arguments: [String]) throws -> [[String: Any]] {
    let command = try RunningCommand.finished(arguments)
    try #require(command.exitCode == 0, "\(command.errors)")
    #expect(command.errors.isEmpty)
    let value = try JSONSerialization.jsonObject(with: Data(command.output.utf8))
    return try #require(value as? [[String: Any]])
  }

  @Test func programs() throws {
    let loaded = try Loaded()
    let list = try array(["prog", "list", "--json"])
    let own = try #require(list.first { $0["id"] as? UInt32 == loaded.program })
    #expect(own["name"] as? String == "xdp_pass")
    #expect(own["type"] as? String == "xdp")
    #expect(own["map_ids"] as? [UInt32] == [loaded.map])
    let pids = own["pids"] as? [[String: Any]]
    #expect(pids?.map { $0["pid"] as? Int32 } == [getpid()])
    let show = try RunningCommand.finished(["prog", "show", "\(loaded.program)"])
    #expect(show.output.hasPrefix("program \(loaded.program) \"xdp_pass\" (xdp)\n"))
    #expect(show.output.contains("maps          \(loaded.map) \"counts\"\n"))
    let table = try RunningCommand.finished(["prog"])
    #expect(table.lines.first?.split(separator: " ").first == "ID")
    #expect(table.output.contains("xdp_pass"))
  }

  @Test func instructions() throws {
    let loaded = try Loaded()
    let dump = try RunningCommand.finished(["prog", "dump", "\(loaded.program)"])
    #expect(dump.exitCode == 0, "\(dump.errors)")
    #expect(dump.output.contains("; if (data + 14 > end)"))
    #expect(dump.output.contains("map[id:\(loaded.map)]"))
    #expect(dump.output.hasSuffix("exit\n"))
    let json = try array(["prog", "dump", "\(loaded.program)", "--json"])
    #expect(json.last?["disasm"] as? String == "exit")
  }

  @Test func maps() throws {
    let loaded = try Loaded()
    let packet = TestRunInput(
      data: [UInt8](repeating: 0, count: 12) + [8, 0] + [UInt8](repeating: 0, count: 50),
      repetitions: 3)
    let run = try #require(loaded.object.programs.first)
    _ = try run.testRun(packet)
    let list = try array(["map", "list", "--json", "--no-holders"])
    let own = try #require(list.first { $0["id"] as? UInt32 == loaded.map })
    #expect(own["name"] as? String == "counts")
    #expect(own["bytes_value"] as? Int == 16)
    let show = try RunningCommand.finished(["map", "show", "\(loaded.map)"])
    #expect(show.output.contains("value     16 bytes, struct counts\n"))
    let text = try RunningCommand.finished(["map", "dump", "\(loaded.map)"])
    #expect(text.lines.first == "0:")
    #expect(text.output.contains(": packets=3 bytes=192\n"))
    #expect(text.lines.last == "4 entries")
    let dump = try array(["map", "dump", "\(loaded.map)", "--json"])
    #expect(dump.count == 4)
    #expect(dump[1]["key"] as? [String] == ["0x01", "0x00", "0x00", "0x00"])
    let formatted = try #require(dump[1]["formatted"] as? [String: Any])
    #expect(formatted["key"] as? Int == 1)
    let values = try #require(formatted["values"] as? [[String: Any]])
    let counts = values.compactMap { ($0["value"] as? [String: Any])?["packets"] as? Int }
    #expect(counts.reduce(0, +) == 3)
    #expect(counts.count == (try loaded.object.kernel.possibleCPUCount()))
  }

  @Test(.requires(.kernel(since: "6.4", for: "struct_ops by link")))
  func structsOfTheKernel() throws {
    let object = try ObjectFile(
      try Fixture.object("selftest_struct_ops"), name: "selftest_struct_ops"
    ).load()
    let map = try object.prepareStructOps("by_link")
    let dump = try array(["map", "dump", "\(try map.info().id)", "--json"])
    let value = (dump.first?["formatted"] as? [String: Any])?["value"] as? [String: Any]
    let data = value?["data"] as? [String: Any]
    #expect(data?["name"] as? String == "swift_link")
  }

  @Test func runs() throws {
    let loaded = try Loaded()
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("packet-\(UUID().uuidString)")
    try Data(repeating: 0, count: 64).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try RunningCommand.finished([
      "prog", "run", "\(loaded.program)", "--data", file.path, "--repeat", "10", "--json",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let result = try RunningCommand.json(run.output)
    #expect(result["retval"] as? Int == 2)
    #expect(result["data_size_out"] as? Int == 64)
    let missing = try RunningCommand.finished([
      "prog", "run", "\(loaded.program)", "--data", "/nonexistent",
    ])
    #expect(missing.exitCode == 1)
    #expect(missing.errors.contains("cannot read '/nonexistent'"))
  }

  @Test func links() throws {
    let kernel = Kernel()
    var load = ProgramLoad(name: "counter", type: .rawTracepoint)
    load.license = "GPL"
    let program = try Program(
      kernel: kernel, load: load, instructions: [Assembly.set(0, to: 0), Assembly.exit])
    let link = try program.attach(to: .rawTracepoint("sys_exit"))
    let id = try link.info().id
    let list = try array(["link", "list", "--json"])
    let own = try #require(list.first { $0["id"] as? UInt32 == id })
    #expect(own["tp_name"] as? String == "sys_exit")
    let programID = try program.info().id
    #expect(own["prog_id"] as? UInt32 == programID)
    let show = try RunningCommand.finished(["link", "show", "\(id)"])
    #expect(show.output.contains("target   raw tracepoint sys_exit\n"))
    let detach = try RunningCommand.finished(["link", "detach", "\(id)"])
    #expect(detach.exitCode == 1)
    #expect(detach.errors.contains("It ends when these end or close it: "))
    #expect(detach.errors.contains("(\(getpid()))"))
    let all = try RunningCommand.finished(["prog", "detach", "\(programID)"])
    #expect(all.exitCode == 1)
    #expect(all.errors.hasPrefix("bpf: link \(id): cannot detach"))
    try link.detach()
    let none = try RunningCommand.finished(["prog", "detach", "\(programID)"])
    #expect(none.exitCode == 1)
    #expect(none.errors.contains("is not attached by any link"))
  }

  @Test(.requires(.kernel(since: "5.11", for: "ids of the kernel's own BTF")))
  func types() throws {
    let loaded = try Loaded()
    let list = try array(["btf", "list", "--json", "--no-holders"])
    #expect(list.contains { $0["name"] as? String == "vmlinux" && $0["kernel"] as? Bool == true })
    let own = try #require(
      list.first { ($0["prog_ids"] as? [UInt32])?.contains(loaded.program) == true })
    #expect((own["map_ids"] as? [UInt32])?.contains(loaded.map) == true)
    let id = try #require(own["id"] as? UInt32)
    let show = try RunningCommand.finished(["btf", "show", "\(id)"])
    #expect(show.output.contains("\(loaded.program)"))
    let dump = try RunningCommand.finished([
      "btf", "dump", "--id", "\(id)", "--format", "c", "--type", "counts",
    ])
    #expect(dump.output.contains("struct counts {"))
  }

  @Test func whatIsNotThere() throws {
    for (arguments, expected) in [
      (["prog", "show", "4294967294"], "cannot open program 4294967294"),
      (["prog", "dump", "no_such_thing"], "there is no prog of the name 'no_such_thing'"),
      (["map", "dump", "/nonexistent"], "cannot open the pinned object /nonexistent"),
      (["link", "show", "no_such_thing"], "there is no link of the name 'no_such_thing'"),
      (["btf", "show", "4294967294"], "cannot open BTF 4294967294"),
    ] {
      let command = try RunningCommand.finished(arguments)
      #expect(command.exitCode == 1, "\(arguments)")
      #expect(command.output.isEmpty)
      #expect(command.errors.contains(expected), "\(command.errors)")
    }
  }

  @Test func pins() throws {
    let loaded = try Loaded()
    let wrong = try RunningCommand.finished([
      "map", "pin", "\(loaded.map)", "/dev/shm/swift-bpf-test-pin-\(getpid())",
    ])
    #expect(wrong.exitCode == 1)
    #expect(wrong.errors.contains("The path is not on a BPF file system"))
  }
}

/// What is wrong with the command line itself.
@Suite struct ObjectUsageTests {
  @Test(arguments: [
    ["prog", "show"], ["prog", "dump", "1", "--jited", "--json"],
    ["prog", "run", "1", "--batch", "3"],
    ["prog", "trace", "--duration", "-1"], ["map", "dump"], ["link", "pin", "1"],
    ["btf", "show", "x"], ["btf", "dump", "--id", "1", "--kernel"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let command = try RunningCommand.finished(arguments)
    #expect(command.exitCode == 64)
    #expect(command.output.isEmpty)
    #expect(command.errors.contains("Usage: bpf"))
  }

  @Test(arguments: ["prog", "map", "link", "btf"])
  func help(command: String) throws {
    let help = try RunningCommand.finished([command, "--help"])
    #expect(help.exitCode == 0)
    #expect(help.output.contains("list"))
  }
}
