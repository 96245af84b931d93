internal import BPFObject
internal import SystemPackage

/// A place in the kernel's code where a program runs: the entry of a function or an instruction in
/// it (kprobe), or the return of a function (kretprobe).
///
/// The function is the one of exactly that name. Where there is none, what the compiler or the linker
/// made of it is looked for: under the name that link-time optimisation gave it the probe is made, at
/// its only clone when ``acceptsClone`` is set, and of everything else the error tells.
///
/// Reached by a perf event of the kernel's unit for probes (Linux 4.17), with a link since 5.15; where
/// there is no such unit, by an entry in `kprobe_events` of the trace file system.
public struct KernelProbe: AttachPoint {
  /// The function, `MODULE:FUNCTION` for one of a module; empty for an address.
  public var function: String
  /// The bytes from the function's start to the instruction, or the address; 0 for the entry.
  public var offset: UInt64
  /// Whether the program runs when the function returns.
  public var onReturn: Bool
  /// What `bpf_get_attach_cookie` gives in the program (Linux 5.15).
  public var cookie: UInt64
  /// How many calls of the function may be under way whose return is waited for.
  ///
  /// `nil` for the kernel's own choice. Only entries in the trace file system can have it.
  public var maxActive: UInt32?
  /// Whether a function that exists only as its clone, such as `name.isra.0`, is meant too.
  ///
  /// The arguments of the clone may not be those of the source.
  public var acceptsClone: Bool
  /// By which interface the probe is made.
  public var mode: ProbeMode

  /// A probe at a function.
  public init(
    _ function: String, offset: UInt64 = 0, onReturn: Bool = false, cookie: UInt64 = 0,
    maxActive: UInt32? = nil, acceptsClone: Bool = false, mode: ProbeMode = .automatic
  ) {
    self.function = function
    self.offset = offset
    self.onReturn = onReturn
    self.cookie = cookie
    self.maxActive = maxActive
    self.acceptsClone = acceptsClone
    self.mode = mode
  }

  /// A probe at an address of the kernel's code.
  public init(
    address: UInt64, onReturn: Bool = false, cookie: UInt64 = 0, mode: ProbeMode = .automatic
  ) {
    self.init("", offset: address, onReturn: onReturn, cookie: cookie, mode: mode)
  }

  /// `kprobe do_unlinkat`.
  public var description: String {
    let place =
      function.isEmpty
      ? "address 0x" + String(offset, radix: 16)
      : function + (offset > 0 ? "+0x" + String(offset, radix: 16) : "")
    return (onReturn ? "kretprobe " : "kprobe ") + place
  }

