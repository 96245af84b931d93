/// What the name of an ELF section says about the programs in it.
///
/// `SEC("tracepoint/sched/sched_process_exec")` matches the row `tracepoint` and leaves
/// `sched/sched_process_exec` as the target.
public struct SectionDefinition: Sendable, Hashable {
  /// The name, or for a row that takes a target the part before the first `/` of the target.
  public let name: String
  /// Whether `/` and a target may follow.
  public let takesTarget: Bool
  /// The type of the programs.
  public let programType: ProgramType
  /// The expected attach type; 0 where the type of program has only one.
  public let attachType: AttachType
  /// How the programs are loaded.
  public let flags: Flags
  /// How the programs are attached by the section name alone; `nil` where that cannot be.
  public let automaticAttachment: AutomaticAttachment?

  /// How the programs of a section are loaded.
  public struct Flags: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8
    /// The set with the given bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Kernels that do not know the attach type (before 4.17) take the program without.
    public static let attachTypeOptional = Flags(rawValue: 1)
    /// The target is a function or type of the kernel's BTF, looked up before the load.
    public static let attachesToBTF = Flags(rawValue: 2)
    /// The program may sleep (`BPF_F_SLEEPABLE`).
    public static let sleepable = Flags(rawValue: 4)
    /// The program understands frames in several buffers (`BPF_F_XDP_HAS_FRAGS`).
    public static let xdpFragments = Flags(rawValue: 8)
    /// Attached by uprobe.multi links where the kernel has them.
    public static let usdt = Flags(rawValue: 16)
  }

  /// What is set in `prog_flags` for the programs of such sections.
  var programFlags: ProgramFlags {
    var programFlags: ProgramFlags = []
    if flags.contains(.sleepable) { programFlags.insert(.sleepable) }
    if flags.contains(.xdpFragments) { programFlags.insert(.xdpHasFragments) }
    return programFlags
  }

  /// A way to attach a program of which the section name says all that is needed.
  public enum AutomaticAttachment: Sendable, Hashable {
    /// `FUNCTION[+OFFSET]`.
    case kprobe
    /// A pattern of function names.
    case kprobeMulti
    /// A pattern of function names; one program for entry and return.
    case kprobeSession
    /// The name of a system call.
    case kernelSystemCall
    /// `BINARY:FUNCTION[+OFFSET]`.
    case uprobe
    /// `BINARY:PATTERN`.
    case uprobeMulti
    /// `BINARY:PROVIDER:NAME`.
    case usdt
    /// `CATEGORY/NAME`.
    case tracepoint
    /// `NAME`.
    case rawTracepoint
    /// `[MODULE:]FUNCTION`, known to the kernel since the load.
    case tracing
    /// `[MODULE:]PATTERN`.
    case tracingMulti
    /// The name of a hook.
    case lsm
    /// The kind of object to iterate over.
    case iterator
  }

  /// The definition that a section's name matches, and the target behind it.
  ///
  /// A leading `?`, which only means that the programs are not loaded by default, is passed over.
  /// Matching is strict: `kprobe_foo` and `xdp_foo`, which libbpf before 1.0 accepted, match nothing.
  public static func matching(
    _ sectionName: String
  ) -> (definition: SectionDefinition, target: String?)? {
    var name = sectionName[...]
    if name.hasPrefix("?") { name = name.dropFirst() }
    if let index = byName[name] { return (all[index], nil) }
    // No name that takes a target contains a `/`, so that the first one ends it.
    guard let slash = name.firstIndex(of: "/"), let index = byName[name[..<slash]],
      all[index].takesTarget
    else { return nil }
    return (all[index], String(name[name.index(after: slash)...]))
  }

  private static let byName: [Substring: Int] = {
    var index: [Substring: Int] = [:]
    for (place, definition) in all.enumerated() { index[definition.name[...]] = place }
    return index
  }()
}
