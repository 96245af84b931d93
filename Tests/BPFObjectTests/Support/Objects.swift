import BPFObject
import Bytes
import TestSupport

/// A fixture's object and kernels to prepare it for.
enum Objects {
  /// Opens a compiled object under its own name; `eb/` before it gives the big-endian one.
  static func open(_ name: String) throws -> ObjectFile {
    try ObjectFile(contentsOf: Fixture.path("objects/\(name).bpf.o"))
  }

  /// Opens an object for a kernel that has none of what its programs attach to.
  static func openWithoutAttachTargets(_ name: String) throws -> ObjectFile {
    var object = try open(name)
    for program in object.programs
    where program.definition?.flags.contains(.attachesToBTF) == true {
      object.programs[program.name]?.autoload = false
    }
    return object
  }

  /// A kernel of recorded or synthetic types.
  static func kernel(
    _ types: String, version: KernelVersion? = KernelVersion(6, 18, 0)
  ) throws -> TargetKernel {
    try TargetKernel(
      types: BTFTable(Fixture.bytes("objects/targets/\(types).btf")), version: version)
  }

  /// A kernel that has no types that objects look for.
  static func emptyKernel(_ order: ByteOrder = .little) throws -> TargetKernel {
    try kernel(order == .little ? "target_none" : "eb/target_none")
  }

  /// Every fixture, by name.
  static let all = """
    arena
    bad_map_entries
    bad_section
    btf_kinds
    context_tag
    core_errors
    core_fields
    core_types
    cpuv4
    exceptions
    execsnoop
    execsnoop_tp
    globals
    isa
    kconfig
    kconfig_options
    kconfig_unknown
    kfunc
    kfunc_missing
    ksym
    ksym_typed
    many
    mapinmap
    maps
    maps_pinned
    minimal
    minimal_dwarf
    no_btf
    no_license
    only_text
    perf_events
    ring_bench
    ring_events
    sections
    selftest_core
    selftest_core_kernel
    selftest_globals
    selftest_kconfig
    selftest_maps
    selftest_ringbuf
    selftest_struct_ops
    selftest_subprogs
    struct_ops
    struct_ops_bad
    struct_ops_match
    subprogs
    trace_getpid
    verifier_rejects
    xdp_pass
    """.split(separator: "\n").map(String.init)

  /// Those that must not open.
  static let refused = [
    "bad_arena",
    "bad_map_field", "bad_map_nested", "bad_map_pinning", "bad_map_sizes", "bad_map_static",
    "bad_map_untyped", "bad_map_values", "extern_unannotated", "legacy_maps", "static_prog",
  ]
}

/// The error that something must throw.
func objectError(_ body: () throws -> Void) -> ObjectError? {
  do { try body() } catch { return error as? ObjectError }
  return nil
}
