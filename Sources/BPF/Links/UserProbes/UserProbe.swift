internal import BPFObject
internal import ELF
internal import SystemPackage

/// A place in an executable or a shared library where a program runs, whichever process gets there: the
/// entry of a function or an instruction in it (uprobe), or the return of a function (uretprobe).
///
/// Reached by a perf event of the kernel's unit for probes (Linux 4.17), with a link since 5.15; where
/// there is no such unit, by an entry in `uprobe_events` of the trace file system.
public struct UserProbe: AttachPoint {
  /// A place in a binary.
  public enum Place: Sendable, Hashable {
    /// A function by its name, `f`, `f@VERSION` or `f@@VERSION`, and bytes from its start.
    case function(String, offset: UInt64 = 0)
    /// A byte offset in the file.
    case fileOffset(UInt64)
    /// An address as the binary was linked, which `nm` and `objdump` show.
    case address(UInt64)
  }

  /// The executable or shared library.
  public var binary: UserBinary
  /// The place in it.
  public var place: Place
  /// Whether the program runs when the function returns.
  public var onReturn: Bool
  /// The process that is meant, 0 for this one; `nil` for all, also those that start later.
  public var pid: Int32?
  /// What `bpf_get_attach_cookie` gives in the program (Linux 5.15).
  public var cookie: UInt64
  /// The byte offset in the file of a 16-bit counter that the kernel raises while the probe is there
  /// (Linux 4.20); 0 for none.
  public var referenceCounter: UInt64
  /// By which interface the probe is made.
  public var mode: ProbeMode

  /// A probe at a place in a binary.
  public init(
    _ binary: UserBinary, _ place: Place, onReturn: Bool = false, pid: Int32? = nil,
    cookie: UInt64 = 0, referenceCounter: UInt64 = 0, mode: ProbeMode = .automatic
  ) {
    self.binary = binary
    self.place = place
    self.onReturn = onReturn
    self.pid = pid
    self.cookie = cookie
    self.referenceCounter = referenceCounter
    self.mode = mode
  }

  /// `uprobe libc.so.6:malloc`.
  public var description: String {
    let name =
      switch place {
      case .function(let name, let offset):
        name + (offset > 0 ? "+0x" + String(offset, radix: 16) : "")
      case .fileOffset(let offset): "0x" + String(offset, radix: 16)
      case .address(let address): "address 0x" + String(address, radix: 16)
      }
    return (onReturn ? "uretprobe " : "uprobe ") + "\(binary):\(name)"
  }

