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
    let bare = try #require(objectError { _ = try target(of: "row_44_bare", in: empty) })
    #expect(bare.code == .missingAttachTarget)
    #expect(bare.description.contains("SEC(\"fentry/FUNCTION\")"))
    let replaced = try #require(objectError { _ = try target(of: "row_58", in: empty) })
    #expect(replaced.code == .unsupported)
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
}
