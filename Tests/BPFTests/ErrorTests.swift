import BPFObject
import SystemPackage
import Testing

@testable import BPF

@Suite("Errors explain themselves")
struct ErrorTests {
  private static let allCapabilities = "CapEff:\t000001ffffffffff\n"

  /// The error of creating a map on a kernel that says `EPERM`, and that looks as the files say.
  private func permissionError(
    status: String, sysctl: String? = "2\n", lockdown: String? = nil
  ) -> BPFError? {
    var files = ["/proc/self/status": "Name:\tx\n" + status]
    files["/proc/sys/kernel/unprivileged_bpf_disabled"] = sysctl
    files["/sys/kernel/security/lockdown"] = lockdown
    let fake = unsafe FakeSystemCalls(files: files) { command, _, _ in
      // The probe for memory accounting is a program; only maps are refused.
      command == .programLoad ? FakeSystemCalls.descriptor() : -Errno.notPermitted.rawValue
    }
    return #expect(throws: BPFError.self) {
      _ = try Kernel(calls: fake).createMap(
        MapCreation(name: "m", type: .hash, keySize: 4, valueSize: 4, maxEntries: 1))
    }
  }

  @Test("EPERM without capabilities names them, and the sysctl")
  func noCapabilities() throws {
    let error = try #require(permissionError(status: "CapEff:\t0000000000000000\n"))
    #expect(error.code == .permissionDenied)
    #expect(
      error.description == """
        cannot create map "m" (hash, key 4 bytes, value 4 bytes, 1 entries, flags 0): \
        Operation not permitted (EPERM from BPF_MAP_CREATE). The process has neither CAP_BPF nor \
        CAP_SYS_ADMIN, and kernel.unprivileged_bpf_disabled is 2, which leaves BPF to those who \
        do. Run as root, or give the executable what it needs: \
        setcap cap_bpf,cap_perfmon,cap_net_admin=ep PROGRAM.
        """)
  }

  @Test("EPERM with capabilities is lockdown where the kernel is locked down")
  func lockdown() throws {
    let error = try #require(
      permissionError(
        status: Self.allCapabilities, lockdown: "none [integrity] confidentiality\n"))
    #expect(error.reason?.contains("locked down (integrity)") == true)
    let unlocked = try #require(
      permissionError(
        status: Self.allCapabilities, lockdown: "[none] integrity confidentiality\n"))
    #expect(unlocked.reason?.contains("security module") == true)
  }

  @Test("EPERM where nothing can be looked at makes no claim about capabilities")
  func nothingToSee() throws {
    let error = try #require(permissionError(status: "", sysctl: nil))
    #expect(error.reason?.contains("neither") == false)
  }

  @Test("a program without CAP_PERFMON says so, one without CAP_NET_ADMIN too")
  func missingForPrograms() {
    // CAP_BPF alone: bit 39.
    let fake = unsafe FakeSystemCalls(files: ["/proc/self/status": "CapEff:\t0000008000000000\n"])
    let explanation = Kernel(calls: fake).explainPermission(.programLoad)
    #expect(
      explanation.reason
        == "the process has CAP_BPF but not CAP_PERFMON and CAP_NET_ADMIN, "
        + "which some program types need")
  }

  @Test("RLIMIT_MEMLOCK is raised once where memory counts against it, and the call made again")
  func memlock() throws {
    let fake = unsafe FakeSystemCalls(memlock: 65536) { command, _, call in
      switch command {
      case .programLoad: -Errno.invalidArgument.rawValue  // no bpf_ktime_get_coarse_ns: old
      default: call == 1 ? -Errno.notPermitted.rawValue : FakeSystemCalls.descriptor()
      }
    }
    _ = try Kernel(calls: fake).createMap(
      MapCreation(name: "m", type: .hash, keySize: 4, valueSize: 4, maxEntries: 1))
    #expect(fake.commands == [.mapCreate, .programLoad, .mapCreate])
    #expect(fake.memlockChanges == 1)
  }

  @Test("RLIMIT_MEMLOCK is left alone where memory does not count against it")
  func memlockOfNewKernels() {
    let fake = unsafe FakeSystemCalls(memlock: 65536) { command, _, _ in
      command == .programLoad ? FakeSystemCalls.descriptor() : -Errno.notPermitted.rawValue
    }
    #expect(throws: BPFError.self) {
      _ = try Kernel(calls: fake).createMap(
        MapCreation(name: "m", type: .hash, keySize: 4, valueSize: 4, maxEntries: 1))
    }
    #expect(fake.memlockChanges == 0)
    #expect(fake.commands.filter { $0 == .mapCreate }.count == 1)
  }

  @Test("the number that the C library does not know has a name and a text")
  func internalNumber() {
    #expect(Errno(rawValue: 524).cName == "ENOTSUPP")
    #expect(Errno(rawValue: 524).text == "Operation not supported by the kernel")
    #expect(Errno.notPermitted.cName == "EPERM")
    #expect(Errno(rawValue: 133).cName == "EHWPOISON")
    #expect(Errno(rawValue: 4000).cName == "errno 4000")
    #expect(Errno(rawValue: -5).cName == "errno -5")
  }

  @Test(
    "each kind of failure has a code that programs can tell apart",
    arguments: [
      (.notPermitted, .permissionDenied), (.noSuchFileOrDirectory, .notFound),
      (.fileExists, .alreadyExists), (.resourceBusy, .busy), (.noMemory, .limitReached),
      (.noFunction, .unsupported), (.ioError, .refused),
    ] as [(Errno, BPFError.Code)])
  func codes(errno: Errno, code: BPFError.Code) {
    #expect(BPFError.Code(errno) == code)
  }

  @Test("a long verifier log is shown from its end and kept whole")
  func longLog() {
    let log = (1...500).map { "line \($0)\n" }.joined()
    let error = BPFError(.verifierRejected, "load it").adding { $0.verifierLog = log }
    #expect(error.verifierLog == log)
    let lines = error.description.split(separator: "\n")
    #expect(lines.count == 66)
    #expect(lines[1] == "Verifier log (436 lines before these):")
    #expect(lines.last == "  line 500")
  }

  @Test("what a layer above adds is said first")
  func addsObject() {
    let error = BPFError(.refused, "do it", reason: "of that", advice: "Stop it")
    #expect(error.description == "cannot do it. Of that. Stop it.")
    let inObject = error.adding { $0.object = "x.bpf.o" }
    #expect(inObject.description == "x.bpf.o: cannot do it. Of that. Stop it.")
  }
}
