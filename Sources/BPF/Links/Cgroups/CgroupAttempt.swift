internal import BPFObject
internal import SystemPackage

/// One attempt to attach a program to an open control group.
struct CgroupAttempt: ~Copyable {
  let hook: CgroupHook
  let program: Program
  let folder: OwnedDescriptor
  let attachType: AttachType
  let target: String
  let action: String

  private var kernel: Kernel { program.kernel }

  init(
    hook: CgroupHook, program: Program, folder: consuming OwnedDescriptor, attachType: AttachType,
    target: String, action: String
  ) {
    self.hook = hook
    self.program = program
    self.folder = folder
    self.attachType = attachType
    self.target = target
    self.action = action
  }

  private var flags: UInt32 { hook.runsBeforeGroupsBelow ? 64 : 0 }  // BPF_F_PREORDER

  consuming func attach() throws(BPFError) -> Link {
    if let revision = hook.expectedRevision { try requireRevisions(revision) }
    let direct = hook.form == .direct || hook.replacing != nil
    if !direct {
      do throws(Errno) {
        let link = try kernel.createLink(
          program: program.descriptor.rawValue, target: folder.rawValue, attachType,
          order: hook.order, revision: hook.expectedRevision ?? 0, flags: flags)
        return Link(kernel: kernel, owning: link, target: target, programName: program.name)
      } catch {
        guard error == .invalidArgument, hook.form == .automatic, !hasLinks else {
          throw failure(.linkCreate, error)
        }
      }
    }
    do throws(Errno) {
      try kernel.attachProgram(
        program.descriptor.rawValue, to: folder.rawValue, attachType, order: hook.order,
        replacing: hook.replacing?.descriptor.rawValue, revision: hook.expectedRevision ?? 0,
        flags: flags | hook.sharing.rawValue)
    } catch { throw failure(.programAttach, error) }
    let (kernel, program) = (program.kernel, program)
    let (attachType, target) = (attachType, target)
    return Link(
      kernel: kernel,
      holding: DirectAttachment(
        program: program, place: .descriptor(folder), attachType, target: target),
      target: target, programName: program.name)
  }

  /// Whether the kernel has links for control groups: then it looks at the descriptor of the group.
  private var hasLinks: Bool {
    do throws(Errno) {
      _ = try kernel.createLink(program: program.descriptor.rawValue, target: -1, attachType)
      return true
    } catch { return error == .badFileDescriptor }
  }

  /// Kernels before 6.17 would not look at the number.
  private func requireRevisions(_ expected: UInt64) throws(BPFError) {
    guard try programs().revision == 0 else { return }
    throw BPFError(
      .unsupported, action,
      reason: "the kernel does not count the changes of control groups, as Linux 6.17 does",
      advice: "Attach without an expected revision")
  }

  private borrowing func programs() throws(BPFError) -> AttachedPrograms {
    try kernel.query(.descriptor(folder.fileDescriptor), attachType)
  }

  // MARK: - Why not

  private borrowing func failure(_ command: Command, _ errno: Errno) -> BPFError {
    let programs = try? programs()
    let id = try? program.info().id
    let refusal = CgroupRefusal(
      errno: errno, hook: hook, attachType: attachType,
      isDirect: command == .programAttach,
      programs: programs,
      isAttached: programs?.programs.contains { $0.programID == id } == true,
      obstacle: errno == .notPermitted ? obstacle() : nil)
    return kernel.failure(
      command, errno, action, advice: refusal.advice, reason: refusal.reason
    ).adding { facts in
      if let code = refusal.code { facts.code = code }
    }
  }

  /// Which group does not let others in, this one or one above it, up to the root.
  private borrowing func obstacle() -> CgroupRefusal.Obstacle? {
    if let own = try? programs(), !own.programs.isEmpty {
      let wanted = hook.form == .direct ? hook.sharing.rawValue : 2
      if own.flags & 3 != wanted {
        return CgroupRefusal.Obstacle(levelsAbove: 0, flags: own.flags & 3)
      }
    }
    var path = ".."
    for level in 1...64 {
      let result = kernel.calls.open(path, in: folder.rawValue, flags: 0o200000)
      guard result >= 0 else { return nil }
      let above = OwnedDescriptor(owning: result)
      guard kernel.calls.fileSystemType(above.rawValue) == 0x6367_7270 else { return nil }
      if let found = try? kernel.query(.descriptor(above.fileDescriptor), attachType),
        !found.programs.isEmpty, found.flags & 3 == 0
      {
        return CgroupRefusal.Obstacle(levelsAbove: level, flags: found.flags & 3)
      }
      path += "/.."
    }
    return nil
  }
}
