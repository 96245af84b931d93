public import BPFObject
public import SystemPackage

/// A hook of a control group, where a program sees what the processes of the group and of those
/// below it do: packets, sockets, addresses, options, devices, sysctls, security hooks.
///
/// Since Linux 5.7 a link holds the program (`BPF_LINK_CREATE`); before, and by wish, it is attached
/// without one (`BPF_PROG_ATTACH`, Linux 4.10).
public struct CgroupHook: AttachPoint {
  /// The group.
  public var group: ControlGroup
  /// How the program is attached; `nil` for what its section says.
  ///
  /// Programs of `cgroup/skb`, and
  /// those that come from no object file, need one.
  public var attachType: AttachType?
  /// Where the program stands among the others of the group (Linux 6.17).
  public var order: AttachOrder
  /// What the number of changes must be now (``AttachedPrograms/revision``, Linux 6.17).
  public var expectedRevision: UInt64?
  /// Whether the program runs before those of the groups below (`BPF_F_PREORDER`, Linux 6.15), and
  /// not behind them.
  public var runsBeforeGroupsBelow: Bool
  /// What holds the program.
  public var form: AttachmentForm
  /// How it shares the group with others; for programs without a link, as links always share.
  public var sharing: Sharing
  /// The program whose place it takes (`BPF_F_REPLACE`, Linux 5.6), attached without a link.
  public var replacing: Program?

  /// How a program that is attached without a link shares a group with others.
  public enum Sharing: UInt32, Sendable, Hashable {
    /// No other program, neither here nor in the groups below (no flags).
    case exclusive = 0
    /// One program here, and one of a group below in its place there (`BPF_F_ALLOW_OVERRIDE`).
    case overridable = 1
    /// With others, which all run (`BPF_F_ALLOW_MULTI`, Linux 4.15).
    case shared = 2
  }

  /// A hook of a group, with what is usual.
  public init(_ group: ControlGroup, _ attachType: AttachType? = nil) {
    self.group = group
    self.attachType = attachType
    order = .automatic
    expectedRevision = nil
    runsBeforeGroupsBelow = false
    form = .automatic
    sharing = .shared
    replacing = nil
  }

  /// `control group /sys/fs/cgroup/system.slice`.
  public var description: String {
    attachType.map { "\($0) of \(group)" } ?? group.description
  }

  /// Attaches a program of one of the types for control groups.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    var action = "attach \(program) to \(self)"
    do {
      let attachType = try CgroupHook.attachType(of: program, wanted: self.attachType, action)
      let target = "\(attachType) of \(group)"
      action = "attach \(program) to \(target)"
      let folder = try group.open(in: program.kernel, for: action)
      let attempt = CgroupAttempt(
        hook: self, program: program, folder: folder, attachType: attachType, target: target,
        action: action)
      return try attempt.attach()
    } catch {
      throw error.adding { $0.program = program.name }
    }
  }

  /// Looks whether the group is there.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try group.open(in: kernel, for: "find \(group)")
  }
}

extension AttachPoint where Self == CgroupHook {
  /// A control group, by its folder: `.cgroup("/sys/fs/cgroup/system.slice")`.
  ///
  /// - Parameters:
  ///   - attachType: `nil` for what the program's section says.
  ///   - order: where the program stands among the others (Linux 6.17).
  ///   - expectedRevision: what the number of changes must be now (Linux 6.17).
  ///   - form: what holds the program.
  public static func cgroup(
    _ path: FilePath, _ attachType: AttachType? = nil, order: AttachOrder = .automatic,
    expectedRevision: UInt64? = nil, form: AttachmentForm = .automatic
  ) -> Self {
    cgroup(
      .path(path), attachType, order: order, expectedRevision: expectedRevision, form: form)
  }

  /// A control group: `.cgroup(.current)`, `.cgroup(.process(pid))`, `.cgroup(.descriptor(folder))`.
  public static func cgroup(
    _ group: ControlGroup, _ attachType: AttachType? = nil, order: AttachOrder = .automatic,
    expectedRevision: UInt64? = nil, form: AttachmentForm = .automatic
  ) -> Self {
    var hook = CgroupHook(group, attachType)
    hook.order = order
    hook.expectedRevision = expectedRevision
    hook.form = form
    return hook
  }

  /// A control group, to which the program is attached without a link (`BPF_PROG_ATTACH`), as older
  /// tools do.
  ///
  /// - Parameters:
  ///   - sharing: how it shares the group with others.
  ///   - replacing: the program whose place it takes.
  public static func cgroup(
    _ group: ControlGroup, _ attachType: AttachType? = nil, direct sharing: CgroupHook.Sharing,
    replacing: Program? = nil
  ) -> Self {
    var hook = CgroupHook(group, attachType)
    hook.form = .direct
    hook.sharing = sharing
    hook.replacing = replacing
    return hook
  }
}
