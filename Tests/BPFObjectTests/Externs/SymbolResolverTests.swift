import BPFObject
import BTF
import Bytes
import CORE
import TestSupport
import Testing

/// Symbols, variables and functions of the kernel and its modules.
@Suite struct SymbolResolverTests {
  /// A kernel with the functions that the fixture `kfunc` calls, but for those in `modules`.
  static func kernel(
    _ order: ByteOrder = .little, leaving modules: Set<String> = [], taskParameters: Int = 1
  ) throws -> (kernel: TargetKernel, image: BTFImage) {
    var image = BTFImage(order)
    addFunctions(to: &image, taskParameters: taskParameters) { !modules.contains($0) }
    return (TargetKernel(types: try BTFTable(Bytes(image.make()))), image)
  }

  static func addFunctions(
    to image: inout BTFImage, taskParameters: Int = 1, _ isWanted: (String) -> Bool
  ) {
    let int = image.int("int", 4, encoding: 1)
    let task = image.struct(
      "task_struct", 64, [.init("flags", int, at: 0), .init("pid", int, at: 256)])
    let pointer = image.pointer(task)
    let nothing = image.prototype(0, [])
    let find = image.prototype(
      pointer, (0..<taskParameters).map { ("p\($0)", int) })
    let release = image.prototype(0, [("task", pointer)])
    // The name of a variable is no function.
    _ = image.variable("no_such_kernel_function", int, linkage: 1)
    for (name, prototype) in [
      ("bpf_rcu_read_lock", nothing), ("bpf_rcu_read_unlock", nothing),
      ("bpf_task_from_pid", find), ("bpf_task_release", release),
    ] where isWanted(name) { _ = image.function(name, prototype, linkage: 1) }
    _ = image.variable("bpf_prog_active", int, linkage: 1)
  }

  static func id(_ name: String, in table: BTFTable) throws -> Int32 {
    let type = try #require(try table.firstType(named: name) { $0 == .function || $0 == .variable })
    return Int32(type.id.rawValue)
  }

