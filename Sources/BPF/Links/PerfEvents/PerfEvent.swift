internal import BPFObject
internal import CLinuxBPF
public import SystemPackage

/// A perf event at whose samples a program of `perf_event` runs (`perf_event_open(2)`, Linux 4.9).
///
/// One event is opened on each CPU, and all are one link. Since Linux 5.15 the kernel has a link for
/// each; before, the program is set on the events.
///
/// ```swift
/// let link = try program.attach(to: .perfEvent(.software(.cpuClock), every: .frequency(99)))
/// ```
public struct PerfEvent: AttachPoint {
  /// What is counted.
  public var kind: PerfEventKind
  /// How often the program runs.
  public var sampling: Sampling
  /// On which CPUs.
  public var cpus: CPUs
  /// For whom.
  public var subject: Subject
  /// Whether children of the process are counted too, from their start.
  public var inherits: Bool
  /// What `bpf_get_attach_cookie` gives in the program (Linux 5.15).
  public var cookie: UInt64

  /// How often a program runs.
  public enum Sampling: Sendable, Hashable {
    /// So many times a second, which the kernel approaches (at most
    /// `kernel.perf_event_max_sample_rate`).
    case frequency(UInt64)
    /// Once in so many counts.
    case period(UInt64)
  }

  /// The CPUs on which is counted.
  public enum CPUs: Sendable, Hashable {
    /// All that are online; one event that follows the process where there is one.
    case all
    /// One, by its number.
    case one(Int32)
  }

  /// Whose doing is counted.
  public enum Subject: Sendable, Hashable {
    /// Everybody's.
    case everyone
    /// A process's or thread's, by its number; 0 for the calling thread.
    case process(Int32)
    /// The processes' of a control group, by its folder (`PERF_FLAG_PID_CGROUP`); with cgroup2 any
    /// group, with the first version one of the controller `perf_event`.
    case controlGroup(FilePath)
  }

  /// An event, by default everybody's on all CPUs.
  public init(
    _ kind: PerfEventKind, every sampling: Sampling, cpus: CPUs = .all,
    of subject: Subject = .everyone, inherits: Bool = false, cookie: UInt64 = 0
  ) {
    self.kind = kind
    self.sampling = sampling
    self.cpus = cpus
    self.subject = subject
    self.inherits = inherits
    self.cookie = cookie
  }

  /// `software event cpu-clock`.
  public var description: String { kind.description }

  /// Attaches a program of type `perf_event`.
  ///
  /// - Throws: ``BPFError``; ``BPFError/Code/unsupported`` where the machine cannot count it.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard program.type == .perfEvent else {
      throw BPFError(
        .invalidArgument, action,
        reason: "the program is of type \(program.type), not perf_event",
        advice: "place it in SEC(\"perf_event\")", program: program.name)
    }
    do {
      let folder = try openFolder(kernel, action)
      var links = LinkSet()
      for cpu in try cpuNumbers(kernel) {
        guard let event = try open(kernel, cpu: cpu, folder: folder?.descriptor.rawValue) else {
          continue
        }
        links.append(try program.attach(event: event, target: description, cookie: cookie))
      }
      return Link(
        kernel: kernel, joining: links, target: description, programName: program.name)
    } catch {
      throw error.adding { $0.program = program.name }
    }
  }

  private func openFolder(
    _ kernel: Kernel, _ action: String
  ) throws(BPFError) -> ControlGroupFolder? {
    guard case .controlGroup(let path) = subject else { return nil }
    return try ControlGroupFolder(path, kernel, for: action)
  }

  private func cpuNumbers(_ kernel: Kernel) throws(BPFError) -> [Int32] {
    if case .one(let cpu) = cpus { return [cpu] }
    // An event of a process follows it from CPU to CPU.
    if case .process = subject { return [-1] }
    return try kernel.onlineCPUs()
  }

  /// Opens the event on one CPU; `nil` for a CPU that went offline in the meantime.
  private func open(
    _ kernel: Kernel, cpu: Int32, folder: Int32?
  ) throws(BPFError) -> OwnedDescriptor? {
    var attributes = lbpf_perf_event_attr()
    attributes.type = kind.type
    attributes.size = UInt32(MemoryLayout<lbpf_perf_event_attr>.size)
    attributes.config = kind.config
    switch sampling {
    case .period(let count): attributes.sample_period = count
    case .frequency(let frequency):
      attributes.sample_period = frequency
      attributes.flags |= 1 << 10  // freq
    }
    if inherits { attributes.flags |= 1 << 1 }  // inherit
    do {
      if let folder {
        return try kernel.own(kernel.calls.perfEventOpen(attributes, cgroup: folder, cpu: cpu))
      }
      var process: Int32 = -1
      if case .process(let id) = subject { process = id }
      return try kernel.own(kernel.calls.perfEventOpen(attributes, pid: process, cpu: cpu))
    } catch {
      if error == .operationNotSupportedByDevice, cpus == .all { return nil }
      throw explain(error, kernel, cpu: cpu)
    }
  }

  private func explain(_ errno: Errno, _ kernel: Kernel, cpu: Int32) -> BPFError {
    let failure = kernel.perfEventFailure(
      errno, "open a perf event for \(self)" + (cpu < 0 ? "" : " on CPU \(cpu)"))
    return failure.adding { facts in
      let isOfProcessor = kind.type == 0 || kind.type == 4
      switch errno {
      case .noSuchFileOrDirectory where isOfProcessor, .notSupported where isOfProcessor,
        .operationNotSupportedByDevice where isOfProcessor:
        facts.code = .unsupported
        facts.reason =
          "the machine has no counter for it, as virtual machines often have not, or the kernel does "
          + "not know the processor's"
        facts.advice = "use .software(.cpuClock), which every kernel has"
      case .noSuchProcess:
        facts.reason = "there is no such process"
      case .operationNotSupportedByDevice:
        facts.reason = "there is no such CPU, or it is offline"
      case .badFileDescriptor:
        facts.reason = "the folder is no control group"
      case .invalidArgument:
        facts.reason =
          "the frequency is above kernel.perf_event_max_sample_rate, or the event does not exist, or "
          + "not for this CPU"
      default: break
      }
    }
  }
}

extension AttachPoint where Self == PerfEvent {
  /// A perf event: what is counted, how often the program runs, on which CPUs, for whom.
  public static func perfEvent(
    _ kind: PerfEventKind, every sampling: PerfEvent.Sampling, cpus: PerfEvent.CPUs = .all,
    of subject: PerfEvent.Subject = .everyone, inherits: Bool = false, cookie: UInt64 = 0
  ) -> Self {
    PerfEvent(kind, every: sampling, cpus: cpus, of: subject, inherits: inherits, cookie: cookie)
  }
}
