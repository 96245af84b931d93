internal import BPFObject
internal import SystemPackage

/// What a program was loaded for.
///
/// For programs whose target was settled by the verifier: `tp_btf`, `fentry`, `fexit`, `fmod_ret`
/// (Linux 5.5), `lsm` (Linux 5.7). The command is `BPF_RAW_TRACEPOINT_OPEN` without a name, which
/// every kernel that has such programs understands.
public struct LoadedTarget: AttachPoint {
  /// What messages call the target.
  public var name: String?

  /// What a program was loaded for; messages call it by a name.
  public init(named name: String? = nil) { self.name = name }

  /// The name of the target.
  public var description: String { name ?? "the target it was loaded for" }

  /// Attaches a program of type `tracing` or `lsm`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    do {
      let link = try kernel.openRawTracepoint(nil, program: program.descriptor.rawValue)
      return Link(
        kernel: kernel, owning: link, target: description, programName: program.name)
    } catch {
      throw kernel.failure(
        .rawTracepointOpen, error, "attach \(program) to \(self)", program: program.name)
    }
  }
}

extension AttachPoint where Self == LoadedTarget {
  /// What the program was loaded for: the function, tracepoint or hook of its section's name.
  public static var loadedTarget: Self { LoadedTarget() }

  /// What the program was loaded for, under the name that messages give it.
  public static func loadedTarget(named name: String?) -> Self { LoadedTarget(named: name) }
}