  /// Attaches a program of type `kprobe`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    try checkArguments(program)
    do {
      return try attachExactly(program)
    } catch {
      guard let name = substitute(error, program.kernel) else { throw error }
      var other = self
      other.function = name
      return try other.attachExactly(program)
    }
  }

  /// Makes the probe, without a program, and takes it away again.
  public func check(on kernel: Kernel) throws(BPFError) {
    do {
      let event = try open(on: kernel)
      if let entry = event.entry {
        event.close()
        try entry.cleanUp()
      }
    } catch {
      guard let name = substitute(error, kernel) else { throw error }
      var other = self
      other.function = name
      try other.check(on: kernel)
    }
  }

  private func checkArguments(_ program: Program) throws(BPFError) {
    let action = "attach \(program) to \(self)"
    guard program.type == .kprobe else {
      throw BPFError(
        .invalidArgument, action,
        reason: "the program is of type \(program.type), not kprobe", program: program.name)
    }
    guard !function.isEmpty || offset != 0 else {
      throw BPFError(
        .invalidArgument, action, reason: "neither a function nor an address is given",
        program: program.name)
    }
    if let spec = program.spec, spec.isForManyKernelProbes {
      throw BPFError(
        .invalidArgument, action,
        reason: "the program was loaded for many functions at once",
        advice: "attach it to .kprobeMulti, or place it in SEC(\"kprobe\")",
        program: program.name)
    }
    guard !onReturn || offset == 0 || function.isEmpty else {
      throw BPFError(
        .invalidArgument, action, reason: "a probe on the return of a function has no offset",
        program: program.name)
    }
    guard maxActive == nil || onReturn else {
      throw BPFError(
        .invalidArgument, action,
        reason: "maxActive counts calls whose return is waited for, and this probe waits for none",
        program: program.name)
    }
    guard maxActive == nil || mode == .automatic || mode == .traceFS else {
      throw BPFError(
        .invalidArgument, action,
        reason: "maxActive is for entries of the trace file system alone",
        advice: "leave the mode automatic", program: program.name)
    }
    guard !function.utf8.contains(0), !function.contains(where: \.isWhitespace) else {
      throw BPFError(
        .invalidArgument, action, reason: "\"\(function)\" is no name of a function",
        program: program.name)
    }
  }

  /// What stands for a function of which there is none of its own name: what the linker renamed, or the
  /// one clone when that is accepted.
  private func substitute(_ error: BPFError, _ kernel: Kernel) -> String? {
    guard error.code == .notFound, !function.isEmpty,
      let survey = try? kernel.symbols().survey(function), survey.exact.isEmpty
    else { return nil }
    if survey.renamed.count == 1 { return survey.renamed.first }
    guard acceptsClone, survey.renamed.isEmpty, survey.clones.count == 1 else { return nil }
    return survey.clones.first
  }

  private func attachExactly(_ program: Program) throws(BPFError) -> Link {
    let event: OpenProbe
    do { event = try open(on: program.kernel) } catch {
      throw error.adding { $0.program = program.name }
    }
    let entry = event.entry
    do {
      return try program.attach(
        event: event.take(), target: description, cookie: cookie, cleanup: entry,
        mode: mode)
    } catch {
      try? entry?.cleanUp()
      throw error
    }
  }

  private func open(on kernel: Kernel) throws(BPFError) -> OpenProbe {
    try refuseAmbiguity(on: kernel)
    let unit =
      mode == .traceFS || maxActive != nil ? nil : ProbeUnit("kprobe", kernel.calls)
    guard let unit else {
      guard mode == .automatic || mode == .traceFS else {
        throw BPFError(
          .unsupported, "attach a program to \(self)",
          reason: "this kernel has no unit of perf events for kprobes, which came with Linux 4.17",
          advice: "leave the mode automatic")
      }
      if kernel.wasBuilt(with: "CONFIG_KPROBES") == false { throw KernelProbe.noProbes(self) }
      return try openEntry(on: kernel)
    }
    let event = ProbeEvent(
      unit: unit, name: function.isEmpty ? nil : function, offset: offset, onReturn: onReturn)
    do { return OpenProbe(try kernel.open(event), entry: nil) } catch {
      throw explain(error, call: "perf_event_open", kernel)
    }
  }

  private func openEntry(on kernel: Kernel) throws(BPFError) -> OpenProbe {
    let place =
      function.isEmpty
      ? "0x" + String(offset, radix: 16) : "\(function)+0x" + String(offset, radix: 16)
    // An entry for a module that is not loaded waits for it, and its program would never run.
    if let module = module, !kernel.hasModule(module) {
      throw explain(.noSuchFileOrDirectory, call: "write", kernel)
    }
    let entry: TraceEntry
    do {
      entry = try TraceEntry(
        kernel, list: "kprobe_events",
        kind: onReturn ? "r" + (maxActive.map(String.init) ?? "") : "p",
        place: onReturn && !function.isEmpty ? function : place,
        label: function.isEmpty ? "address" : function)
    } catch {
      guard let errno = error.errno else { throw error }
      if errno == .noSuchFileOrDirectory,
        let traceFS = try? kernel.traceFileSystem(), !traceFS.has("kprobe_events")
      {
        throw KernelProbe.noProbes(self)
      }
      throw explain(errno, call: "write", kernel)
    }
    do {
      let event = try kernel.openTracepointEvent(
        try kernel.tracepointID(TraceEntry.group, entry.name), description)
      return OpenProbe(event, entry: entry)
    } catch {
      try? entry.cleanUp()
      throw error
    }
  }
}

extension AttachPoint where Self == KernelProbe {
  /// The entry of a function of the kernel, or an instruction in it.
  public static func kprobe(
    _ function: String, offset: UInt64 = 0, cookie: UInt64 = 0, acceptsClone: Bool = false,
    mode: ProbeMode = .automatic
  ) -> Self {
    KernelProbe(
      function, offset: offset, cookie: cookie, acceptsClone: acceptsClone, mode: mode)
  }

  /// The return of a function of the kernel.
  public static func kretprobe(
    _ function: String, cookie: UInt64 = 0, maxActive: UInt32? = nil, acceptsClone: Bool = false,
    mode: ProbeMode = .automatic
  ) -> Self {
    KernelProbe(
      function, onReturn: true, cookie: cookie, maxActive: maxActive, acceptsClone: acceptsClone,
      mode: mode)
  }

  /// An address of the kernel's code.
  public static func kprobe(
    address: UInt64, cookie: UInt64 = 0, mode: ProbeMode = .automatic
  ) -> Self {
    KernelProbe(address: address, cookie: cookie, mode: mode)
  }
}
