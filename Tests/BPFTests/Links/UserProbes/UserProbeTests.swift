import BPFObject
import ELF
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("User probes", .requires(.bpf, .uprobes)) struct UserProbeTests {
  static let kernel = Kernel()

  /// The entries of this library in the trace file system.
  static func entries(of path: String) throws -> Int {
    try kernel.traceFileSystem().read("uprobe_events").split(separator: "\n")
      .filter { $0.contains(TraceEntry.group) && $0.contains(path) }.count
  }

  private func counter(readsCookie: Bool = false) throws -> CountingProgram {
    try CountingProgram(kernel: UserProbeTests.kernel, type: .kprobe, readsCookie: readsCookie)
  }

  @Test(
    "a probe at the entry or the return of a function, by each interface",
    .proves("uprobe", "uretprobe"), arguments: [ProbeMode.automatic, .perfEvent, .traceFS],
    [false, true])
  func counts(mode: ProbeMode, onReturn: Bool) throws {
    let counter = try counter()
    let process = try ProbeTarget.Process()
    let probe = UserProbe(
      process.binary, .function("target_add"), onReturn: onReturn, mode: mode)
    let link = try counter.program.attach(to: probe)
    let target = link.target
    #expect(
      target == (onReturn ? "uretprobe " : "uprobe ") + "\(process.path):target_add")
    try process.makeRound(3)
    #expect(try counter.count == 3)
    let entries = try UserProbeTests.entries(of: process.path)
    #expect(entries == (mode == .traceFS ? 1 : 0))
    try link.detach()
    #expect(try counter.hasStopped { _ = try process.makeRound() })
    #expect(try settles { try UserProbeTests.entries(of: process.path) == 0 })
  }

  @Test("entries of the trace file system go when a program cannot be attached")
  func entriesGo() throws {
    let process = try ProbeTarget.Process()
    try process.makeRound()
    #expect(throws: BPFError.self) {
      _ = try counter().program.attach(
        to: .uprobe(
          process.binary, at: .fileOffset(0x100_0000_0000), mode: .traceFS))
    }
    if !UserProbeTests.kernel.supports(.perfLink) {
      #expect(throws: BPFError.self) {
        _ = try counter().program.attach(
          to: .uprobe(process.binary, "target_add", cookie: 1, mode: .traceFS))
      }
    }
    #expect(try UserProbeTests.entries(of: process.path) == 0)
  }

  @Test(
    "an instruction, an offset in the file and an address are the same place", .proves("uprobe"))
  func places() throws {
    let file = try ELFFile(try Fixture.bytes("objects/user/\(ProbeTarget.machine)/probe_target"))
    let function = try #require(try file.functions(named: VersionedName("target_round")).first)
    // On x86-64 the first instruction may have any length; on arm64 each has four bytes.
    let process = try ProbeTarget.Process()
    for place in [
      UserProbe.Place.function("target_round"), .fileOffset(function.fileOffset),
      .address(function.address),
    ] {
      let counter = try counter()
      let link = try counter.program.attach(to: .uprobe(process.binary, at: place))
      try process.makeRound(2)
      #expect(try counter.count == 2, "\(place)")
      try link.detach()
    }
    let bare = try #require(try file.functions(named: VersionedName("target_bare")).first)
    let inside = try counter()
    // Two no-operations begin the function: the second one is an instruction, too.
    let step: UInt64 = ProbeTarget.machine == "x86_64" ? 1 : 4
    let link = try inside.program.attach(
      to: .uprobe(process.binary, "target_bare", offset: step))
    try process.makeRound(2)
    #expect(try inside.count == 2)
    let target = link.target
    #expect(target.hasSuffix(":target_bare+0x\(step)"))
    try link.detach()
    let beyond = #expect(throws: BPFError.self) {
      _ = try inside.program.attach(
        to: .uprobe(process.binary, "target_bare", offset: bare.size))
    }
    #expect(beyond?.reason == "the function has only \(bare.size) bytes")
  }

  @Test("only one process is meant", .proves("uprobe"), arguments: [ProbeMode.automatic, .traceFS])
  func pidFilter(mode: ProbeMode) throws {
    let counter = try counter()
    let first = try ProbeTarget.Process()
    let second = try ProbeTarget.Process(first.path)
    let link = try counter.program.attach(
      to: .uprobe(first.binary, "target_add", pid: first.id, mode: mode))
    try second.makeRound(2)
    #expect(try counter.count == 0)
    try first.makeRound(3)
    #expect(try counter.count == 3)
    try link.detach()
    let library = try #require(ProbeTarget.Library.shared)
    let own = try counter.program.attach(
      to: .uprobe(ProbeTarget.library, "target_kinds", pid: 0, mode: mode))
    library.makeRound(2)
    #expect(try counter.count >= 5)
    try own.detach()
  }

  @Test(
    "the cookie", .requires(.feature(.attachCookie), .feature(.perfLink)),
    .proves("uprobe", "uretprobe"), arguments: [false, true])
  func cookie(onReturn: Bool) throws {
    let counter = try counter(readsCookie: true)
    let process = try ProbeTarget.Process()
    let link = try counter.program.attach(
      to: UserProbe(
        process.binary, .function("target_add"), onReturn: onReturn, cookie: 4711))
    try process.makeRound()
    #expect(try counter.count == 1)
    #expect(try counter.cookie == 4711)
    let info = try link.info()
    #expect(info.type == .perfEvent)
    try link.detach()
  }

  @Test(
    "the kernel counts who waits, in processes that run and in those to come",
    .proves("uprobe"), arguments: [ProbeMode.automatic, .traceFS])
  func referenceCounter(mode: ProbeMode) throws {
    let file = try ELFFile(try Fixture.bytes("objects/user/\(ProbeTarget.machine)/probe_target"))
    let probe = try #require(try file.staticProbes().first { $0.name == "guarded" })
    let counter = try counter()
    let running = try ProbeTarget.Process()
    #expect(try running.makeRound() == 0)
    let link = try counter.program.attach(
      to: .uprobe(
        running.binary, "target_guarded", referenceCounter: try #require(probe.semaphoreOffset),
        mode: mode))
    let raised = try running.makeRound()
    // The kernel counts once for each mapping of the probe's page, of which there may be two.
    #expect(raised >= 1)
    let later = try ProbeTarget.Process(running.path)
    #expect(try later.makeRound() == 1)
    try link.detach()
    #expect(try settles { try running.makeRound() == 0 })
    #expect(try settles { try later.makeRound() == 0 })
  }

  @Test("versions of a name, and functions that are chosen at run time", .proves("uprobe"))
  func versions() throws {
    let counter = try counter()
    func target(_ name: String) throws -> String {
      let link = try counter.program.attach(to: .uprobe(ProbeTarget.library, name))
      return link.target
    }
    let ambiguous = #expect(throws: BPFError.self) { _ = try target("target_versioned") }
    #expect(ambiguous?.code == .ambiguous)
    #expect(
      ambiguous?.advice
        == "name the version that is meant: target_versioned@@TARGET_2, target_versioned@TARGET_1")
    for name in [
      "target_versioned@TARGET_1", "target_versioned@TARGET_2", "target_versioned@@TARGET_2",
      "target_mixed", "target_mixed@TARGET_1",
    ] {
      #expect(try target(name).hasSuffix(":\(name)"))
    }
    let wrong = #expect(throws: BPFError.self) { _ = try target("target_versioned@@TARGET_1") }
    #expect(wrong?.code == .notFound)
    #expect(wrong?.advice?.contains("target_versioned@TARGET_1") == true)
    #expect(
      try target("target_chosen").hasSuffix(
        "which only chooses the function that is called (IFUNC)"))
  }

  @Test(
    "libraries and executables by name, and what section names say", .proves("uprobe", "uretprobe"))
  func names() throws {
    let counter = try counter()
    for name in ["libc.so.6", "c"] as [UserBinary] {
      let link = try counter.program.attach(to: .uprobe(name, "getppid", pid: 0))
      for _ in 0..<5 { _ = getppid() }
      #expect(try counter.count >= 5, "\(name)")
      try link.detach()
    }
    var file = try ObjectFile(try Fixture.object("uprobes"), name: "uprobes")
    try file.setVariable("target_tgid", to: UInt32(bitPattern: getpid()))
    let object = try file.load(into: UserProbeTests.kernel)
    var links = try object.attach()
    #expect(links.count == 2)
    for _ in 0..<10 { _ = getppid() }
    #expect(try object.number("entries", in: file) >= 10)
    #expect(try object.number("returns", in: file) >= 10)
    try links.detachAll()
  }

  @Test("a process's own files: its root, its executable, what it has mapped", .proves("uprobe"))
  func ofProcess() throws {
    let process = try ProbeTarget.Process()
    for binary in [
      UserBinary.executable(of: process.id), .named(process.path, inRootOf: process.id),
      .mapped("probe_target", by: process.id),
    ] {
      let counter = try counter()
      let link = try counter.program.attach(to: .uprobe(binary, "target_add"))
      try process.makeRound(2)
      #expect(try counter.count == 2, "\(binary)")
      try link.detach()
    }
  }

  @Test("a file that was deleted since, by the process that runs it", .proves("uprobe"))
  func deleted() throws {
    let process = try ProbeTarget.Process()
    let removed = unsafe unlink(process.path)
    #expect(removed == 0)
    for binary in [UserBinary.executable(of: process.id), .mapped("probe_target", by: process.id)] {
      let counter = try counter()
      let link = try counter.program.attach(to: .uprobe(binary, "target_add"))
      try process.makeRound(2)
      #expect(try counter.count == 2, "\(binary)")
      try link.detach()
    }
  }

  @Test("what is not there, with what may be meant")
  func missing() throws {
    let counter = try counter()
    func failure(_ point: some AttachPoint) -> BPFError? {
      #expect(throws: BPFError.self) { _ = try counter.program.attach(to: point) }
    }
    let near = failure(.uprobe(ProbeTarget.executable, "target_ad"))
    #expect(near?.code == .notFound)
    #expect(near?.program == "counter")
    #expect(near?.advice?.contains("target_add") == true)
    let stripped = failure(
      .uprobe(UserBinary(ProbeTarget.path("probe_target.stripped")), "target_add"))
    #expect(stripped?.reason?.contains("the file is stripped of all symbols") == true)
    #expect(stripped?.advice == "give the function's offset in the file, or its address")
    let file = failure(.uprobe("/no/such/file", "f"))
    #expect(file?.code == .notFound)
    let name = failure(.uprobe("no-such-program", "f"))
    #expect(name?.code == .notFound)
    #expect(name?.advice?.contains("give its path") == true)
    let text = failure(.uprobe("/etc/passwd", "f"))
    #expect(text?.reason?.contains("no 64-bit ELF file") == true)
    let object = failure(.uprobe(UserBinary(Fixture.path("objects/minimal.bpf.o").string), "f"))
    #expect(object?.reason?.contains("EM_BPF") == true)
    let process = failure(.uprobe(ProbeTarget.executable, "target_add", pid: 0x3fff_fffe))
    #expect(process?.reason == "there is no process \(0x3fff_fffe)")
    let offset = failure(
      UserProbe(ProbeTarget.executable, .function("target_add", offset: 1), onReturn: true))
    #expect(offset?.reason == "a probe on the return of a function has no offset")
    let odd = failure(.uprobe(ProbeTarget.executable, "target_add", referenceCounter: 0x2a1))
    #expect(odd != nil)
    let wrong = #expect(throws: BPFError.self) {
      let raw = try CountingProgram(kernel: UserProbeTests.kernel, type: .rawTracepoint)
      _ = try raw.program.attach(to: .uprobe(ProbeTarget.executable, "target_add"))
    }
    #expect(wrong?.reason == "the program is of type raw_tracepoint, not kprobe")
  }
}
