import BPFObject
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite(
  "Several programs in a control group", .proves("cgroup/sock_create"),
  .requires(.bpf, .tool("/usr/sbin/ip")))
struct CgroupSharingTests {
  private static func load() throws -> LoadedFixture {
    try LoadedFixture("cgroup_hooks", ["sock_create"])
  }

  private static func ids(_ group: FilePath) throws -> [UInt32] {
    try Kernel().query(.cgroup(group), .cgroupInetSocketCreate).programs.map(\.programID)
  }

  @Test("without a link: shared, replaced, detached, and seen by who asks")
  func direct() throws {
    try TestGroup.run { group in
      let (one, two) = (try Self.load(), try Self.load())
      let (first, second) = (try one["sock_create"], try two["sock_create"])
      let link = try first.attach(to: .cgroup(.path(group), direct: .shared))
      let isKernelLink = link.isKernelLink
      #expect(!isKernelLink)
      #expect(try Self.ids(group) == [first.info().id])
      _ = try TestSocket()
      #expect(try one.calls("sock_create") == 1)
      // The same again, and one that is not there to be replaced.
      let twice = #expect(throws: BPFError.self) {
        _ = try first.attach(to: .cgroup(.path(group), direct: .shared))
      }
      #expect(twice?.code == .alreadyExists)
      let absent = #expect(throws: BPFError.self) {
        _ = try second.attach(to: .cgroup(.path(group), direct: .shared, replacing: second))
      }
      #expect(absent?.code == .notFound)
      let successor = try second.attach(
        to: .cgroup(.path(group), direct: .shared, replacing: first))
      #expect(try Self.ids(group) == [second.info().id])
      // What is not attached any more ends without a word.
      try link.detach()
      _ = try TestSocket()
      #expect(try one.calls("sock_create") == 1)
      #expect(try two.calls("sock_create") == 1)
      try successor.detach()
      #expect(try Self.ids(group).isEmpty)
      _ = try TestSocket()
      #expect(try two.calls("sock_create") == 1)
    }
  }

  @Test("one for itself alone keeps out others, here and below, and the error says so")
  func exclusive() throws {
    try TestGroup.run { group in
      let (one, two) = (try Self.load(), try Self.load())
      let below = try TestGroup.makeBelow(group, "below")
      defer { TestGroup.remove(below) }
      let link = try one["sock_create"].attach(to: .cgroup(.path(group), direct: .exclusive))
      let here = #expect(throws: BPFError.self) {
        _ = try two["sock_create"].attach(to: .cgroup(group))
      }
      #expect(here?.code == .busy)
      #expect(here?.reason == "this group has a program that was attached for itself alone")
      let there = #expect(throws: BPFError.self) {
        _ = try two["sock_create"].attach(to: .cgroup(below))
      }
      #expect(there?.reason == "the group above has a program that was attached for itself alone")
      try link.detach()
      let overridable = try one["sock_create"].attach(
        to: .cgroup(.path(group), direct: .overridable))
      let override = try two["sock_create"].attach(
        to: .cgroup(.path(below), direct: .overridable))
      try TestGroup.enter(below)
      _ = try TestSocket()
      try TestGroup.enter(group)
      #expect(try one.calls("sock_create") == 0)
      #expect(try two.calls("sock_create") == 1)
      try override.detach()
      try overridable.detach()
    }
  }

  @Test(
    "links in an order, by a revision",
    .requires(.kernel(since: "6.17", for: "an order of programs in control groups")))
  func order() throws {
    try TestGroup.run { group in
      let programs = try (0..<4).map { _ in try Self.load()["sock_create"] }
      let ids = try programs.map { try $0.info().id }
      let first = try programs[0].attach(to: .cgroup(group))
      let second = try programs[1].attach(to: .cgroup(group, order: .first))
      #expect(try Self.ids(group) == [ids[1], ids[0]])
      let third = try programs[2].attach(to: .cgroup(group, order: try .before(first)))
      #expect(try Self.ids(group) == [ids[1], ids[2], ids[0]])
      let revision = try Kernel().query(.cgroup(group), .cgroupInetSocketCreate).revision
      let fourth = try programs[3].attach(
        to: .cgroup(group, order: try .after(second), expectedRevision: revision))
      #expect(try Self.ids(group) == [ids[1], ids[3], ids[2], ids[0]])
      let stale = #expect(throws: BPFError.self) {
        _ = try programs[3].attach(to: .cgroup(group, expectedRevision: revision))
      }
      #expect(stale?.errno == Errno(rawValue: 116))
      #expect(stale?.reason?.contains("others") == true)
      let byProgram = #expect(throws: BPFError.self) {
        _ = try programs[3].attach(to: .cgroup(group, order: .before(programs[0]), form: .link))
      }
      #expect(byProgram?.reason?.contains("a link is put next to a link") == true)
      for link in [first.target, second.target, third.target, fourth.target] {
        #expect(link.hasPrefix("cgroup_inet_sock_create of control group "))
      }
    }
  }

  @Test("a kernel without an order says since when there is one")
  func noOrder() throws {
    try TestGroup.run { group in
      let program = try Self.load()["sock_create"]
      guard try Kernel().query(.cgroup(group), .cgroupInetSocketCreate).revision == 0 else {
        return
      }
      let order = #expect(throws: BPFError.self) {
        _ = try program.attach(to: .cgroup(group, order: .first))
      }
      #expect(order?.code == .unsupported)
      #expect(order?.description.contains("6.17") == true)
      let revision = #expect(throws: BPFError.self) {
        _ = try program.attach(to: .cgroup(group, expectedRevision: 1))
      }
      #expect(revision?.code == .unsupported)
    }
  }

  @Test("places that are no groups, and programs that are not for them")
  func badInput() throws {
    try TestGroup.run { group in
      let program = try Self.load()["sock_create"]
      func failure(_ point: CgroupHook) throws -> BPFError {
        try #require(throws: BPFError.self) { _ = try program.attach(to: point) }
      }
      let missing = try failure(.cgroup(group.appending("none")))
      #expect(missing.code == .notFound)
      #expect(missing.program == "sock_create")
      #expect(missing.advice?.contains("control groups of version 2 are at") == true)
      let folder = try failure(.cgroup("/proc"))
      #expect(folder.reason == "it is no control group, but on another file system")
      let file = try failure(.cgroup(group.appending("cgroup.procs")))
      #expect(file.reason == "a control group is a folder, and this is a file")
      #expect(try failure(.cgroup(.process(0x3fff_ffff))).reason == "there is no such process")
      let closed = try failure(.cgroup(.descriptor(FileDescriptor(rawValue: 1 << 20))))
      #expect(closed.reason == "the descriptor is not open")
      let kind = try failure(.cgroup(group, .cgroupInet4Connect))
      #expect(kind.code == .invalidArgument)
      #expect(kind.advice?.contains("cgroup_inet_sock_create") == true)
      let other = try failure(.cgroup(group, .cgroupInet4PostBind))
      #expect(other.reason == "the program was loaded for cgroup_inet_sock_create")
      let either = try LoadedFixture("cgroup_hooks", ["either_way"])["either_way"]
      let ways = #expect(throws: BPFError.self) { _ = try either.attach(to: .cgroup(group)) }
      #expect(ways?.advice?.contains("cgroup_inet_egress") == true)
      let tracepoint = try CountingProgram(kernel: Kernel(), type: .tracepoint).program
      let wrong = #expect(throws: BPFError.self) { _ = try tracepoint.attach(to: .cgroup(group)) }
      #expect(wrong?.reason?.contains("tracepoint") == true)
      #expect(try Self.ids(group).isEmpty)
      // By a descriptor, and by the process.
      let opened = try FileDescriptor.open(group, .readOnly)
      try opened.closeAfter {
        try program.attach(to: .cgroup(.descriptor(opened))).detach()
      }
      try program.attach(to: .cgroup(.current, direct: .shared)).detach()
    }
  }
}
