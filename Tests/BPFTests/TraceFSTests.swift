import BPFObject
import CLinuxBPF
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Tracepoints without a kernel")
struct TraceFSTests {
  private static let events = [
    "/sys/kernel/tracing": "", "events": "", "events/sched/x/id": "42\n",
  ]

  /// A program whose kernel answers as told.
  private func program(_ fake: FakeSystemCalls) -> Program {
    Program(
      kernel: Kernel(calls: fake), owning: OwnedDescriptor(owning: FakeSystemCalls.descriptor()),
      name: "p", type: .tracepoint)
  }

  @Test("a kernel without perf links is given the program by ioctl")
  func ioctlFallback() throws {
    let fake = unsafe FakeSystemCalls(files: Self.events) { command, _, _ in
      command == .linkCreate ? -Errno.invalidArgument.rawValue : FakeSystemCalls.descriptor()
    }
    let program = program(fake)
    do {
      let link = try program.attach(to: .tracepoint("sched", "x"))
      #expect(fake.perfEvents.map(\.config) == [42])
      #expect(fake.perfEvents.map(\.type) == [2])
      #expect(fake.perfEvents.map(\.size) == [72])
      #expect(fake.ioctls == [0x4004_2408, 0x2400])
      #expect(throws: BPFError.self) { try link.pin(at: "/sys/fs/bpf/x") }
      #expect(throws: BPFError.self) { _ = try link.info() }
      try link.detach()
    }
    #expect(fake.ioctls.last == 0x2401)
    let cookie = #expect(throws: BPFError.self) {
      _ = try program.attach(to: .tracepoint("sched", "x", cookie: 1))
    }
    #expect(cookie?.code == .unsupported)
  }

  @Test("the perf event is closed when the program cannot be attached")
  func closesEvent() throws {
    let event = try WatchedDescriptor()
    let fake = unsafe FakeSystemCalls(
      files: Self.events, ioctlResult: -Errno.fileExists.rawValue,
      perfEventResult: event.rawValue
    ) { command, _, _ in
      command == .linkCreate ? -Errno.invalidArgument.rawValue : FakeSystemCalls.descriptor()
    }
    let error = #expect(throws: BPFError.self) {
      _ = try program(fake).attach(to: .tracepoint("sched", "x"))
    }
    #expect(error?.operation == "PERF_EVENT_IOC_SET_BPF")
    #expect(error?.reason == "another program is set on the event")
    let isOpen = event.isOpen
    #expect(!isOpen)
  }

  @Test("a refusal by a kernel that has perf links is no reason to fall back")
  func noFallback() {
    let fake = unsafe FakeSystemCalls(files: Self.events) { command, _, call in
      guard command == .linkCreate else { return FakeSystemCalls.descriptor() }
      return call == 1 ? -Errno.invalidArgument.rawValue : -Errno.badFileDescriptor.rawValue
    }
    let error = #expect(throws: BPFError.self) {
      _ = try program(fake).attach(to: .tracepoint("sched", "x"))
    }
    #expect(error?.operation == "BPF_LINK_CREATE")
    #expect(fake.ioctls.isEmpty)
  }

  @Test("a perf event that is not permitted is explained by looking")
  func perfEventRefused() {
    var files = Self.events
    files["/proc/self/status"] = "CapEff:\t0\n"
    files["/proc/sys/kernel/perf_event_paranoid"] = "3\n"
    let fake = unsafe FakeSystemCalls(
      files: files, perfEventResult: -Errno.permissionDenied.rawValue)
    let error = #expect(throws: BPFError.self) {
      _ = try program(fake).attach(to: .tracepoint("sched", "x"))
    }
    #expect(error?.reason?.hasSuffix("kernel.perf_event_paranoid is 3") == true)
    #expect(error?.program == "p")
  }

  @Test("a mount in another place is found, also one with a space in its name")
  func mountedElsewhere() throws {
    let mounts = """
      22 28 0:21 / /proc rw,relatime - proc proc rw
      35 28 0:33 / /mnt/trace\\040fs rw,relatime shared:12 - tracefs tracefs rw
      """
    let fake = unsafe FakeSystemCalls(
      files: [
        "/proc/self/mountinfo": mounts, "/mnt/trace fs": "", "events": "", "events/a/b/id": "7\n",
      ])
    let kernel = Kernel(calls: fake)
    #expect(try kernel.traceFileSystem().path == "/mnt/trace fs")
    #expect(try kernel.tracepointID("a", "b") == 7)
  }

  @Test("nothing mounted and nothing to mount says what to do")
  func unavailable() {
    let fake = unsafe FakeSystemCalls(mountResult: -Errno.notPermitted.rawValue)
    let error = #expect(throws: BPFError.self) {
      _ = try Kernel(calls: fake).traceFileSystem()
    }
    #expect(error?.code == .traceFSUnavailable)
    #expect(
      error?.description == """
        cannot find the trace file system: Operation not permitted (EPERM from fsmount). \
        It is not mounted, and this process may not mount it. \
        Mount it: mount -t tracefs tracefs /sys/kernel/tracing.
        """)
  }

  @Test("an id that is no number is an error")
  func badID() {
    var files = Self.events
    files["events/sched/x/id"] = "many\n"
    let error = #expect(throws: BPFError.self) {
      _ = unsafe try Kernel(calls: FakeSystemCalls(files: files)).tracepointID("sched", "x")
    }
    #expect(error?.code == .corruptData)
  }

  @Test("the running kernel's tracepoints have numbers, mounted or not", .requires(.bpf))
  func running() throws {
    #expect(try Kernel().tracepointID("sched", "sched_process_exec") > 0)
  }
}
