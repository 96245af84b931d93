import BPFObject
import CLinuxBPF
import SystemPackage
import Testing

@testable import BPF

/// What is asked of the kernel for a probe, and how refusals are explained, with a kernel that is not
/// there.
@Suite("Kernel probes without a kernel") struct KernelProbeFakeTests {
  private static let unit = "/sys/bus/event_source/devices/kprobe"
  private static let withUnit = [
    "\(unit)/type": "8\n", "\(unit)/format/retprobe": "config:3\n",
    "/proc/sys/kernel/osrelease": "6.12.1\n",
  ]
  private static let traceFS = [
    "/sys/kernel/tracing": "", "events": "", "kprobe_events": "", "*/id": "77\n",
    "/proc/sys/kernel/osrelease": "6.12.1\n",
  ]
  private static let symbols = """
    ffffffff81000010 T vfs_read
    ffffffff81000020 t do_one.isra.0
    ffffffff81000030 t do_two.part.0
    ffffffff81000040 t shared
    ffffffff81000050 t shared
    ffffffff81000060 T __x64_sys_openat
    ffffffff81000061 T __arm64_sys_openat
    ffffffff81000062 T __se_sys_openat
    ffffffff81000070 t listed
    ffffffff81000080 t quiet
    ffffffff81000090 t linked.llvm.4711
    ffffffffc0000010 t in_module\t[veth]

    """

  private func program(_ fake: FakeSystemCalls) -> Program {
    Program(
      kernel: Kernel(calls: fake), owning: OwnedDescriptor(owning: FakeSystemCalls.descriptor()),
      name: "p", type: .kprobe)
  }

  private func fake(
    _ files: [String: String], _ refusal: Errno? = nil, mount: Int32 = -1
  ) -> FakeSystemCalls {
    unsafe FakeSystemCalls(
      files: files, perfEventResult: refusal.map { -$0.rawValue }, mountResult: mount
    ) { _, _, _ in FakeSystemCalls.descriptor() }
  }

  private func failure(_ fake: FakeSystemCalls, _ point: some AttachPoint) -> BPFError? {
    #expect(throws: BPFError.self) { _ = try program(fake).attach(to: point) }
  }

  @Test("the kernel's unit is given the name, the offset and the bit for returns")
  func unit() throws {
    let fake = fake(KernelProbeFakeTests.withUnit)
    let program = program(fake)
    try program.attach(to: .kprobe("vfs_read", offset: 0x10)).detach()
    try program.attach(to: .kretprobe("vfs_read")).detach()
    try program.attach(to: .kprobe(address: 0xffff_ffff_8100_0010)).detach()
    #expect(fake.perfEvents.map(\.type) == [8, 8, 8])
    #expect(fake.perfEvents.map(\.config) == [0, 8, 0])
    #expect(fake.perfEvents.map(\.config2) == [0x10, 0, 0xffff_ffff_8100_0010])
    #expect(fake.probeNames == ["vfs_read", "vfs_read", nil])
    #expect(fake.writes.isEmpty)
  }

