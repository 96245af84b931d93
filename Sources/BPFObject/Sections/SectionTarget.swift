/// What a program attaches to, as the name of its section says.
///
/// The names of sections are a small language of their own, which libbpf defined: each case has one
/// form of it.
public enum SectionTarget: Sendable, Hashable {
  /// `kprobe/FUNCTION[+OFFSET]`, `kretprobe/FUNCTION`; the function may be one of a module,
  /// `MODULE:FUNCTION`.
  case kernelProbe(function: String, offset: UInt64, onReturn: Bool)
  /// `kprobe.multi/PATTERN`, `kretprobe.multi/PATTERN`, `kprobe.session/PATTERN`.
  case kernelProbes(pattern: String, ProbeForm)
  /// `ksyscall/NAME`, `kretsyscall/NAME`.
  case systemCall(String, onReturn: Bool)
  /// `uprobe/BINARY:FUNCTION[+OFFSET]`, `uretprobe/BINARY:FUNCTION`.
  case userProbe(binary: String, function: String, offset: UInt64, onReturn: Bool)
  /// `uprobe.multi/BINARY:PATTERN`, `uretprobe.multi/BINARY:PATTERN`, `uprobe.session/BINARY:PATTERN`.
  case userProbes(binary: String, pattern: String, ProbeForm)
  /// `usdt/BINARY:PROVIDER:NAME`.
  case userStaticProbe(binary: String, provider: String, name: String)
  /// `tracepoint/CATEGORY/NAME`.
  case tracepoint(category: String, name: String)
  /// `raw_tracepoint/NAME`.
  case rawTracepoint(String)
  /// `fentry/[MODULE:]FUNCTION`, `tp_btf/NAME` and the like: known to the kernel since the load.
  case tracing(String)
  /// `fentry.multi/[MODULE:]PATTERN` and the like.
  case tracingMulti(pattern: String)
  /// `lsm/HOOK`.
  case lsm(String)
  /// `iter/KIND`.
  case iterator(String)

  /// At which ends of a function a program of many probes runs.
  public enum ProbeForm: Sendable, Hashable {
    /// When it is entered.
    case entry
    /// When it returns.
    case `return`
    /// At both, with a word of memory between the two.
    case session
  }
}

extension ProgramSpec {
  /// What the program attaches to, when the name of its section says that.
  ///
  /// - Returns: `nil` for sections that leave it open, such as `xdp`, or `kprobe` with nothing behind.
  /// - Throws: ``ObjectError`` of code ``ObjectError/Code/malformedTarget`` when what is behind the
  ///   section's prefix is not of the form that it must have.
  public func sectionTarget() throws(ObjectError) -> SectionTarget? {
    guard let definition, let kind = definition.automaticAttachment, let target, !target.isEmpty
    else { return nil }
    do {
      return try SectionTarget(target, kind, prefix: definition.name)
    } catch {
      throw ObjectError(
        .malformedTarget, error.what, program: name, section: sectionName,
        advice: "write \(definition.name)/\(error.form)")
    }
  }
}
