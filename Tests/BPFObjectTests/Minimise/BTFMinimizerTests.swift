import BPFObject
import BTF
import Bytes
import CORE
import TestSupport
import Testing

/// Objects prepared for part of a kernel's types as for all of them.
@Suite struct BTFMinimizerTests {
  /// What an object's programs become, without the numbers of the kernel's types.
  private func plans(_ object: ObjectFile, for kernel: TargetKernel) -> [String] {
    object.programs.map { program in
      do throws(ObjectError) {
        let plan = try object.plan(for: kernel, programs: [program.name])
        return plan.relocations.map { relocation in
          let outcome = relocation.outcome
          let value = outcome.kind == .typeIDTarget ? 0 : outcome.targetValue ?? 0
          return "\(relocation.functionName) \(outcome.instructionIndex) \(outcome.operation) "
            + "\(value) \(outcome.after.opcode)"
        }.joined(separator: "\n")
          + plan.programs.map {
            "\($0.spec.name) \($0.instructions.count) \($0.attachTarget?.name ?? "") "
              + "\($0.attachTarget?.module ?? 0)"
          }.joined()
      } catch {
        return "\(error.code) \(error.instruction ?? -1)"
      }
    }
  }

  static let targets = ["target_a", "target_b", "target_errors", "target_none"]

  @Test(arguments: ["", "eb/"], targets)
  func fixturesOnRecordedTypes(_ folder: String, _ target: String) throws {
    let kernel = try Objects.kernel(folder + target)
    let whole = try #require(kernel.types)
    var objects: [ObjectFile] = []
    for name in ["core_fields", "core_types", "core_errors", "cpuv4", "selftest_core", "globals"] {
      let object = try Objects.open(folder + name)
      objects.append(object)
      let part = try kernel.minimized(for: [object])
      #expect(plans(object, for: part) == plans(object, for: kernel), "\(name)")
      #expect(try #require(part.types).bytes.count <= whole.bytes.count)
    }
    // One part for all of them serves each as well.
    let shared = try kernel.minimized(for: objects)
    for object in objects {
      #expect(plans(object, for: shared) == plans(object, for: kernel), "\(object.name)")
    }
  }

  /// A kernel and a module with what programs attach to and externs ask for.
  private func kernel() throws -> TargetKernel {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let task = image.struct("task_struct", 64, [.init("pid", int, at: 0)])
    let prototype = image.prototype(int, [("p", image.pointer(task)), ("x", int)])
    for name in [
      "do_nanosleep", "security_file_open", "bpf_lsm_file_open", "bpf_lsm_socket_bind",
      "bpf_iter_task", "unwanted", "bpf_task_acquire", "bpf_task_release", "bpf_task_from_pid",
    ] {
      _ = image.function(name, prototype, linkage: 0)
    }
    _ = image.typedef("btf_trace_sched_switch", image.pointer(prototype))
    _ = image.typedef("btf_trace_unwanted", image.pointer(prototype))
    let variables = ["bpf_prog_active", "runqueues", "unwanted_variable"].map {
      image.variable($0, int, linkage: 1)
    }
    _ = image.section(
      ".data..percpu", 12,
      variables.enumerated().map { ($1, at: UInt32($0) * 4, size: 4) })
    let common = image.struct("bpf_struct_ops_common", 4, [.init("refcnt", int, at: 0)])
    let ops = image.struct(
      "tcp_congestion_ops", 24,
      [
        .init("unused", int, at: 0), .init("ssthresh", image.pointer(prototype), at: 64),
        .init("name", image.array(int, 2), at: 128),
      ])
    _ = image.struct(
      "bpf_struct_ops_tcp_congestion_ops", 32,
      [.init("common", common, at: 0), .init("data", ops, at: 64)])
    let base = try BTFTable(Bytes(image.make()))
    var module = BTFImage(over: image)
    for name in ["do_nanosleep", "only_here", "unwanted_too"] {
      _ = module.function(name, prototype, linkage: 0)
    }
    return TargetKernel(
      types: base,
      modules: [
        TargetModule(name: "module", types: try BTFTable(Bytes(module.make()), base: base))
      ],
      version: KernelVersion(6, 12))
  }

