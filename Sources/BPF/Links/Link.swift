public import SystemPackage

/// A program attached to something; it is detached when this value ends.
///
/// A link has one owner. What keeps a program attached beyond the owner's scope is always written
/// out: storing the link, ``keepAttached()``, or ``pin(at:)``.
public struct Link: ~Copyable, Sendable {
  /// What the program is attached to, such as `tracepoint sched:sched_process_exec`.
  public let target: String
  /// The name of the program.
  public let programName: String

  package let kernel: Kernel
  private let holder: Holder

  /// What holds the program.
  private enum Holder: ~Copyable, Sendable {
    /// A link of the kernel's own (Linux 5.7 and later, by kind).
    case link(OwnedDescriptor)
    /// Anything else.
    case attachment(AttachmentOwner)
  }

  /// Takes the ownership of a link of the kernel's own.
  package init(
    kernel: Kernel, owning descriptor: consuming OwnedDescriptor, target: String,
    programName: String
  ) {
    self.kernel = kernel
    holder = .link(descriptor)
    self.target = target
    self.programName = programName
  }

  /// Holds what keeps a program attached without a link of the kernel's own.
  package init(
    kernel: Kernel, holding attachment: any Attachment, target: String, programName: String
  ) {
    self.kernel = kernel
    holder = .attachment(AttachmentOwner(attachment))
    self.target = target
    self.programName = programName
  }

  /// Makes one of several links, which are detached together.
  package init(
    kernel: Kernel, joining links: consuming sending LinkSet, target: String, programName: String
  ) {
    self.init(
      kernel: kernel, holding: JoinedLinks(links), target: target, programName: programName)
  }

  /// The descriptor of the link or perf event, to be used while the link lives and not to be closed;
  /// `nil` where the attachment has none, or several.
  public var fileDescriptor: FileDescriptor? {
    switch holder {
    case .link(let descriptor): descriptor.fileDescriptor
    case .attachment(let owner): owner.attachment.descriptor.map { FileDescriptor(rawValue: $0) }
    }
  }

  /// Whether the kernel has a link for this attachment, so that it can be pinned, updated and looked
  /// at.
  public var isKernelLink: Bool {
    switch holder {
    case .link: true
    case .attachment(let owner): owner.attachment.isKernelLink
    }
  }

  /// The descriptor of the kernel's link.
  ///
  /// - Throws: ``BPFError/Code/unsupported`` where the kernel has no link for this attachment.
  package borrowing func kernelLink(for action: String) throws(BPFError) -> Int32 {
    if isKernelLink, let descriptor = fileDescriptor { return descriptor.rawValue }
    throw BPFError(
      .unsupported, "\(action) the attachment of program \"\(programName)\" to \(target)",
      reason: "this kernel has no link for it, or it is made of several", program: programName)
  }

  /// Detaches the program now, and says whether that worked.
  ///
  /// A link that was pinned, or that another process holds, stays attached.
  public consuming func detach() throws(BPFError) {
    let (target, programName, kernel) = (self.target, self.programName, self.kernel)
    switch consume holder {
    case .attachment(let owner): try owner.detach()
    case .link(let descriptor):
      do { try descriptor.close() } catch {
        throw kernel.failure(
          call: "close", error, "detach program \"\(programName)\" from \(target)",
          program: programName)
      }
    }
  }

  /// Leaves the program attached until the process ends, or for ever where the attachment is none
  /// of a descriptor, such as a filter of traffic control.
  public consuming func keepAttached() {
    switch consume holder {
    case .link(let descriptor): _ = descriptor.release()
    case .attachment(let owner): owner.abandon()
    }
  }

  /// Gives the link a path, which keeps the program attached (`BPF_OBJ_PIN`, Linux 5.7).
  ///
  /// - Parameter path: on a BPF file system, usually under `/sys/fs/bpf`.
  public borrowing func pin(at path: FilePath) throws(BPFError) {
    let link: Int32
    do { link = try kernelLink(for: "pin") } catch {
      throw error.adding { $0.path = path.string }
    }
    try kernel.pin(link, at: path)
  }

  /// What the kernel says about the link (`BPF_OBJ_GET_INFO_BY_FD`, Linux 5.8).
  ///
  /// - Throws: ``BPFError/Code/unsupported`` where the kernel has no link for this attachment.
  public borrowing func info() throws(BPFError) -> LinkInfo {
    try kernel.linkInfo(try kernelLink(for: "look at"))
  }

  /// Puts another program in the place of this one, without a moment between.
  ///
  /// `BPF_LINK_UPDATE`, Linux 5.7; only some kinds of links can: XDP, control groups, network
  /// namespaces, tcx, netkit.
  ///
  /// - Parameters:
  ///   - program: of the same type.
  ///   - old: what must be attached now (`BPF_F_REPLACE`), or the kernel refuses.
  public borrowing func replaceProgram(
    with program: Program, expecting old: Program? = nil
  ) throws(BPFError) {
    let link = try kernelLink(for: "update")
    do {
      try kernel.updateLink(
        link, program: program.descriptor.rawValue, expecting: old?.descriptor.rawValue)
    } catch {
      let isOther = error == .notPermitted && old != nil
      throw kernel.failure(
        .linkUpdate, error, "put \(program) in the place of \"\(programName)\" on \(target)",
        program: program.name,
        reason: isOther ? "another program than the expected one is attached" : nil
      ).adding { facts in
        guard isOther else { return }
        facts.code = .busy
        facts.advice = nil
      }
    }
  }
}
