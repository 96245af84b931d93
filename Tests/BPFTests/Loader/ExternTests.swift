import BPF
import BPFObject
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// What objects need of the running kernel: its options, symbols, variables and functions.
@Suite(.requires(.bpf, .kernelBTF)) struct ExternTests {
  private func load(_ name: String, _ options: LoadOptions = LoadOptions()) throws -> LoadedObject {
    try ObjectFile(try Fixture.object(name), name: name).load(options: options)
  }

  private func run(_ object: LoadedObject, _ program: String) throws -> UInt32 {
    let program = try #require(object.program(named: program))
    let input =
      program.type == .syscall
      ? TestRunInput() : TestRunInput(data: [UInt8](repeating: 0, count: 64))
    return try program.testRun(input).returnValue
  }

  @Test func optionsOfTheCaller() throws {
    let options = LoadOptions(
      programs: ["hertz"], configuration: KernelConfiguration("CONFIG_HZ=4711"))
    #expect(try run(try load("kconfig_options", options), "hertz") == 4711)
  }

  @Test(
    .enabled(
      if: Kernel().configuration != nil, "the kernel's configuration is in no file of this system"))
  func optionsOfTheKernel() throws {
    let configuration = try #require(Kernel().configuration)
    let hertz = try #require(configuration["CONFIG_HZ"].flatMap { UInt32($0) })
    #expect(
      try run(try load("kconfig_options", LoadOptions(programs: ["hertz"])), "hertz") == hertz)
  }

  @Test(.requires(.kernel(since: "6.2", for: "bpf_rcu_read_lock")))
  func functionsOfTheKernel() throws {
    let object = try load("kfunc")
    #expect(try run(object, "locks") == 0)
    // The call of a function that no kernel has is never reached.
    #expect(try run(object, "guarded") == 7)
    #if canImport(Glibc)
    #expect(try run(object, "own_task") == UInt32(getpid()))
    #endif
  }

  @Test(.requires(.kernel(since: "5.14", for: "programs of type syscall")))
  func addressesOfSymbols() throws {
    let object = try load("ksym")
    #expect(try run(object, "untyped") == 0)
    #expect(try run(object, "missing") == 1)
    let map = try #require(object.map(named: "ksym.bss"))
    let stored = try map.value(forKey: [0, 0, 0, 0]).map { Array($0) }
    let address = (stored ?? []).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    let symbols = try KernelSymbols(contentsOf: "/proc/kallsyms")
    #expect(symbols["schedule"] == .found(address) && address != 0)
  }

  /// Kernels without `CONFIG_KALLSYMS_ALL` describe the variable and do not know where it is.
  @Test(.requires(.kernel(since: "5.11", for: "variables in its BTF")))
  func variablesOfTheKernel() throws {
    let symbols = try KernelSymbols(contentsOf: "/proc/kallsyms")
    if case .found = symbols["bpf_prog_active"] {
      #expect(try load("ksym_typed").programs.count == 1)
    } else {
      let error = #expect(throws: BPFError.self) { try load("ksym_typed") }
      #expect(error?.verifierLog?.contains("kernel symbol 'bpf_prog_active'") == true)
    }
  }

  @Test func aFunctionThatNoKernelHas() throws {
    let error = #expect(throws: BPFError.self) { try load("kfunc_missing") }
    #expect(error?.code == .invalidObject)
    #expect(error?.description.contains("'no_such_kernel_function'") == true)
  }
}
