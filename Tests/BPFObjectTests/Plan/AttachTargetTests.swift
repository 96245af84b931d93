import BPFObject
import Bytes
import TestSupport
import Testing

/// What programs attach to, looked up in a kernel's types before they are loaded.
@Suite struct AttachTargetTests {
  /// A kernel with some functions, hooks and tracepoints, and two modules over it.
  private func kernel() throws -> TargetKernel {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let prototype = image.prototype(int, [("x", int)])
    // A type of the wanted name that is no function comes first.
    _ = image.typedef("do_nanosleep", int)
    for name in [
      "do_nanosleep", "security_file_open", "bpf_lsm_file_open", "bpf_lsm_socket_bind",
      "bpf_iter_task", "do_kernel_", "everywhere", "core",
    ] {
      _ = image.function(name, prototype, linkage: 0)
    }
    _ = image.typedef("btf_trace_sched_switch", image.pointer(prototype))
    // The tracepoint's probe is a function of the same name, which is not what is attached to.
    _ = image.function("btf_trace_sys_enter", prototype, linkage: 0)
    _ = image.typedef("btf_trace_sys_enter", image.pointer(prototype))
    let base = try BTFTable(Bytes(image.make()))
    var target = TargetKernel(types: base)
    var first = BTFImage(over: image)
    for name in ["only_first", "both_of_us", "everywhere", "only"] {
      _ = first.function(name, prototype, linkage: 0)
    }
    var second = BTFImage(over: image)
    for name in ["both_of_us", "only_in_secd"] {
      _ = second.function(name, prototype, linkage: 0)
    }
    target.modules = try [("a", first), ("b", second)].map { name, image in
      TargetModule(name: name, types: try BTFTable(Bytes(image.make()), base: base))
    }
    return target
  }

  private func target(
    of program: String, in kernel: TargetKernel
  ) throws -> ProgramPlan.AttachTarget? {
    try Objects.open("sections").plan(for: kernel, programs: [program]).programs[0].attachTarget
  }

  @Test func prefixesAndKinds() throws {
    let kernel = try kernel()
    let types = try #require(kernel.types)
    for (row, name, kind) in [
      ("row_42", "btf_trace_sched_switch", TypeKind.typedef),
      ("row_43", "btf_trace_sys_enter", .typedef), ("row_44", "do_nanosleep", .function),
      ("row_45", "security_file_open", .function), ("row_46", "do_nanosleep", .function),
      ("row_59", "bpf_lsm_file_open", .function), ("row_61", "bpf_lsm_socket_bind", .function),
      ("row_62", "bpf_iter_task", .function), ("row_63", "bpf_iter_task", .function),
    ] {
      let found = try #require(try target(of: row, in: kernel))
      #expect(found.name == name && found.module == 0)
      let type = try types.type(found.id)
      #expect(try types.name(of: type) == name)
      #expect(type.kind == kind, "\(row)")
    }
    for row in ["row_1", "row_32", "row_37", "row_4", "row_54"] {
      #expect(try target(of: row, in: kernel) == nil)
    }
  }