  private func names(_ table: BTFTable, _ kind: TypeKind) throws -> [String] {
    try table.ownIDs.map { try table.type(TypeID($0)) }.filter { $0.kind == kind }
      .map { try table.name(of: $0) }
  }

  @Test func attachTargets() throws {
    let object = try Objects.open("sections")
    let kernel = try kernel()
    let part = try kernel.minimized(for: [object])
    #expect(plans(object, for: part) == plans(object, for: kernel))
    let types = try #require(part.types)
    let functions = try names(types, .function)
    #expect(functions.contains("do_nanosleep") && functions.contains("bpf_iter_task"))
    #expect(!functions.contains("unwanted"))
    #expect(try names(types, .typedef) == ["btf_trace_sched_switch"])
    // Parameters lead to structs that have a name and a size, and no more.
    let task = try #require(try types.firstType(named: "task_struct") { $0 == .struct })
    #expect(task.count == 0 && task.statedSize == 64)
    #expect(try names(#require(part.modules.first?.types), .function) == ["do_nanosleep"])
    #expect(part.modules[0].types.firstID == types.endID)
  }

  @Test func kernelSymbols() throws {
    let kernel = try kernel()
    let typed = try Objects.open("ksym_typed")
    let wanted = Set(typed.externs.map(\.name))
    let part = try #require(try kernel.minimized(for: [typed]).types)
    let all = try names(#require(kernel.types), .variable)
    let kept = try names(part, .variable)
    #expect(kept == all.filter { wanted.contains($0) })
    let section = try part.firstType(named: ".data..percpu") { $0 == .dataSection }
    #expect((section?.count ?? 0) == kept.count)
    let functions = try Objects.open("kfunc")
    let called = functions.externs.filter { $0.kind == .kernelFunction }.map(\.name)
    let less = try #require(try kernel.minimized(for: [functions]).types)
    #expect(!called.isEmpty)
    for name in try names(#require(kernel.types), .function) {
      #expect(try names(less, .function).contains(name) == called.contains(name), "\(name)")
    }
  }

  @Test func structsOfFunctionsAreWhole() throws {
    let object = try Objects.open("struct_ops")
    let types = try #require(try kernel().minimized(for: [object]).types)
    let ops = try #require(try types.firstType(named: "tcp_congestion_ops") { $0 == .struct })
    #expect(ops.count == 3)
    let pointer = try types.resolved(types.member(1, of: ops).type)
    #expect(try types.resolved(pointer.referent).kind == .functionPrototype)
    #expect(
      try types.firstType(named: "bpf_struct_ops_tcp_congestion_ops") { $0 == .struct }?.count == 2)
  }

  @Test func namesThatNobodyAsksFor() throws {
    let kernel = try kernel()
    var minimizer = try BTFMinimizer(#require(kernel.types), modules: kernel.modules.map(\.types))
    #expect(try minimizer.minimized().types.count == 1)
    try minimizer.add(named: "unwanted")
    try minimizer.add(named: "only_here")
    let minimized = try minimizer.minimized()
    #expect(try names(minimized.types, .function) == ["unwanted"])
    #expect(try names(minimized.modules[0].table, .function) == ["only_here"])
    let old = try #require(try kernel.types?.firstType(named: "unwanted") { $0 == .function })
    let new = try minimized.types.type(#require(minimized.kernel[old.id]))
    #expect(try minimized.types.name(of: new) == "unwanted")
  }

  @Test func whatDoesNotFitTogether() throws {
    let kernel = try kernel()
    var minimizer = try BTFMinimizer(#require(kernel.types))
    let foreign = try Objects.open("eb/core_fields")
    #expect(objectError { try minimizer.add(foreign) }?.code == .foreignByteOrder)
    let other = try #require(try Objects.kernel("target_a").types)
    #expect(
      objectError { _ = try BTFMinimizer(other, modules: kernel.modules.map(\.types)) }?.code
        == .malformedBTF)
    #expect(objectError { _ = try BTFMinimizer(other, modules: [other]) }?.code == .malformedBTF)
  }
}
