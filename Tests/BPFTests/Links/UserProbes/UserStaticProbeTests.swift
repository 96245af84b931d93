import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

@Suite("Statically defined probes", .requires(.bpf, .uprobes), .proves("usdt"))
struct UserStaticProbeTests {
  static let kernel = Kernel()

  private struct Loaded {
    let file: ObjectFile
    let object: LoadedObject

    init(_ name: String, _ programs: Set<String>? = nil, tgid: Int32 = 0) throws {
      var file = try ObjectFile(try Fixture.object(name), name: name)
      try file.setVariable("target_tgid", to: UInt32(bitPattern: tgid))
      self.file = file
      object = try file.load(
        into: UserStaticProbeTests.kernel, options: LoadOptions(programs: programs))
    }

    func program(_ name: String) throws -> Program { try #require(object.program(named: name)) }
    func number(_ name: String) throws -> UInt64 { try object.number(name, in: file) }

    /// Whether calls that should count do not any more, or soon will not.
    func hasStopped(_ name: String, _ call: () throws -> Void) throws -> Bool {
      try settles {
        let before = try number(name)
        try call()
        return try number(name) == before
      }
    }

    func numbers(_ name: String) throws -> [UInt64] {
      let variable = try #require(file.variables[name])
      let map = try #require(object.map(named: file.maps[variable.mapIndex].name))
      let bytes = try #require(try map.value(forKey: [0, 0, 0, 0]))
      return stride(from: variable.offset, to: variable.offset + variable.size, by: 8).map {
        start in
        bytes[start..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
    }
  }

  static let kinds: [UInt64] = [
    UInt64(bitPattern: -7), 0, UInt64(bitPattern: -3), 0xf0, UInt64(bitPattern: -0x8000),
    0x1122_3344_5566_7788, UInt64(bitPattern: -2), UInt64(bitPattern: -5), 0x8000_0001,
    0x1234_5678_9abc_def0,
  ]

  @Test(
    "every kind of argument, in both layouts of the maps", arguments: ["usdt", "usdt_small"])
  func arguments(object name: String) throws {
    let loaded = try Loaded(name)
    let process = try ProbeTarget.Process()
    let link = try loaded.program("on_kinds").attach(
      to: .usdt(process.binary, provider: "target", name: "kinds", cookie: 0xc0ffee))
    try process.makeRound(3)
    #expect(try loaded.number("kinds_hits") == 3)
    #expect(try loaded.number("kinds_count") == 10)
    #expect(try loaded.number("kinds_cookie") == 0xc0ffee)
    #expect(try loaded.number("errors") == 0)
    var values = try loaded.numbers("kinds")
    // The second one is the address of the numbers.
    #expect(values[1] > 4096)
    values[1] = 0
    #expect(values == UserStaticProbeTests.kinds)
    let pinnable = link.isKernelLink
    #expect(pinnable == UserStaticProbeTests.kernel.supports(.uprobeMultiLinks))
    try link.detach()
    #expect(try loaded.hasStopped("kinds_hits") { try process.makeRound() })
  }

  @Test("arguments by an index register, and a layout without them")
  func indexed() throws {
    let loaded = try Loaded("usdt")
    let process = try ProbeTarget.Process()
    let link = try loaded.program("on_indexed").attach(
      to: .usdt(process.binary, provider: "target", name: "indexed"))
    try process.makeRound(2)
    #expect(try loaded.number("indexed_hits") == 2)
    #expect(try loaded.number("errors") == 0)
    let first: UInt64 = ProbeTarget.machine == "x86_64" ? 40 : 0x7fff_ffff_8000_0001
    #expect(try loaded.numbers("indexed") == [first, UInt64(bitPattern: -1), 3])
    try link.detach()
    let small = try Loaded("usdt_small")
    let error = #expect(throws: BPFError.self) {
      _ = try small.program("on_kinds").attach(
        to: .usdt(process.binary, provider: "target", name: "indexed"))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.advice == "compile the program with a newer usdt.bpf.h")
  }

  @Test("several places, with a semaphore that the kernel raises and lowers")
  func semaphore() throws {
    let loaded = try Loaded("usdt")
    let process = try ProbeTarget.Process()
    #expect(try process.makeRound() == 0)
    let link = try loaded.program("on_guarded").attach(
      to: .usdt(process.binary, provider: "target", name: "guarded"))
    let target = link.target
    #expect(target.hasSuffix(":target:guarded (2 places)"))
    let waiting = try process.makeRound(2)
    #expect(waiting > 0)
    #expect(try loaded.numbers("guarded") == [2, 2])
    #expect(try loaded.number("errors") == 0)
    try link.detach()
    #expect(try settles { try process.makeRound() == 0 })
    #expect(try loaded.hasStopped("guarded_hits") { try process.makeRound() })
  }

  @Test("a library in this process, and only one process")
  func library() throws {
    let loaded = try Loaded("usdt")
    let library = try #require(ProbeTarget.Library.shared)
    let process = try ProbeTarget.Process()
    let link = try loaded.program("on_bare").attach(
      to: .usdt(ProbeTarget.library, provider: "target", name: "bare", pid: 0))
    library.makeRound(4)
    // Other tests call the library meanwhile.
    #expect(try loaded.number("bare_hits") >= 4)
    #expect(try loaded.number("bare_count") == 0)
    try link.detach()
    #expect(try loaded.hasStopped("bare_hits") { library.makeRound() })
    let hits = try loaded.number("bare_hits")
    let other = try loaded.program("on_bare").attach(
      to: .usdt(process.binary, provider: "target", name: "bare", pid: process.id))
    let second = try ProbeTarget.Process(process.path)
    try second.makeRound(2)
    #expect(try loaded.number("bare_hits") == hits)
    try process.makeRound(2)
    #expect(try loaded.number("bare_hits") == hits + 2)
    try other.detach()
  }

  @Test("room for arguments is given back, and its end says what to raise")
  func room() throws {
    let loaded = try Loaded("usdt_small")
    let program = try loaded.program("on_kinds")
    func attach() throws(BPFError) -> Link {
      // Each process is another place to kernels without cookies.
      try program.attach(
        to: .usdt(ProbeTarget.executable, provider: "target", name: "kinds"))
    }
    /// A process that another test starts holds links for a moment, and with them their room.
    func attachOnceThereIsRoom() throws -> Link {
      for _ in 0..<100 {
        do { return try attach() } catch {
          guard error.code == .limitReached else { throw error }
          usleep(10_000)
        }
      }
      return try attach()
    }
    for _ in 0..<10 { try attachOnceThereIsRoom().detach() }
    if !UserStaticProbeTests.kernel.supports(.attachCookie) {
      let link = try attach()
      let twice = #expect(throws: BPFError.self) { _ = try attach() }
      #expect(twice?.code == .alreadyExists)
      try link.detach()
      return
    }
    var links = LinkSet()
    for _ in 0..<3 { links.append(try attachOnceThereIsRoom()) }
    let full = #expect(throws: BPFError.self) { _ = try attach() }
    #expect(full?.code == .limitReached)
    #expect(full?.reason == "__bpf_usdt_specs has room for 3 different places")
    #expect(full?.advice?.contains("BPF_USDT_MAX_SPEC_CNT") == true)
    try links.detachAll()
    try attachOnceThereIsRoom().detach()
  }

  @Test(
    "a file that can be mapped anywhere needs its process named where there are no cookies",
    .requires(.feature(.btf)))
  func withoutCookies() throws {
    guard !UserStaticProbeTests.kernel.supports(.attachCookie) else { return }
    let loaded = try Loaded("usdt")
    let error = #expect(throws: BPFError.self) {
      _ = try loaded.program("on_bare").attach(
        to: .usdt(ProbeTarget.library, provider: "target", name: "bare"))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.advice == "name the process: pid")
  }

