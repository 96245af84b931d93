public import BPFObject
internal import SystemPackage

/// Many places of a binary at once, by one link (`BPF_TRACE_UPROBE_MULTI`, Linux 6.6; a session, which
/// runs the program at both ends of a call, Linux 6.13).
///
/// The program must have been loaded for it: `SEC("uprobe.multi")`, `SEC("uprobe.session")`.
public struct UserProbes: AttachPoint {
  /// Which places are meant.
  public enum Places: Sendable, Hashable {
    /// All functions that a pattern of `*` and `?` fits.
    case pattern(String)
    /// These functions, all of which must exist.
    case functions([String])
    /// These byte offsets in the file.
    case fileOffsets([UInt64])
  }

  /// The executable or shared library.
  public var binary: UserBinary
  /// Which places are meant.
  public var places: Places
  /// At which end of each call the program runs.
  public var form: SectionTarget.ProbeForm
  /// The process that is meant, 0 for this one; `nil` for all.
  public var pid: Int32?
  /// What `bpf_get_attach_cookie` gives in the program, one for each place; empty for none.
  public var cookies: [UInt64]
  /// The byte offset in the file of each place's 16-bit counter that the kernel raises while the probe
  /// is there; empty for none.
  public var referenceCounters: [UInt64]

  /// The given places.
  public init(
    _ binary: UserBinary, _ places: Places, form: SectionTarget.ProbeForm = .entry,
    pid: Int32? = nil, cookies: [UInt64] = [], referenceCounters: [UInt64] = []
  ) {
    self.binary = binary
    self.places = places
    self.form = form
    self.pid = pid
    self.cookies = cookies
    self.referenceCounters = referenceCounters
  }

  /// `uprobe.multi libc.so.6:pthread_*`.
  public var description: String {
    let kind =
      switch form {
      case .entry: "uprobe.multi"
      case .return: "uretprobe.multi"
      case .session: "uprobe.session"
      }
    let what =
      switch places {
      case .pattern(let pattern): pattern
      case .functions(let names):
        names.count == 1 ? names[0] : "\(names.count) functions"
      case .fileOffsets(let offsets): "\(offsets.count) offsets"
      }
    return "\(kind) \(binary):\(what)"
  }

  /// Attaches a program of type `kprobe` that was loaded for many places.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let action = "attach \(program) to \(self)"
    do throws(BPFError) {
      guard program.type == .kprobe else {
        throw BPFError(
          .invalidArgument, action,
          reason: "the program is of type \(program.type), not kprobe")
      }
      let wanted: AttachType = form == .session ? .traceUprobeSession : .traceUprobeMulti
      if let spec = program.spec, spec.expectedAttachType != wanted {
        throw BPFError(
          .invalidArgument, action,
          reason: "the program was loaded for another way to attach",
          advice: "place it in SEC(\"\(form == .session ? "uprobe.session" : "uprobe.multi")\")")
      }
      let binary = try program.kernel.open(binary, action)
      let offsets = try find(in: binary, action)
      let request = UserProbesRequest(
        path: binary.path, offsets: offsets, cookies: cookies, counters: referenceCounters,
        form: form, pid: pid)
      let link = try program.createLink(request, action)
      return Link(
        kernel: program.kernel, owning: link,
        target: description + (isPattern ? " (\(offsets.count) functions)" : ""),
        programName: program.name)
    } catch {
      throw error.adding { $0.program = program.name }
    }
  }

  /// Looks whether there are such places.
  public func check(on kernel: Kernel) throws(BPFError) {
    let action = "find \(self)"
    _ = try find(in: try kernel.open(binary, action), action)
    guard kernel.supports(.uprobeMultiLinks) else {
      throw UserProbesRequest.tooOld(action, form)
    }
  }

  private var isPattern: Bool { if case .pattern = places { true } else { false } }

  private func find(in binary: OpenBinary, _ action: String) throws(BPFError) -> [UInt64] {
    var offsets: [UInt64] = []
    switch places {
    case .pattern(let pattern): offsets = try binary.find(GlobPattern(pattern), action)
    case .functions(let names):
      for name in names { offsets.append(try binary.find(name, action).offset) }
    case .fileOffsets(let places):
      for place in places { offsets.append(try binary.fileOffset(place, action)) }
    }
    guard !offsets.isEmpty else {
      throw BPFError(.invalidArgument, action, reason: "no place is given")
    }
    for (list, what) in [(cookies, "cookies"), (referenceCounters, "reference counters")] {
      guard list.isEmpty || list.count == offsets.count else {
        throw BPFError(
          .invalidArgument, action,
          reason: "there are \(list.count) \(what) for \(offsets.count) places")
      }
    }
    return offsets
  }
}

extension AttachPoint where Self == UserProbes {
  /// All functions of a binary that a pattern fits: `.uprobeMulti("libc.so.6", pattern: "pthread_*")`.
  public static func uprobeMulti(
    _ binary: UserBinary, pattern: String, form: SectionTarget.ProbeForm = .entry,
    pid: Int32? = nil
  ) -> Self {
    UserProbes(binary, .pattern(pattern), form: form, pid: pid)
  }

  /// Functions of a binary, each with its cookie and reference counter if there are any.
  public static func uprobeMulti(
    _ binary: UserBinary, functions: [String], form: SectionTarget.ProbeForm = .entry,
    pid: Int32? = nil, cookies: [UInt64] = [], referenceCounters: [UInt64] = []
  ) -> Self {
    UserProbes(
      binary, .functions(functions), form: form, pid: pid, cookies: cookies,
      referenceCounters: referenceCounters)
  }

  /// Byte offsets in the file of a binary, each with its cookie and reference counter if there are any.
  public static func uprobeMulti(
    _ binary: UserBinary, fileOffsets: [UInt64], form: SectionTarget.ProbeForm = .entry,
    pid: Int32? = nil, cookies: [UInt64] = [], referenceCounters: [UInt64] = []
  ) -> Self {
    UserProbes(
      binary, .fileOffsets(fileOffsets), form: form, pid: pid, cookies: cookies,
      referenceCounters: referenceCounters)
  }
}