  @Test(arguments: ["", "eb/"]) func functionsOfTheKernel(folder: String) throws {
    let object = try Objects.open(folder + "kfunc")
    let (kernel, _) = try Self.kernel(object.byteOrder)
    let types = try #require(kernel.types)
    let plan = try object.plan(for: kernel)
    let locks = plan.programs[0]
    #expect(
      locks.references.map(\.target) == [
        .kernelFunction(name: "bpf_rcu_read_lock", module: 0),
        .kernelFunction(name: "bpf_rcu_read_unlock", module: 0),
      ])
    let call = locks.instructions[0]
    #expect(call.isCall && call.source == 2 && call.offset == 0)
    #expect(try call.immediate == Self.id("bpf_rcu_read_lock", in: types))
    #expect(plan.modules.isEmpty)
  }

  /// What the kernel does not have has no address, and calling it is what the verifier refuses if
  /// the program ever gets there.
  @Test func weakFunctionsThatAreMissing() throws {
    let object = try Objects.open("kfunc")
    let plan = try object.plan(for: Self.kernel().kernel, programs: ["guarded"])
    let program = plan.programs[0]
    #expect(program.references.isEmpty)
    let address = try #require(program.instructions.firstIndex { $0.isWideLoad })
    #expect(program.instructions[address].source == 0)
    #expect(program.instructions[address].immediate == 0)
    #expect(program.instructions[address + 1].immediate == 0)
    let call = try #require(program.instructions.first { $0.isCall })
    // libbpf's number: 2,002,000,000 and the place among the externs, which are sorted by name.
    #expect(call.source == 0 && call.immediate == 2_002_000_005)
  }

  /// Of two declarations of a function, the one that fits this kernel is used.
  @Test(arguments: [(1, "bpf_task_from_pid"), (2, "bpf_task_from_pid___wrong")])
  func flavours(parameters: Int, chosen: String) throws {
    let object = try Objects.open("kfunc")
    let (kernel, _) = try Self.kernel(taskParameters: parameters)
    guard parameters == 1 else {
      // The strong declaration does not fit, which the program's only guard is not about.
      let error = objectError { _ = try object.plan(for: kernel, programs: ["own_task"]) }
      #expect(error?.code == .unresolvedExtern && error?.program == "own_task")
      #expect(error?.description.contains("declared with another type") == true)
      #expect(error?.description.contains("___old") == true)
      return
    }
    let plan = try object.plan(for: kernel, programs: ["own_task"])
    let names = plan.programs[0].references.compactMap { reference -> String? in
      if case .kernelFunction(let name, _) = reference.target { name } else { nil }
    }
    #expect(names == ["bpf_task_from_pid", "bpf_task_release"])
  }

  @Test func strongFunctionsThatAreMissing() throws {
    let object = try Objects.open("kfunc_missing")
    let error = try #require(
      objectError { _ = try object.plan(for: Self.kernel().kernel) })
    #expect(error.code == .unresolvedExtern && error.program == "calls")
    #expect(error.instruction == 1)
    #expect(
      error.description.contains(
        "neither the kernel nor its modules have a function 'no_such_kernel_function'"))
    #expect(error.description.contains("bpf_ksym_exists"))
  }

  /// A strong function that only a program not being loaded calls is no failure.
  @Test func whatOtherProgramsNeedMayBeMissing() throws {
    let object = try Objects.open("kfunc")
    let (kernel, _) = try Self.kernel(leaving: ["bpf_task_release", "bpf_task_from_pid"])
    #expect(objectError { _ = try object.plan(for: kernel) }?.code == .unresolvedExtern)
    #expect(try object.plan(for: kernel, programs: ["locks"]).programs.count == 1)
  }

  @Test func functionsOfModules() throws {
    let object = try Objects.open("kfunc")
    let inModules: Set = ["bpf_task_release", "bpf_rcu_read_unlock"]
    var (kernel, base) = try Self.kernel(leaving: inModules)
    func module(_ name: String, _ functions: Set<String>) throws -> TargetModule {
      var image = BTFImage(over: base)
      Self.addFunctions(to: &image) { functions.contains($0) }
      return TargetModule(
        name: name, types: try BTFTable(Bytes(image.make()), base: kernel.types))
    }
    kernel.modules = [
      try module("empty", []), try module("first", ["bpf_task_release"]),
      try module("second", inModules),
    ]
    let plan = try object.plan(for: kernel)
    #expect(plan.modules.map(\.name) == ["empty", "first", "second"])
    let unlock = plan.programs[0].references[1]
    #expect(unlock.target == .kernelFunction(name: "bpf_rcu_read_unlock", module: 3))
    // The offset counts the modules in use, in the order of the externs' names, from 1.
    let call = plan.programs[0].instructions[unlock.instruction]
    #expect(call.offset == 1)
    #expect(try call.immediate == Self.id("bpf_rcu_read_unlock", in: kernel.modules[2].types))
    let release = try #require(plan.programs[2].references.last)
    #expect(release.target == .kernelFunction(name: "bpf_task_release", module: 2))
    #expect(plan.programs[2].instructions[release.instruction].offset == 2)
    #expect(plan.calledModules == [3, 2])
  }

  /// Modules are asked for only when the kernel itself lacks something.
  @Test func modulesAreFetchedWhenNeeded() throws {
    let object = try Objects.open("kfunc")
    var (kernel, _) = try Self.kernel()
    kernel.moduleSource = {
      Issue.record("nothing is missing")
      return []
    }
    #expect(try object.plan(for: kernel, programs: ["locks"]).programs.count == 1)
    kernel.moduleSource = { [] }
    #expect(try object.plan(for: kernel).programs.count == 3)
  }

  @Test func variablesOfTheKernel() throws {
    let object = try Objects.open("ksym_typed")
    let (kernel, _) = try Self.kernel()
    let program = try object.plan(for: kernel).programs[0]
    let reference = try #require(program.references.first)
    #expect(reference.target == .kernelType(name: "bpf_prog_active", module: 0))
    let load = program.instructions[reference.instruction]
    #expect(try load.source == 3 && load.immediate == Self.id("bpf_prog_active", in: kernel.types!))
    #expect(program.instructions[reference.instruction + 1].immediate == 0)

    var other = BTFImage()
    let long = other.struct("s", 8, [])
    _ = other.variable("bpf_prog_active", long, linkage: 1)
    let types = try BTFTable(Bytes(other.make()))
    let error = objectError { _ = try object.plan(for: TargetKernel(types: types)) }
    #expect(error?.code == .unresolvedExtern)
    #expect(error?.description.contains("declared with another type") == true)
    let none = objectError { _ = try object.plan(for: TargetKernel(types: nil)) }
    #expect(none?.code == .missingTarget && none?.program == "typed")
  }

  @Test func addresses() throws {
    let object = try Objects.open("ksym")
    var kernel = try Objects.emptyKernel()
    func target(_ program: String) throws -> [ProgramPlan.Reference.Target] {
      try object.plan(for: kernel, programs: [program]).programs[0].references.map(\.target)
        .filter { if case .symbol = $0 { true } else { false } }
    }
    // Without the symbols of a kernel, they count as there.
    #expect(try target("untyped") == [.symbol(name: "schedule", address: nil)])
    kernel.symbols = KernelSymbolsTests.recorded
    #expect(try target("untyped") == [.symbol(name: "schedule", address: 0xffff_ffff_8101_b2c0)])
    #expect(try target("missing").isEmpty)
    kernel.symbols = KernelSymbolsTests.symbols("ffffffff81000000 T other\n")
    #expect(
      objectError { _ = try target("untyped") }?.description.contains(
        "the kernel has no symbol 'schedule'") == true)
    kernel.symbols = KernelSymbolsTests.symbols("1 T schedule\n2 t schedule\n")
    #expect(
      objectError { _ = try target("untyped") }?.description.contains("several symbols") == true)
    kernel.symbols = KernelSymbolsTests.symbols("0 T schedule\n0 T other\n")
    #expect(
      objectError { _ = try target("untyped") }?.description.contains("kptr_restrict") == true)
  }
}
