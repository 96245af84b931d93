public import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// Many functions of the kernel at once, by one link (`BPF_TRACE_KPROBE_MULTI`, Linux 5.18; a session,
/// which runs the program at both ends of a call, Linux 6.10; needs `CONFIG_FPROBE`).
///
/// The program must have been loaded for it: `SEC("kprobe.multi")`, `SEC("kprobe.session")`.
public struct KernelProbes: AttachPoint {
  /// Which functions are meant.
  public enum Functions: Sendable, Hashable {
    /// All that a pattern of `*` and `?` fits and that can be traced; a name without those is looked
    /// up by the kernel.
    case pattern(String)
    /// These, all of which must exist.
    case names([String])
    /// Those that begin at these addresses.
    case addresses([UInt64])
  }

  /// Which functions are meant.
  public var functions: Functions
  /// At which end of each call the program runs.
  public var form: SectionTarget.ProbeForm
  /// What `bpf_get_attach_cookie` gives in the program, one for each name or address; empty for none.
  public var cookies: [UInt64]
  /// Whether a pattern that fits several functions is refused.
  public var isUnique: Bool

  /// The given functions.
  public init(
    _ functions: Functions, form: SectionTarget.ProbeForm = .entry, cookies: [UInt64] = [],
    isUnique: Bool = false
  ) {
    self.functions = functions
    self.form = form
    self.cookies = cookies
    self.isUnique = isUnique
  }

  /// `kprobe.multi tcp_*`.
  public var description: String {
    let kind =
      switch form {
      case .entry: "kprobe.multi"
      case .return: "kretprobe.multi"
      case .session: "kprobe.session"
      }
    return switch functions {
    case .pattern(let pattern): "\(kind) \(pattern)"
    case .names(let names):
      names.count == 1 ? "\(kind) \(names[0])" : "\(kind) of \(names.count) functions"
    case .addresses(let addresses): "\(kind) of \(addresses.count) addresses"
    }
  }

  /// Attaches a program of type `kprobe` that was loaded for many functions.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard program.type == .kprobe else {
      throw BPFError(
        .invalidArgument, action,
        reason: "the program is of type \(program.type), not kprobe", program: program.name)
    }
    if let spec = program.spec, spec.expectedAttachType != attachType {
      throw notLoadedForIt(program, action)
    }
    let targets: Targets
    do { targets = try find(on: kernel, action) } catch {
      throw error.adding { $0.program = program.name }
    }
    guard cookies.isEmpty || cookies.count == targets.count else {
      throw BPFError(
        .invalidArgument, action,
        reason: "there are \(cookies.count) cookies for \(targets.count) functions",
        program: program.name)
    }
    do {
      let link = try kernel.createLink(
        program: program.descriptor.rawValue, targets, form, cookies: cookies)
      return Link(
        kernel: kernel, owning: link,
        target: description + (targets.wasPattern ? " (\(targets.count) functions)" : ""),
        programName: program.name)
    } catch {
      throw explain(error, program, action, targets)
    }
  }

  /// Looks whether there are such functions.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try find(on: kernel, "find \(self)")
    if kernel.wasBuilt(with: "CONFIG_FPROBE") == false {
      throw KernelProbes.noFProbe("find \(self)")
    }
  }

  /// What the link is made of: names or addresses.
  struct Targets {
    var names: [String] = []
    var addresses: [UInt64] = []
    var wasPattern = false
    /// Some of the names, for messages.
    var sample: [String] = []
    var count: Int { max(names.count, addresses.count) }
  }

  private func find(on kernel: Kernel, _ action: String) throws(BPFError) -> Targets {
    switch functions {
    case .names(let names):
      guard !names.isEmpty else {
        throw BPFError(.invalidArgument, action, reason: "no function is named")
      }
      guard !names.contains(where: { $0.isEmpty || $0.utf8.contains(0) }) else {
        throw BPFError(
          .invalidArgument, action, reason: "one of the names is no name of a function")
      }
      return Targets(names: names)
    case .addresses(let addresses):
      guard !addresses.isEmpty else {
        throw BPFError(.invalidArgument, action, reason: "no address is given")
      }
      return Targets(addresses: addresses)
    case .pattern(let text):
      guard !text.isEmpty, !text.utf8.contains(0) else {
        throw BPFError(.invalidArgument, action, reason: "\"\(text)\" is no pattern of names")
      }
      let pattern = GlobPattern(text)
      if pattern.isPlain, !isUnique { return Targets(names: [text]) }
      var targets = try kernel.traceableFunctions(pattern)
      targets.wasPattern = true
      guard targets.count > 0 else {
        throw BPFError(
          .notFound, action, reason: "no function that can be traced is of the pattern",
          advice: "See available_filter_functions in the trace file system")
      }
      guard !isUnique || targets.count == 1 else {
        throw BPFError(
          .ambiguous, action,
          reason: "\(targets.count) functions are of the pattern, and one was asked for",
          advice: "among them \(targets.sample.joined(separator: ", "))")
      }
      return targets
    }
  }

  static func noFProbe(_ action: String) -> BPFError {
    BPFError(
      .unsupported, action,
      reason: "the kernel was built without CONFIG_FPROBE, which probes of many functions need",
      advice: "attach to each function with kprobe")
  }
}

extension AttachPoint where Self == KernelProbes {
  /// All functions of the kernel that a pattern fits.
  public static func kprobeMulti(
    _ pattern: String, form: SectionTarget.ProbeForm = .entry, isUnique: Bool = false
  ) -> Self {
    KernelProbes(.pattern(pattern), form: form, isUnique: isUnique)
  }

  /// Functions of the kernel by name, each with its cookie if there are any.
  public static func kprobeMulti(
    functions names: [String], form: SectionTarget.ProbeForm = .entry, cookies: [UInt64] = []
  ) -> Self {
    KernelProbes(.names(names), form: form, cookies: cookies)
  }

  /// Functions of the kernel by address, each with its cookie if there are any.
  public static func kprobeMulti(
    addresses: [UInt64], form: SectionTarget.ProbeForm = .entry, cookies: [UInt64] = []
  ) -> Self {
    KernelProbes(.addresses(addresses), form: form, cookies: cookies)
  }
}
