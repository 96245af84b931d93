import BPFObject
import CLinuxBPF
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

@Suite("Perf events", .serialized, .requires(.bpf), .requires(.softwareClock))
struct PerfEventTests {
  static let kernel = Kernel()

  private func load(_ program: String = "on_sample") throws -> (ObjectFile, LoadedObject) {
    var file = try ObjectFile(try Fixture.object("perf_samples"), name: "perf_samples")
    try file.setVariable("target_tgid", to: UInt32(bitPattern: getpid()))
    let object = try file.load(
      into: PerfEventTests.kernel, options: LoadOptions(programs: [program]))
    return (file, object)
  }

  /// Keeps this thread busy until something is true, for some seconds at most.
  private func work(times: Int = 300, until done: () throws -> Bool) throws -> Bool {
    for _ in 0..<times {
      var sum: UInt64 = 0
      for index in UInt64(0)..<200_000 { sum = sum &* 31 &+ index }
      if try done() { return true }
      if sum == 1 { return false }
      usleep(1000)
    }
    return false
  }

  @Test(
    "samples of the software clock on all CPUs", .proves("perf_event"),
    arguments: [PerfEvent.Sampling.frequency(999), .period(1_000_000)])
  func samples(sampling: PerfEvent.Sampling) throws {
    let (file, object) = try load()
    let program = try #require(object.program(named: "on_sample"))
    let link = try program.attach(to: .perfEvent(.software(.cpuClock), every: sampling))
    let target = link.target
    #expect(target == "software event cpu-clock")
    #expect(try work { try object.number("own_samples", in: file) > 2 })
    try link.detach()
    usleep(10_000)
    let before = try object.number("samples", in: file)
    #expect(try !work(times: 10) { try object.number("samples", in: file) > before })
  }

  @Test("one CPU, this thread", .proves("perf_event"))
  func parts() throws {
    let (file, object) = try load()
    let program = try #require(object.program(named: "on_sample"))
    let cpu = try program.attach(
      to: .perfEvent(.software(.cpuClock), every: .frequency(999), cpus: .one(0)))
    try cpu.detach()
    let before = try object.number("own_samples", in: file)
    let thread = try program.attach(
      to: .perfEvent(.software(.taskClock), every: .period(100_000), of: .process(0)))
    #expect(try work { try object.number("own_samples", in: file) > before + 2 })
    try thread.detach()
  }

  @Test("a control group", .requires(.controlGroups), .proves("perf_event"))
  func controlGroup() throws {
    let mount = try #require(FilePath.controlGroups())
    let (file, object) = try load()
    let program = try #require(object.program(named: "on_sample"))
    let link = try program.attach(
      to: .perfEvent(
        .software(.cpuClock), every: .frequency(999), of: .controlGroup(mount)))
    // The root has everybody in it.
    #expect(try work { try object.number("samples", in: file) > 2 })
    try link.detach()
    let absent = #expect(throws: BPFError.self) {
      _ = try program.attach(
        to: .perfEvent(
          .software(.cpuClock), every: .period(1000), of: .controlGroup("/no/such/group")))
    }
    #expect(absent?.code == .notFound && absent?.program == "on_sample")
    let folder = #expect(throws: BPFError.self) {
      _ = try program.attach(
        to: .perfEvent(.software(.cpuClock), every: .period(1000), of: .controlGroup("/tmp")))
    }
    #expect(folder?.reason == "the folder is no control group")
  }

  @Test(
    "the cookie", .proves("perf_event"),
    .requires(.feature(.attachCookie), .feature(.perfLink)))
  func cookie() throws {
    let (file, object) = try load("with_cookie")
    let link = try #require(object.program(named: "with_cookie")).attach(
      to: .perfEvent(.software(.cpuClock), every: .frequency(999), cookie: 4711))
    #expect(try work { try object.number("samples", in: file) > 0 })
    #expect(try object.number("last_cookie", in: file) == 4711)
    try link.detach()
  }

  @Test("an event that the caller opened", .proves("perf_event"))
  func own() throws {
    let (file, object) = try load()
    let program = try #require(object.program(named: "on_sample"))
    var attributes = lbpf_perf_event_attr()
    attributes.type = 1
    attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
    attributes.sample_period = 100_000
    let event = OwnedDescriptor(
      owning: LiveSystemCalls().perfEventOpen(attributes, pid: 0, cpu: -1))
    #expect(event.rawValue >= 0)
    let link = try program.attach(to: .perfEvent(descriptor: event.fileDescriptor))
    #expect(try work { try object.number("own_samples", in: file) > 2 })
    try link.detach()
  }

  @Test("what cannot be counted, and why")
  func wrong() throws {
    let (_, object) = try load()
    let program = try #require(object.program(named: "on_sample"))
    func error(_ point: some AttachPoint) -> BPFError? {
      #expect(throws: BPFError.self) { _ = try program.attach(to: point) }
    }
    let process = error(
      .perfEvent(.software(.cpuClock), every: .period(1000), of: .process(Int32.max)))
    #expect(process?.reason == "there is no such process")
    let cpu = error(.perfEvent(.software(.cpuClock), every: .period(1000), cpus: .one(4000)))
    #expect(cpu != nil)
    let rate = error(.perfEvent(.software(.cpuClock), every: .frequency(1_000_000_000_000)))
    #expect(rate?.reason?.contains("perf_event_max_sample_rate") == true)
    do {
      let link = try program.attach(
        to: .perfEvent(.hardware(.cpuCycles), every: .frequency(99)))
      try link.detach()
    } catch {
      #expect(error.code == .unsupported)
      #expect(error.advice?.contains(".software(.cpuClock)") == true)
    }
    let explicit = #expect(throws: BPFError.self) { _ = try program.attach() }
    #expect(explicit?.reason == "programs on perf events need an event")
    let counter = try CountingProgram(kernel: PerfEventTests.kernel, type: .xdp)
    let type = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .perfEvent(.software(.cpuClock), every: .period(1)))
    }
    #expect(type?.advice == "place it in SEC(\"perf_event\")")
  }
}

extension Requirement {
  /// Perf events of the kernel's own clock.
  fileprivate static var softwareClock: Self {
    Self("perf events") {
      var attributes = lbpf_perf_event_attr()
      attributes.type = 1
      attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
      attributes.sample_period = 1_000_000
      let event = LiveSystemCalls().perfEventOpen(attributes, pid: -1, cpu: 0)
      guard event >= 0 else {
        return RunningKernel.outcomeWithout(
          since: "4.9", options: ["CONFIG_PERF_EVENTS"],
          reason: "perf_event_open gives errno \(-event)")
      }
      _ = OwnedDescriptor(owning: event)
      return .met
    }
  }
}