  @Test func whatIsNotThere() throws {
    let empty = try Objects.emptyKernel()
    let error = try #require(objectError { _ = try target(of: "row_44", in: empty) })
    #expect(error.code == .missingAttachTarget && error.program == "row_44")
    #expect(error.section == "fentry/do_nanosleep")
    #expect(error.description.contains("no func 'do_nanosleep'"))
    #expect(error.description.contains("inlined, renamed or absent"))
    let near = try #require(
      objectError {
        var object = try Objects.open("sections")
        object.programs["row_44"]?.target = "do_nanosleap"
        _ = try object.plan(for: try kernel(), programs: ["row_44"])
      })
    #expect(near.description.contains("near names: do_nanosleep"))
    let bare = try #require(objectError { _ = try target(of: "row_44_bare", in: empty) })
    #expect(bare.code == .missingAttachTarget)
    #expect(bare.description.contains("SEC(\"fentry/FUNCTION\")"))
    let replaced = try #require(objectError { _ = try target(of: "row_58", in: empty) })
    #expect(replaced.code == .missingAttachTarget)
    #expect(replaced.advice?.contains("targetPrograms") == true)
  }

  /// `SEC("fentry/MODULE:FUNCTION")` looks in modules only, `vmlinux:` in the kernel only; without
  /// either the kernel comes first.
  @Test(
    arguments: [
      ("a:only_first", "only_first", 1), ("a:both_of_us", "both_of_us", 1),
      ("only_in_secd", "only_in_secd", 2), ("a:do_kernel_", nil, 0),
      ("a:everywhere", "everywhere", 1), ("b:both_of_us", "both_of_us", 2),
      ("c:both_of_us", nil, 0),
      ("vmlinux:only", nil, 0), ("vmlinux:core", "core", 0), (":only_first_", nil, 0),
      ("a:b:whatever", nil, 0),
    ] as [(String, String?, Int)])
  func functionsOfModules(target: String, name: String?, module: Int) throws {
    var patch = try ObjectPatch("sections")
    try patch.replace("fentry/do_nanosleep\0", with: "fentry/\(target)\0")
    let object = try ObjectFile(patch.bytes, name: "x")
    #expect(object.programs["row_44"]?.target == target)
    let kernel = try kernel()
    do {
      let found = try object.plan(for: kernel, programs: ["row_44"]).programs[0].attachTarget
      #expect(found?.isInProgram == false)
      #expect(found?.name == name && found?.module == module)
    } catch {
      #expect(name == nil && error.code == .missingAttachTarget)
    }
  }

  @Test func withoutTheKernelsTypes() throws {
    let error = try #require(
      objectError { _ = try target(of: "row_47", in: TargetKernel(types: nil)) })
    #expect(error.code == .missingTarget && error.program == "row_47")
    #expect(error.description.contains("'do_nanosleep' is looked up in the kernel's BTF"))
    #expect(try target(of: "row_1", in: TargetKernel(types: nil)) == nil)
    #expect(try Objects.open("sections").needsKernelTypes())
    #expect(try !Objects.open("minimal").needsKernelTypes())
    #expect(try Objects.open("execsnoop").needsKernelTypes())
  }

  /// Without the module, a function that several have is none in particular.
  @Test func aFunctionOfSeveralModules() throws {
    var object = try Objects.open("sections")
    object.programs["row_44_bare"]?.target = "both_of_us"
    let error = try #require(
      objectError { _ = try object.plan(for: try kernel(), programs: ["row_44_bare"]) })
    #expect(error.code == .ambiguousAttachTarget)
    #expect(error.advice == "name the module: a:both_of_us")
    object.programs["row_44_bare"]?.target = "b:both_of_us"
    let plan = try object.plan(for: try kernel(), programs: ["row_44_bare"])
    #expect(plan.programs[0].attachTarget?.module == 2)
  }

  /// A loaded program goes before the kernel, whose types are then not needed.
  @Test func functionsOfPrograms() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let prototype = image.prototype(int, [("x", int)])
    for name in ["entry_of_some_length", "replaced"] {
      _ = image.function(name, prototype, linkage: 1)
    }
    let types = try BTFTable(Bytes(image.make()))
    var target = TargetKernel(types: nil)
    target.programs["row_58"] = TargetProgram(name: "entry_of_some_l", types: types)
    target.programs["row_58_bare"] = target.programs["row_58"]
    let object = try Objects.open("sections")
    for (row, name) in [("row_58", "replaced"), ("row_58_bare", "entry_of_some_length")] {
      let found = try #require(
        try object.plan(for: target, programs: [row]).programs[0].attachTarget)
      #expect(found.isInProgram && found.module == 0)
      #expect(try types.name(of: types.type(found.id)) == name)
    }
    target.programs["row_58"] = TargetProgram(
      name: "x", types: try BTFTable(Bytes(BTFImage().make())))
    let error = try #require(
      objectError { _ = try object.plan(for: target, programs: ["row_58"]) })
    #expect(error.code == .missingAttachTarget && error.program == "row_58")
  }
}
