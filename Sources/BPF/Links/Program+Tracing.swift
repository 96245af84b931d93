internal import BPFObject
internal import SystemPackage

extension Program {
  /// Attaches a program to what it was loaded for.
  ///
  /// For programs whose target was settled by the verifier: `tp_btf`, `fentry`, `fexit`, `fmod_ret`
  /// (Linux 5.5), `lsm` (Linux 5.7). The command is `BPF_RAW_TRACEPOINT_OPEN` without a name, which
  /// every kernel that has such programs understands.
  ///
  /// - Parameter name: what messages call the target.
  /// - Returns: the link; the program is detached when it ends.
  /// - Throws: ``BPFError``.
  public func attachToLoadedTarget(named name: String? = nil) throws(BPFError) -> Link {
    let target = name ?? "the target it was loaded for"
    do {
      let link = try kernel.openRawTracepoint(nil, program: descriptor.rawValue)
      return Link(
        kernel: kernel, owning: link, mechanism: .rawTracepoint, target: target,
        programName: self.name)
    } catch {
      throw kernel.failure(
        .rawTracepointOpen, error, "attach \(self) to \(target)", program: self.name)
    }
  }
}