  @Test("without a unit, or with maxActive, an entry is made and removed")
  func entries() throws {
    let fake = fake(KernelProbeFakeTests.traceFS)
    let program = program(fake)
    try program.attach(to: .kprobe("vfs_read", offset: 0x10)).detach()
    try program.attach(to: .kretprobe("veth:in_module", maxActive: 12)).detach()
    try program.attach(to: .kprobe(address: 0x1234)).detach()
    let writes = fake.writes
    #expect(writes.count == 6)
    #expect(fake.perfEvents.map(\.config) == [77, 77, 77])
    func name(_ line: String) -> Substring? {
      line.split(whereSeparator: \.isWhitespace).first?.split(separator: ":").last
    }
    #expect(
      writes[0].hasPrefix("p:swift_bpf/p_") && writes[0].hasSuffix("_vfs_read vfs_read+0x10\n"))
    #expect(writes[2].hasPrefix("r12:swift_bpf/r_"))
    #expect(writes[2].hasSuffix("_veth_in_module veth:in_module\n"))
    #expect(writes[4].hasSuffix("_address 0x1234\n"))
    for index in [0, 2, 4] {
      let made = try #require(name(writes[index]))
      #expect(made.utf8.count <= 63 + "swift_bpf/".utf8.count)
      #expect(writes[index + 1] == "-:\(made)\n")
    }
    #expect(Set(writes.compactMap(name)).count == 3)
  }

  @Test("an entry is removed when no event can be opened, or no program set on it")
  func entriesGoOnFailure() {
    let noEvent = fake(KernelProbeFakeTests.traceFS, .noMemory)
    #expect(failure(noEvent, .kprobe("vfs_read")) != nil)
    #expect(noEvent.writes.map { String($0.prefix(2)) } == ["p:", "-:"])
    let noLink = unsafe FakeSystemCalls(files: KernelProbeFakeTests.traceFS) { command, _, _ in
      command == .linkCreate ? -Errno.resourceBusy.rawValue : FakeSystemCalls.descriptor()
    }
    #expect(failure(noLink, .kprobe("vfs_read"))?.code == .busy)
    #expect(noLink.writes.map { String($0.prefix(2)) } == ["p:", "-:"])
    var files = KernelProbeFakeTests.traceFS
    files["*/id"] = "none"
    let noNumber = fake(files)
    #expect(failure(noNumber, .kprobe("vfs_read"))?.code == .corruptData)
    #expect(noNumber.writes.map { String($0.prefix(2)) } == ["p:", "-:"])
  }

  @Test("a kernel without probes")
  func noProbes() {
    var files = KernelProbeFakeTests.traceFS
    files["kprobe_events"] = nil
    let untold = failure(fake(files), .kprobe("vfs_read"))
    #expect(untold?.code == .unsupported)
    #expect(untold?.reason?.contains("CONFIG_KPROBES") == true)
    #expect(untold?.program == "p")
    files = [
      "/proc/sys/kernel/osrelease": "6.12.1\n",
      "/boot/config-6.12.1": "# CONFIG_KPROBES is not set\nCONFIG_BPF=y\n",
    ]
    let told = failure(fake(files), .kretprobe("vfs_read", maxActive: 3))
    #expect(told?.code == .unsupported)
    #expect(told?.reason?.contains("CONFIG_KPROBES") == true)
    #expect(throws: BPFError.self) { try KernelProbe("x").check(on: Kernel(calls: fake(files))) }
    let unit = failure(fake(KernelProbeFakeTests.traceFS), .kprobe("vfs_read", mode: .link))
    #expect(unit?.code == .unsupported)
  }

  @Test("arguments that cannot be right")
  func arguments() {
    let fake = fake(KernelProbeFakeTests.withUnit)
    for point in [
      KernelProbe(""), KernelProbe("a b"), KernelProbe("a\nb"), KernelProbe("a\0b"),
      KernelProbe("a", offset: 1, onReturn: true), KernelProbe("a", maxActive: 1),
      KernelProbe("a", onReturn: true, maxActive: 1, mode: .link),
    ] {
      #expect(failure(fake, point)?.code == .invalidArgument, "\(point)")
    }
    #expect(fake.perfEvents.isEmpty)
  }

  private func refused(
    _ point: some AttachPoint, _ errno: Errno = .noSuchFileOrDirectory,
    _ more: [String: String] = [:]
  ) -> BPFError? {
    var files = KernelProbeFakeTests.withUnit
    files["/proc/kallsyms"] = KernelProbeFakeTests.symbols
    return failure(fake(files.merging(more) { $1 }, errno), point)
  }

  @Test("functions that are not there, with what is meant")
  func missing() {
    let near = refused(.kprobe("vfs_reed"))
    #expect(near?.code == .notFound)
    #expect(near?.advice == "near names: vfs_read")
    #expect(near?.errno == .noSuchFileOrDirectory)
    let clone = refused(.kprobe("do_one"))
    #expect(clone?.code == .notFound)
    #expect(clone?.reason?.contains("do_one.isra.0") == true)
    #expect(clone?.advice?.contains("acceptsClone") == true)
    let part = refused(.kprobe("do_two", acceptsClone: true))
    #expect(part?.reason?.contains("do_two.part.0") == true)
    #expect(part?.advice?.contains("acceptsClone") == false)
    let call = refused(.kprobe("sys_openat"))
    #expect(call?.advice?.contains(".ksyscall") == true)
    let module = refused(.kprobe("in_module_"))
    #expect(module?.advice == "near names: in_module")
    #expect(refused(.kprobe("veth:vfs_read"))?.advice?.contains("leave the module out") == true)
    #expect(refused(.kprobe("other:in_module"))?.advice?.contains("veth:in_module") == true)
    let system = refused(.ksyscall("opennat"))
    #expect(system?.reason?.contains("no system call") == true)
    #expect(system?.advice == "near names: openat")
  }

  @Test("what the only clone, or the linker, made of a function")
  func substitutes() throws {
    for (point, name) in [
      (KernelProbe("do_one", acceptsClone: true), "do_one.isra.0"),
      (KernelProbe("linked"), "linked.llvm.4711"),
    ] {
      var files = KernelProbeFakeTests.traceFS
      files["/proc/kallsyms"] = KernelProbeFakeTests.symbols
      // Entries are refused always, so that the last name that was tried can be seen.
      files["write"] = "2"
      let fake = fake(files)
      #expect(failure(fake, point)?.code == .notFound)
      #expect(fake.writes.count == 2)
      #expect(fake.writes.last?.hasSuffix(" \(name)+0x0\n") == true)
    }
  }

  @Test("functions that are there, but not for probes")
  func refusals() {
    let several = refused(.kprobe("shared"), .addressNotAvailable)
    #expect(several?.code == .ambiguous)
    #expect(several?.advice?.contains("0xffffffff81000040, 0xffffffff81000050") == true)
    let listed = refused(
      .kprobe("listed"), .invalidArgument,
      ["/sys/kernel/debug/kprobes/blacklist": "0x10-0x20\tother\n0x20-0x30\tlisted\n"])
    #expect(listed?.code == .unsupported)
    #expect(listed?.reason?.contains("list of those that no probe") == true)
    let quiet = refused(
      .kprobe("quiet"), .invalidArgument,
      [
        "/sys/kernel/tracing": "", "events": "",
        "available_filter_functions": "vfs_read\nquiet_not\n",
      ])
    #expect(quiet?.code == .unsupported)
    #expect(quiet?.reason?.contains("notrace") == true)
    let middle = refused(.kprobe("vfs_read", offset: 3), .illegalByteSequence)
    #expect(middle?.code == .invalidArgument)
    let privileges = refused(.kprobe("vfs_read"), .permissionDenied)
    #expect(privileges?.code == .permissionDenied)
  }

  @Test("a kernel that would take the first of several is not asked")
  func ambiguityBefore67() {
    var files = KernelProbeFakeTests.withUnit
    files["/proc/sys/kernel/osrelease"] = "5.15.0\n"
    files["/proc/kallsyms"] = KernelProbeFakeTests.symbols
    let fake = fake(files)
    #expect(failure(fake, .kprobe("shared"))?.code == .ambiguous)
    #expect(fake.perfEvents.isEmpty)
    #expect(throws: Never.self) { try program(fake).attach(to: .kprobe("vfs_read")).detach() }
  }

  @Test("the list of functions without probes, whatever it says")
  func blacklist() {
    let list = ProbeBlacklist(
      Array("0x1-0x2\tdo_int3\n\n0x2\n\t\n0x3-0x4\tin_module [veth]\n\u{ff}\n".utf8))
    #expect(list.names == ["do_int3", "in_module"])
    #expect(list.contains("in_module"))
    #expect(!list.contains("do_int"))
    #expect(!list.contains(""))
    #expect(!ProbeBlacklist([0xff, 9, 9, 10, 0]).contains("x"))
  }

  @Test("addresses of symbols, and why there are none")
  func addresses() throws {
    let kernel = Kernel(
      calls: fake(["/proc/kallsyms": KernelProbeFakeTests.symbols]))
    #expect(try kernel.symbolAddress("vfs_read") == 0xffff_ffff_8100_0010)
    func code(_ kernel: Kernel, _ name: String) -> BPFError? {
      #expect(throws: BPFError.self) { _ = try kernel.symbolAddress(name) }
    }
    #expect(code(kernel, "shared")?.code == .ambiguous)
    #expect(code(kernel, "vfs_reed")?.advice == "near names: vfs_read")
    let hidden = code(
      Kernel(
        calls: fake([
          "/proc/kallsyms": "0000000000000000 T vfs_read\n",
          "/proc/sys/kernel/kptr_restrict": "2\n",
        ])), "vfs_read")
    #expect(hidden?.code == .permissionDenied)
    #expect(hidden?.advice?.contains("kptr_restrict") == true)
  }
}
