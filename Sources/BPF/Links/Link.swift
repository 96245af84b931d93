internal import CLinuxBPF
public import SystemPackage

/// A program attached to something; it is detached when this value ends.
///
/// A link has one owner. What keeps a program attached beyond the owner's scope is always written
/// out: storing the link, ``keepAttached()``, or ``pin(at:)``.
public struct Link: ~Copyable, Sendable {
  enum Mechanism: Sendable, Hashable {
    /// A link of the kernel's own (Linux 5.7 and later, by kind).
    case link
    /// A perf event that a program was set on, before Linux 5.15.
    case perfEvent
    /// A raw tracepoint: a link since Linux 5.8, without the operations of one before.
    case rawTracepoint
  }

  /// What the program is attached to, such as `tracepoint sched:sched_process_exec`.
  public let target: String
  /// The name of the program.
  public let programName: String

  private let kernel: Kernel
  private let descriptor: OwnedDescriptor
  private let mechanism: Mechanism

  init(
    kernel: Kernel, owning descriptor: consuming OwnedDescriptor, mechanism: Mechanism,
    target: String, programName: String
  ) {
    self.kernel = kernel
    self.descriptor = descriptor
    self.mechanism = mechanism
    self.target = target
    self.programName = programName
  }

  /// The descriptor of the link or perf event, to be used while the link lives and not to be closed.
  public var fileDescriptor: FileDescriptor { descriptor.fileDescriptor }

  /// Detaches the program now, and says whether that worked.
  ///
  /// A link that was pinned, or that another process holds, stays attached.
  public consuming func detach() throws(BPFError) {
    let (target, programName, kernel) = (self.target, self.programName, self.kernel)
    if mechanism == .perfEvent {
      // Without a link the program goes with the last reference to the event; stop it before.
      _ = kernel.calls.ioctl(descriptor.rawValue, UInt64(LBPF_PERF_EVENT_IOC_DISABLE), 0)
    }
    do { try descriptor.close() } catch {
      throw kernel.failure(
        call: "close", error, "detach program \"\(programName)\" from \(target)",
        program: programName)
    }
  }

  /// Leaves the program attached until the process ends.
  public consuming func keepAttached() {
    _ = descriptor.release()
  }

  /// Gives the link a path, which keeps the program attached (`BPF_OBJ_PIN`, Linux 5.7).
  ///
  /// - Parameter path: on a BPF file system, usually under `/sys/fs/bpf`.
  public borrowing func pin(at path: FilePath) throws(BPFError) {
    guard mechanism != .perfEvent else {
      throw BPFError(
        .unsupported, "pin the attachment of program \"\(programName)\" to \(target)",
        reason: "this kernel, older than 5.15, has no links for perf events",
        program: programName, path: path.string)
    }
    try kernel.pin(descriptor.rawValue, at: path)
  }

  /// What the kernel says about the link (`BPF_OBJ_GET_INFO_BY_FD`, Linux 5.8).
  ///
  /// - Throws: ``BPFError/Code/unsupported`` where the kernel has no link for this attachment.
  public borrowing func info() throws(BPFError) -> LinkInfo {
    guard mechanism != .perfEvent else {
      throw BPFError(
        .unsupported, "read the information of the link to \(target)",
        reason: "this kernel, older than 5.15, has no links for perf events",
        program: programName)
    }
    return try kernel.linkInfo(descriptor.rawValue)
  }

  /// Puts another program in the place of this one, without a moment between.
  ///
  /// `BPF_LINK_UPDATE`, Linux 5.7; only some kinds of links can, among them XDP.
  public borrowing func replaceProgram(with program: Program) throws(BPFError) {
    do { try kernel.updateLink(descriptor.rawValue, program: program.descriptor.rawValue) } catch {
      throw kernel.failure(
        .linkUpdate, error, "put \(program) in the place of \"\(programName)\" on \(target)",
        program: program.name)
    }
  }
}
