import BPFObject
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import BPF

/// Names that do not stand for exactly one function that can be probed; which ones a kernel has is
/// looked up.
@Suite("Names of kernel functions", .requires(.bpf, .kprobes)) struct KernelProbeSymbolTests {
  private static let kernel = Kernel()

  /// The names of the kernel's own functions, and how often there is each.
  private static let functions: [String: Int] = {
    var counts: [String: Int] = [:]
    try? kernel.symbols().forEachFunction { _, name, module in
      if module.isEmpty { counts[name.text, default: 0] += 1 }
    }
    return counts
  }()

  private static let traceable: Set<String> = {
    var names: Set<String> = []
    if let text = try? kernel.traceFileSystem().contents("available_filter_functions") {
      TraceableFunctions(text, hasAddresses: false).forEach(of: GlobPattern("*")) { _, name, _ in
        names.insert(name.text)
      }
    }
    return names
  }()

  private func failure(_ point: KernelProbe) throws -> BPFError? {
    let counter = try CountingProgram(kernel: KernelProbeSymbolTests.kernel, type: .kprobe)
    return #expect(throws: BPFError.self) { _ = try counter.program.attach(to: point) }
  }

  /// The functions of which there is nothing but one variant whose suffix fits.
  private func only(_ marks: [String]) throws -> (function: String, variant: String) {
    let functions = KernelProbeSymbolTests.functions
    let variants = Dictionary(
      grouping: functions.keys.filter { $0.contains(".") }, by: { $0.prefix { $0 != "." } })
    let found = variants.lazy.compactMap { function, variants -> (String, String)? in
      guard functions[String(function)] == nil, variants.count == 1, let variant = variants.first,
        functions[variant] == 1, KernelProbeSymbolTests.traceable.contains(variant),
        marks.contains(where: { variant.dropFirst(function.count).hasPrefix($0) }),
        variant.filter({ $0 == "." }).count == 2
      else { return nil }
      return (String(function), variant)
    }
    return try #require(found.first { _ in true }, "the kernel has none")
  }

  @Test(
    "a function of which the compiler left one clone", .proves("kprobe"), arguments: [true, false])
  func clone(onReturn: Bool) throws {
    let (function, variant) = try only([".isra.", ".constprop."])
    let error = try failure(KernelProbe(function, onReturn: onReturn))
    #expect(error?.code == .notFound)
    #expect(error?.reason?.contains(variant) == true, "\(error?.description ?? "")")
    let counter = try CountingProgram(kernel: KernelProbeSymbolTests.kernel, type: .kprobe)
    for mode in [ProbeMode.automatic, .traceFS] {
      let link = try counter.program.attach(
        to: KernelProbe(function, onReturn: onReturn, acceptsClone: true, mode: mode))
      let target = link.target
      #expect(target == (onReturn ? "kretprobe " : "kprobe ") + variant)
      try link.detach()
    }
  }

  @Test("a function of which only a part is left")
  func part() throws {
    let (function, variant) = try only([".part."])
    let error = try failure(KernelProbe(function, acceptsClone: true))
    #expect(error?.code == .notFound)
    #expect(error?.reason?.contains(variant) == true, "\(error?.description ?? "")")
  }

  @Test("a name that several functions have", arguments: [ProbeMode.automatic, .traceFS])
  func several(mode: ProbeMode) throws {
    let functions = KernelProbeSymbolTests.functions
    let name = try #require(
      functions.first { $0.value > 1 && KernelProbeSymbolTests.traceable.contains($0.key) }?.key)
    let error = try failure(KernelProbe(name, mode: mode))
    #expect(error?.code == .ambiguous, "\(error?.description ?? name)")
    #expect(error?.advice?.contains("0x") == true)
    #expect(
      try KernelProbeSymbolTests.kernel.traceFileSystem().read("kprobe_events").contains(name)
        == false)
  }

  @Test("a function on the list of those that no probe may touch", arguments: [true, false])
  func blacklist(isMounted: Bool) throws {
    let kernel = isMounted ? KernelProbeSymbolTests.kernel : Kernel(calls: NoDebugFS())
    let list = ProbeBlacklist(try #require(kernel.debugFile("kprobes/blacklist")))
    let name = try #require(list.names.first { KernelProbeSymbolTests.functions[$0] == 1 })
    let counter = try CountingProgram(kernel: kernel, type: .kprobe)
    let error = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .kprobe(name))
    }
    #expect(error?.code == .unsupported, "\(error?.description ?? name)")
    #expect(error?.reason?.contains("list of those") == true)
  }

  @Test("a function that the kernel's source says not to trace")
  func notrace() throws {
    let name = "trace_clock_local"
    try #require(KernelProbeSymbolTests.functions[name] == 1)
    let error = try failure(KernelProbe(name))
    #expect(error?.code == .unsupported, "\(error?.description ?? "")")
    #expect(error?.reason?.contains("notrace") == true)
  }

  @Test("a place where no instruction begins")
  func middle() throws {
    // The first instruction has at least four bytes where functions can be traced.
    let error = try failure(KernelProbe("security_task_getpgid", offset: 1))
    #expect(error?.code == .invalidArgument, "\(error?.description ?? "")")
  }

  @Test("system calls that there are not")
  func systemCalls() throws {
    let counter = try CountingProgram(kernel: KernelProbeSymbolTests.kernel, type: .kprobe)
    let error = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .ksyscall("opennat"))
    }
    #expect(error?.code == .notFound)
    #expect(error?.advice?.contains("openat") == true)
  }

  @Test(
    "a function of a module", .requires(.modules, .loadedModule("veth")),
    .proves("kprobe"), arguments: [ProbeMode.automatic, .traceFS])
  func modules(mode: ProbeMode) throws {
    let counter = try CountingProgram(kernel: KernelProbeSymbolTests.kernel, type: .kprobe)
    for name in ["veth:veth_newlink", "veth_newlink"] {
      let link = try counter.program.attach(to: .kprobe(name, mode: mode))
      try NetworkNamespace.run {}
      #expect(try counter.count >= 1)
      let target = link.target
      #expect(target == "kprobe \(name)")
      try link.detach()
    }
    let missing = try failure(KernelProbe("veth:veth_newlimk", mode: mode))
    #expect(missing?.code == .notFound)
    #expect(missing?.advice?.contains("veth_newlink") == true)
    let other = try failure(KernelProbe("no_such:veth_newlink", mode: mode))
    #expect(other?.advice?.contains("veth:veth_newlink") == true)
  }
}

/// A system whose debug file system is mounted nowhere.
private struct NoDebugFS: SystemCalls {
  func readFile(_ path: String) throws(Errno) -> [UInt8] {
    if path.hasPrefix("/sys/kernel/debug") { throw .noSuchFileOrDirectory }
    return try LiveSystemCalls().readFile(path)
  }
}

extension Requirement {
  /// A module that is loaded.
  fileprivate static func loadedModule(_ name: String) -> Self {
    Self("the module \(name)") {
      let modules = (try? LiveSystemCalls().readFile("/proc/modules")) ?? []
      let isLoaded = String(decoding: modules, as: UTF8.self).split(separator: "\n")
        .contains { $0.hasPrefix("\(name) ") }
      return isLoaded ? nil : "it is not loaded"
    }
  }
}