  @Test(
    "programs that may sleep", .requires(.kernel(since: "6.1", for: "uprobes that may sleep")))
  func sleepable() throws {
    let loaded = try Loaded("usdt", ["on_bare_sleepable"])
    let process = try ProbeTarget.Process()
    let link = try loaded.program("on_bare_sleepable").attach(
      to: .usdt(process.binary, provider: "target", name: "bare"))
    try process.makeRound(2)
    #expect(try loaded.number("bare_hits") == 2)
    try link.detach()
  }

  @Test("what is not there, and what cannot be read")
  func refusals() throws {
    let loaded = try Loaded("usdt")
    func failure(
      _ binary: UserBinary, _ provider: String, _ name: String, _ program: Program? = nil
    ) throws -> BPFError? {
      let program = try program ?? loaded.program("on_bare")
      return #expect(throws: BPFError.self) {
        _ = try program.attach(to: .usdt(binary, provider: provider, name: name))
      }
    }
    let near = try failure(ProbeTarget.executable, "target", "kind")
    #expect(near?.code == .notFound)
    #expect(near?.program == "on_bare")
    #expect(near?.advice?.contains("target:kinds") == true)
    let none = try failure(ProbeTarget.executable, "other", "probe_of_another_provider")
    #expect(none?.advice?.contains("target:bare, target:guarded") == true)
    let without = try failure("/proc/self/exe", "target", "kinds")
    #expect(without?.reason?.contains("no statically defined probes") == true)
    let unreadable = try failure(ProbeTarget.executable, "target", "unreadable")
    #expect(unreadable?.code == .unsupported)
    #expect(unreadable?.reason?.contains("floating-point") == true)
    let plain = try CountingProgram(kernel: UserStaticProbeTests.kernel, type: .kprobe)
    let maps = try failure(ProbeTarget.executable, "target", "bare", plain.program)
    #expect(maps?.advice == "include <bpf/usdt.bpf.h> in the program")
  }

  @Test("what section names say, also of programs that may sleep")
  func sections() throws {
    for (name, needs) in [("on_named", "5.10"), ("on_named_sleepable", "6.1")] {
      let needed = try #require(KernelVersion(needs))
      guard try KernelRelease.running() >= needed else { continue }
      let loaded = try Loaded("usdt", [name])
      let spec = try #require(loaded.file.programs[name])
      let target = try #require(try spec.sectionTarget())
      guard case .userStaticProbe(_, let provider, let probe) = target else {
        Issue.record("\(target)")
        return
      }
      let process = try ProbeTarget.Process()
      // The folder of the tests is not that of the library, so the rest of the name is what counts.
      let point = SectionTarget.userStaticProbe(
        binary: process.path, provider: provider, name: probe)
      let link = try loaded.program(name).attach(to: point)
      try process.makeRound(2)
      #expect(try loaded.number("bare_hits") == 2)
      try link.detach()
      #expect(try loaded.hasStopped("bare_hits") { try process.makeRound() })
    }
  }
}
