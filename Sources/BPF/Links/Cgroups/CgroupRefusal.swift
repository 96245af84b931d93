internal import BPFObject
internal import SystemPackage

/// Why a program was not attached to a control group, by what was found there.
struct CgroupRefusal {
  /// A group that does not let the program in.
  struct Obstacle {
    /// How far above the group it is; 0 for the group itself.
    var levelsAbove: Int
    /// How its programs were attached (`BPF_F_ALLOW_*`).
    var flags: UInt32
  }

  var reason: String?
  var advice: String?
  var code: BPFError.Code?

  init(
    errno: Errno, hook: CgroupHook, attachType: AttachType, isDirect: Bool,
    programs: AttachedPrograms?, isAttached: Bool, obstacle: Obstacle?
  ) {
    switch errno {
    case .notPermitted: explain(obstacle)
    case .invalidArgument:
      explainInvalid(hook, attachType, isDirect, programs, isAttached)
    case .noSuchFileOrDirectory, .badFileDescriptor:
      code = .notFound
      reason =
        hook.replacing != nil
        ? "the program to be replaced is not attached to the group"
        : hook.order.neighbour.map { "\($0) is not attached to the group" }
          ?? "the group was removed"
    case .argListTooLong:
      reason = "the group has as many programs of this kind as can be (64)"
    case .staleNFSFileHandle:
      reason =
        "the revision is \(programs?.revision ?? 0) and not \(hook.expectedRevision ?? 0): others "
        + "attached or detached"
      advice = "Ask again who is attached (Kernel.query), and decide again"
    case .operationNotSupportedByDevice: reason = "the group was removed"
    case .fileExists: reason = "the program is attached to the group already"
    default: break
    }
  }

  private mutating func explain(_ obstacle: Obstacle?) {
    guard let obstacle else { return }
    let place =
      switch obstacle.levelsAbove {
      case 0: "this group"
      case 1: "the group above"
      default: "the group \(obstacle.levelsAbove) levels above"
      }
    let how =
      switch obstacle.flags {
      case 0: "for itself alone"
      case 1: "so that one other can override it (BPF_F_ALLOW_OVERRIDE)"
      default: "to be shared (BPF_F_ALLOW_MULTI)"
      }
    code = .busy
    reason = "\(place) has a program that was attached \(how)"
    advice =
      switch obstacle.flags {
      case 2: "Attach by a link, or with .shared"
      default: "Detach it first, or attach it with .shared (bpftool cgroup tree shows it)"
      }
  }

  private mutating func explainInvalid(
    _ hook: CgroupHook, _ attachType: AttachType, _ isDirect: Bool, _ programs: AttachedPrograms?,
    _ isAttached: Bool
  ) {
    let isOrdered = hook.order.flags != 0 || hook.order.neighbour != nil
    if isOrdered, let programs, programs.revision == 0 {
      code = .unsupported
      reason = "the kernel has no order of programs in control groups, as Linux 6.17 has"
      advice = "Attach them in the order in which they are to run"
    } else if isOrdered, case .program = hook.order.neighbour, !isDirect {
      reason =
        "a link is put next to a link, and a program without a link next to a program without one"
      advice = "Name the neighbour's link (.before(link)), or attach directly (form: .direct)"
    } else if isOrdered, case .linkID = hook.order.neighbour, isDirect {
      reason =
        "a link is put next to a link, and a program without a link next to a program without one"
      advice = "Name the neighbour as a program, or attach by a link"
    } else if let neighbour = hook.order.neighbour {
      code = .notFound
      reason = "\(neighbour) is not attached to the group so"
    } else if hook.runsBeforeGroupsBelow {
      reason = "the kernel may not know BPF_F_PREORDER, which came with Linux 6.15"
    } else if isDirect, isAttached {
      code = .alreadyExists
      reason = "the program is attached to the group already"
    } else if programs == nil {
      code = .unsupported
      let first = attachType.firstKernel.map { ", since Linux \($0)" } ?? ""
      reason =
        "the kernel does not know \(attachType)\(first), or was built without CONFIG_CGROUP_BPF"
    } else {
      reason = "the program was loaded for another attach type"
    }
  }
}