  /// Attaches a program of type `kprobe`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    do throws(BPFError) {
      guard program.type == .kprobe else {
        throw BPFError(
          .invalidArgument, action,
          reason: "the program is of type \(program.type), not kprobe")
      }
      if let attachType = program.spec?.expectedAttachType,
        attachType == .traceUprobeMulti || attachType == .traceUprobeSession
      {
        throw BPFError(
          .invalidArgument, action,
          reason: "the program was loaded for many functions at once (\(attachType))",
          advice: "attach it with .uprobeMulti, or place it in SEC(\"uprobe\")")
      }
      let binary = try kernel.open(binary, action)
      let found = try find(in: binary, action)
      return try attach(
        program, path: binary.path, offset: found.offset,
        target: description + (found.note.map { ", \($0)" } ?? ""))
    } catch {
      throw error.adding { $0.program = program.name }
    }
  }

  /// Attaches a program to an offset in a file.
  func attach(
    _ program: Program, path: String, offset: UInt64, target: String
  ) throws(BPFError) -> Link {
    let event = try open(on: program.kernel, path: path, offset: offset)
    let entry = event.entry
    do {
      return try program.attach(
        event: event.take(), target: target, cookie: cookie, cleanup: entry, mode: mode)
    } catch {
      try? entry?.cleanUp()
      throw error
    }
  }

  /// Makes the probe, without a program, and takes it away again.
  public func check(on kernel: Kernel) throws(BPFError) {
    let action = "make \(self)"
    let binary = try kernel.open(binary, action)
    let found = try find(in: binary, action)
    let event = try open(on: kernel, path: binary.path, offset: found.offset)
    if let entry = event.entry {
      event.close()
      try entry.cleanUp()
    }
  }

  private func find(in binary: OpenBinary, _ action: String) throws(BPFError) -> FoundFunction {
    switch place {
    case .function(let name, let distance):
      guard !onReturn || distance == 0 else {
        throw BPFError(
          .invalidArgument, action, reason: "a probe on the return of a function has no offset")
      }
      return try binary.find(name, plus: distance, action)
    case .fileOffset(let offset):
      guard offset > 0 else {
        throw BPFError(
          .invalidArgument, action, reason: "no code begins at the start of a file",
          advice: "name a function, or give an offset")
      }
      return FoundFunction(offset: try binary.fileOffset(offset, action), note: nil)
    case .address(let address):
      guard let offset = binary.file.fileOffset(ofAddress: address) else {
        throw BPFError(
          .notFound, action,
          reason: "nothing of \(binary.path) is mapped at that address", path: binary.path)
      }
      return FoundFunction(offset: try binary.fileOffset(offset, action), note: nil)
    }
  }

  private var processNumber: Int32 { pid.map { $0 == 0 ? Kernel.ownProcess : $0 } ?? -1 }

  private func open(
    on kernel: Kernel, path: String, offset: UInt64
  ) throws(BPFError) -> OpenProbe {
    let unit = mode == .traceFS ? nil : ProbeUnit("uprobe", kernel.calls)
    guard let unit else {
      guard mode == .automatic || mode == .traceFS else {
        throw BPFError(
          .unsupported, "make \(self)",
          reason: "this kernel has no unit of perf events for uprobes, which came with Linux 4.17",
          advice: "leave the mode automatic")
      }
      return try openEntry(on: kernel, path: path, offset: offset)
    }
    if referenceCounter != 0 {
      guard unit.counterShift != nil else { throw noCounters }
      guard referenceCounter <= UInt64(UInt32.max) else {
        throw BPFError(
          .invalidArgument, "make \(self)", reason: "the reference counter is beyond 4 GiB",
          path: path)
      }
    }
    let event = ProbeEvent(
      unit: unit, name: path, offset: offset, onReturn: onReturn, counter: referenceCounter,
      process: processNumber)
    do { return OpenProbe(try kernel.open(event), entry: nil) } catch {
      throw explain(error, call: "perf_event_open", path: path, kernel)
    }
  }

  private var noCounters: BPFError {
    BPFError(
      .unsupported, "make \(self)",
      reason: "this kernel cannot raise reference counters, which came with Linux 4.20")
  }

  private func openEntry(
    on kernel: Kernel, path: String, offset: UInt64
  ) throws(BPFError) -> OpenProbe {
    guard !path.contains(where: \.isWhitespace) else {
      throw BPFError(
        .invalidArgument, "make \(self)",
        reason: "the trace file system takes no paths with spaces", path: path)
    }
    let place =
      "\(path):0x" + String(offset, radix: 16)
      + (referenceCounter == 0 ? "" : "(0x" + String(referenceCounter, radix: 16) + ")")
    let entry: TraceEntry
    do {
      entry = try TraceEntry(
        kernel, list: "uprobe_events", kind: onReturn ? "r" : "p", place: place,
        label: path.split(separator: "/").last.map(String.init) ?? "binary")
    } catch {
      guard let errno = error.errno else { throw error }
      throw explain(errno, call: "write", path: path, kernel)
    }
    do {
      let event = try kernel.openTracepointEvent(
        try kernel.tracepointID(TraceEntry.group, entry.name), description, process: processNumber)
      return OpenProbe(event, entry: entry)
    } catch {
      try? entry.cleanUp()
      throw error
    }
  }
}

extension AttachPoint where Self == UserProbe {
  /// The entry of a function of a binary, or an instruction in it: `.uprobe("libc.so.6", "malloc")`.
  public static func uprobe(
    _ binary: UserBinary, _ function: String, offset: UInt64 = 0, pid: Int32? = nil,
    cookie: UInt64 = 0, referenceCounter: UInt64 = 0, mode: ProbeMode = .automatic
  ) -> Self {
    UserProbe(
      binary, .function(function, offset: offset), pid: pid, cookie: cookie,
      referenceCounter: referenceCounter, mode: mode)
  }

  /// The return of a function of a binary.
  public static func uretprobe(
    _ binary: UserBinary, _ function: String, pid: Int32? = nil, cookie: UInt64 = 0,
    mode: ProbeMode = .automatic
  ) -> Self {
    UserProbe(
      binary, .function(function), onReturn: true, pid: pid, cookie: cookie, mode: mode)
  }

  /// A place in a binary, by its offset in the file or its address.
  public static func uprobe(
    _ binary: UserBinary, at place: UserProbe.Place, onReturn: Bool = false, pid: Int32? = nil,
    cookie: UInt64 = 0, referenceCounter: UInt64 = 0, mode: ProbeMode = .automatic
  ) -> Self {
    UserProbe(
      binary, place, onReturn: onReturn, pid: pid, cookie: cookie,
      referenceCounter: referenceCounter, mode: mode)
  }
}
