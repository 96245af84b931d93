import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Iterators", .requires(.bpf, .kernelBTF)) struct IteratorTests {
  static let kernel = Kernel()

  static func load(
    _ programs: String..., change: (inout ObjectFile) throws -> Void = { _ in }
  ) throws -> LoadedObject {
    var file = try ObjectFile(try Fixture.object("iterators"), name: "iterators")
    try change(&file)
    return try file.load(into: kernel, options: LoadOptions(programs: Set(programs)))
  }

  static func program(_ name: String) throws -> Program {
    try #require(try load(name).program(named: name))
  }

  private static var own: String { "\(getpid()) \(TracingFixture.thread()) " }

  @Test("all threads, as lines and as bytes, as often as wanted", .proves("iter"))
  func tasks() throws {
    let link = try IteratorTests.program("tasks").attach()
    let target = link.target
    #expect(target == "iterator task")
    let lines = try link.readLines()
    #expect(lines.count > 1)
    #expect(lines.contains { $0.hasPrefix(IteratorTests.own) })
    let bytes = try link.readAll()
    #expect(bytes.last == UInt8(ascii: "\n"))
    var reader = try link.openIterator()
    var pieces: [UInt8] = []
    while let piece = try reader.read(atMost: 7) {
      #expect(piece.count <= 7)
      pieces += piece
    }
    #expect(String(decoding: pieces, as: UTF8.self).contains("\n" + IteratorTests.own))
    let end = try reader.readLine()
    #expect(end == nil)
  }

  @Test("a thread, a process by number and by descriptor", .proves("iter"))
  func parts() throws {
    let program = try IteratorTests.program("tasks")
    guard try KernelRelease.running() >= #require(KernelVersion("6.1")) else {
      let error = #expect(throws: BPFError.self) {
        _ = try program.attach(to: .iterator(.process(getpid())))
      }
      #expect(error?.reason?.contains("6.1") == true)
      return
    }
    let thread = try program.attach(to: .iterator(.thread(TracingFixture.thread())))
    let one = try thread.readLines()
    #expect(one.count == 1 && one[0].hasPrefix(IteratorTests.own))
    let process = try program.attach(to: .iterator(.process(getpid())))
    let all = try process.readLines()
    #expect(all.contains { $0.hasPrefix(IteratorTests.own) })
    #expect(all.allSatisfy { $0.hasPrefix("\(getpid()) ") })
    let descriptor = lbpf_pidfd_open(getpid())
    #expect(descriptor >= 0)
    defer { _ = lbpf_close(descriptor) }
    let byDescriptor = try program.attach(
      to: .iterator(.processDescriptor(FileDescriptor(rawValue: descriptor))))
    let same = try byDescriptor.readLines()
    #expect(same.allSatisfy { $0.hasPrefix("\(getpid()) ") } && !same.isEmpty)
    // The kernel looks for the thread at each reading.
    #expect(try program.attach(to: .iterator(.thread(Int32.max))).readAll().isEmpty)
  }

  @Test("the entries of a map, as lines and as records", .proves("iter"))
  func map() throws {
    let object = try IteratorTests.load("elements", "records")
    let map = try #require(object.map(named: "numbers"))
    for index in UInt8(0)..<4 {
      try map.setValue([index * 11, 0, 0, 0, 0, 0, 0, 0], forKey: [index, 0, 0, 0])
    }
    let elements = try #require(object.program(named: "elements"))
    let lines = try elements.attach(to: .iterator(.map(map))).readLines()
    #expect(lines == ["0 0", "1 11", "2 22", "3 33"])
    let records = try #require(object.program(named: "records"))
    let bytes = try records.attach(to: .iterator(.map(map))).readAll()
    #expect(bytes.count == 32 && bytes[8] == 11 && bytes[24] == 33)
    let unnamed = #expect(throws: BPFError.self) { _ = try elements.attach() }
    #expect(unnamed?.advice == "name the map: attach(to: .iterator(.map(map)))")
    #expect(unnamed?.program == "elements")
  }

  @Test(
    "control groups", .proves("iter"),
    .requires(.controlGroups, .kernel(since: "6.1", for: "iter/cgroup")))
  func controlGroups() throws {
    let program = try IteratorTests.program("dump_cgroup")
    let mount = try #require(FilePath.controlGroups())
    let one = try program.attach(to: .iterator(.controlGroup(mount, .selfOnly))).readLines()
    #expect(one == ["cgroup"])
    let all = try program.attach(to: .iterator(.controlGroup(mount, .parentsFirst))).readLines()
    #expect(all.count >= 1)
    let absent = #expect(throws: BPFError.self) {
      _ = try program.attach(to: .iterator(.controlGroup("/no/such/group")))
    }
    #expect(absent?.code == .notFound && absent?.path == "/no/such/group")
    let folder = #expect(throws: BPFError.self) {
      _ = try program.attach(to: .iterator(.controlGroup("/")))
    }
    #expect(folder?.reason == "the folder is no control group")
    let unnamed = #expect(throws: BPFError.self) { _ = try program.attach() }
    #expect(unnamed?.advice?.contains(".controlGroup(path)") == true)
  }

  @Test(
    "other kinds", .proves("iter"),
    arguments: [
      ("task_file", true, "5.8"), ("task_vma", true, "5.12"), ("bpf_map", true, "5.8"),
      ("bpf_prog", true, "5.9"), ("bpf_link", true, "5.19"), ("tcp", false, "5.9"),
      ("udp", false, "5.9"), ("unix_socket", false, "5.15"), ("netlink", true, "5.8"),
      ("ipv6_route", false, "5.8"), ("ksym", true, "6.0"),
    ] as [(String, Bool, String)])
  func kinds(kind: String, hasObjects: Bool, first: String) throws {
    let name = "dump_\(kind)"
    let program: Program
    do { program = try IteratorTests.program(name) } catch {
      // Kinds that are newer than the kernel, or not built into it, are told by name.
      let isOld = try KernelRelease.running() < #require(KernelVersion(first))
      let isOption = kind == "unix_socket" || kind == "ipv6_route" || kind == "netlink"
      #expect(isOld || isOption, "\(error)")
      #expect("\(error)".contains("no func 'bpf_iter_"))
      return
    }
    let lines = try program.attach().readLines()
    #expect(lines.allSatisfy { $0 == kind } && (!hasObjects || !lines.isEmpty))
  }

  @Test(
    "an empty map of sockets", .proves("iter"),
    .requires(.kernel(since: "5.10", for: "iter/sockmap")))
  func sockets() throws {
    let object = try IteratorTests.load("dump_sockmap")
    let map = try #require(object.map(named: "sockets"))
    let program = try #require(object.program(named: "dump_sockmap"))
    let lines = try program.attach(to: .iterator(.map(map))).readLines()
    #expect(lines.allSatisfy { $0 == "sockmap" })
  }

  @Test(
    "an iterator that may sleep", .proves("iter.s"),
    .requires(.kernel(since: "5.18", for: "iter.s")))
  func maySleep() throws {
    let lines = try IteratorTests.program("dump_sleepable").attach().readLines()
    #expect(!lines.isEmpty)
  }

  @Test("a kind that is set before the load", .proves("iter"))
  func setKind() throws {
    let object = try IteratorTests.load("dump_anything") { file in
      file.programs["dump_anything"]?.target = "bpf_map"
    }
    let link = try #require(object.program(named: "dump_anything")).attach()
    #expect(try link.readLines().contains("anything"))
  }

  @Test("a pinned iterator is a file", .proves("iter"))
  func pinned() throws {
    let folder = try PrivateBPFFS()
    let path = folder.path("tasks")
    let link = try IteratorTests.program("tasks").attach()
    try link.pin(at: path)
    try link.detach()
    var reader = try IteratorReader(kernel: IteratorTests.kernel, pinnedAt: path)
    let text = String(decoding: try reader.readAll(), as: UTF8.self)
    #expect(text.contains(IteratorTests.own))
    let absent = #expect(throws: BPFError.self) {
      _ = try IteratorReader(kernel: IteratorTests.kernel, pinnedAt: "/no/such/pin")
    }
    #expect(absent?.code == .notFound)
  }

  @Test("what is no iterator is not read")
  func wrong() throws {
    let counter = try CountingProgram(kernel: IteratorTests.kernel, type: .rawTracepoint)
    let link = try counter.program.attach(to: .rawTracepoint("sys_enter"))
    let error = #expect(throws: BPFError.self) { _ = try link.readAll() }
    #expect(error?.reason == "the link is not one of an iterator")
    let program = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .iterator())
    }
    #expect(program?.program == "counter")
  }
}
