internal import BPFObject
internal import SystemPackage

/// How a program is put among the others of an interface, for tcx and netkit.
public struct OrderedPlacement: Sendable {
  /// Where it stands.
  public var order: AttachOrder
  /// The program whose place it takes (`BPF_F_REPLACE`), attached without a link.
  public var replacing: Program?
  /// What the number of changes must be now; see ``AttachedPrograms/revision``.
  public var expectedRevision: UInt64?
  /// What holds it: a link, or nothing (`BPF_PROG_ATTACH`).
  public var form: AttachmentForm

  /// A place behind the others, or another.
  public init(
    order: AttachOrder = .automatic, replacing: Program? = nil, expectedRevision: UInt64? = nil,
    form: AttachmentForm = .automatic
  ) {
    self.order = order
    self.replacing = replacing
    self.expectedRevision = expectedRevision
    self.form = form
  }

  /// Attaches a program of type `sched_cls`.
  ///
  /// - Parameter instead: what to do on kernels that do not have this.
  func attach(
    _ program: Program, _ interface: NetworkInterface, _ attachType: AttachType, target: String,
    instead: String
  ) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(target)"
    guard program.type == .trafficClassifier else {
      throw program.wrongType(.trafficClassifier, action)
    }
    let found: InterfaceInfo
    do { found = try kernel.interface(interface) } catch {
      throw error.adding { facts in
        facts.action = action
        facts.program = program.name
      }
    }
    let index = Int32(bitPattern: found.index)
    let direct = form == .direct || replacing != nil
    do throws(Errno) {
      guard direct else {
        let link = try kernel.createLink(
          program: program.descriptor.rawValue, target: index, attachType, order: order,
          revision: expectedRevision ?? 0)
        return Link(kernel: kernel, owning: link, target: target, programName: program.name)
      }
      try kernel.attachProgram(
        program.descriptor.rawValue, to: index, attachType, order: order,
        replacing: replacing?.descriptor.rawValue, revision: expectedRevision ?? 0)
    } catch {
      throw failure(error, program, found, attachType, action, direct, instead)
    }
    return Link(
      kernel: kernel,
      holding: DirectAttachment(
        program: program, place: .interface(found.index), attachType, target: target),
      target: target, programName: program.name)
  }

  private func failure(
    _ errno: Errno, _ program: Program, _ found: InterfaceInfo, _ attachType: AttachType,
    _ action: String, _ direct: Bool, _ instead: String
  ) -> BPFError {
    let kernel = program.kernel
    var advice: String?
    var reason: String?
    var code: BPFError.Code?
    let there = Result { () throws(BPFError) in
      try kernel.query(.interface(found.index), attachType)
    }
    switch errno {
    case .invalidArgument:
      if case .failure(let error) = there, error.errno == .invalidArgument {
        let first = attachType.firstKernel.map { "since Linux \($0)" } ?? "in newer kernels"
        reason = "this kernel cannot attach programs so; \(attachType) exists \(first)"
        advice = instead
        code = .unsupported
      } else {
        reason = "the program was loaded for another attach type, or the order cannot be had"
      }
    case .noSuchFileOrDirectory, .badFileDescriptor:
      reason =
        replacing != nil
        ? "the program to be replaced is not attached there"
        : "what it is to stand \(order) of is not attached there"
      code = .notFound
    case .staleNFSFileHandle:
      let now = (try? there.get()).map { ", but \($0.revision)" } ?? ""
      reason = "the revision is not \(expectedRevision ?? 0)\(now): others attached or detached"
      advice = "Ask again who is attached (Kernel.query), and decide again"
    case .fileExists: reason = "the program is attached there already"
    case .resourceBusy:
      reason = "a link holds the program there, so that it can only be changed through the link"
    case .outOfRange: reason = "as many programs are attached there as can be (64)"
    case .noSuchAddressOrDevice:
      reason =
        "interface \(found.name) is no netkit device"
        + (found.kind.map { ", but a \($0) device" } ?? "")
      advice = "Make one: ip link add nk0 type netkit"
    case .permissionDenied where attachType == .netkitPrimary || attachType == .netkitPeer:
      reason =
        "interface \(found.name) is the peer; both ends are attached to through the primary device"
    default: break
    }
    return kernel.failure(
      direct ? .programAttach : .linkCreate, errno, action, program: program.name, advice: advice,
      reason: reason
    ).adding { facts in if let code { facts.code = code } }
  }
}

extension Errno {
  /// `ESTALE`.
  static var staleNFSFileHandle: Errno { Errno(rawValue: 116) }
}
