internal import BPFObject
internal import SystemPackage

/// What a program was loaded for.
///
/// For programs whose target was settled by the verifier: `tp_btf`, `fentry`, `fexit` (Linux 5.5),
/// `fmod_ret` (Linux 5.7), `fsession` (Linux 7.0), `lsm` (Linux 5.7), `freplace` (Linux 5.6). The
/// command is `BPF_RAW_TRACEPOINT_OPEN` without a name, which every kernel that has such programs
/// understands, and with a cookie `BPF_LINK_CREATE`.
///
/// The kernel attaches such a program to one place at a time: to attach it twice, load it twice.
public struct LoadedTarget: AttachPoint {
  /// What messages call the target.
  public var name: String?
  /// What `bpf_get_attach_cookie` gives in the program (Linux 5.19; 6.10 for `tp_btf`).
  public var cookie: UInt64

  /// What a program was loaded for; messages call it by a name.
  public init(named name: String? = nil, cookie: UInt64 = 0) {
    self.name = name
    self.cookie = cookie
  }

  /// The name of the target.
  public var description: String { name ?? "the target it was loaded for" }

  /// Attaches a program of type `tracing`, `lsm` or `ext`.
  ///
  /// - Throws: ``BPFError``; ``BPFError/Code/unsupported`` for a cookie on a kernel without, and for a
  ///   program of type `lsm` where BPF is not among the active security modules.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    do {
      if program.type == .lsm { try LSMHook.check(kernel) }
    } catch {
      throw error.adding { $0.program = program.name }
    }
    let link: OwnedDescriptor
    if cookie == 0 {
      do {
        link = try kernel.openRawTracepoint(nil, program: program.descriptor.rawValue)
      } catch {
        throw failure(.rawTracepointOpen, error, program)
      }
    } else {
      link = try attachWithCookie(program)
    }
    return Link(
      kernel: kernel, owning: link, target: name(for: program), programName: program.name)
  }

  /// The attach type must be the one of the load, which the kernel does not tell of programs that were
  /// opened by a path or number: it refuses the wrong ones.
  private func attachWithCookie(_ program: Program) throws(BPFError) -> OwnedDescriptor {
    var last = Errno.invalidArgument
    let known = program.spec.map { [$0.expectedAttachType] }
    for attachType in known ?? LoadedTarget.attachTypes(of: program.type) {
      do {
        return try program.kernel.createTracingLink(
          program: program.descriptor.rawValue, attachType, cookie: cookie)
      } catch {
        last = error
        guard error == .invalidArgument else { break }
      }
    }
    guard last == .invalidArgument || last == .argListTooLong else {
      throw failure(.linkCreate, last, program)
    }
    throw failure(.linkCreate, last, program).adding { facts in
      facts.code = .unsupported
      facts.reason =
        "this kernel takes no cookie there: kernels take them for functions since Linux 5.19 and for "
        + "tp_btf since 6.10"
      facts.advice = "attach without a cookie"
    }
  }

  private static func attachTypes(of type: ProgramType) -> [AttachType] {
    switch type {
    case .tracing:
      [
        .traceFunctionEntry, .traceFunctionExit, .modifyReturn, .traceRawTracepoint,
        .traceFunctionSession,
      ]
    case .lsm: [.lsmMAC]
    default: [AttachType(rawValue: 0)]
    }
  }

  private func name(for program: Program) -> String {
    name ?? program.spec?.placeName ?? description
  }

  private func failure(_ command: Command, _ errno: Errno, _ program: Program) -> BPFError {
    let failure = program.kernel.failure(
      command, errno, "attach \(program) to \(name(for: program))", program: program.name)
    return failure.adding { facts in
      switch errno {
      case .invalidArgument where ![.tracing, .lsm, .ext].contains(program.type):
        facts.reason =
          "the program is of type \(program.type), and only tracing, lsm and ext programs are loaded "
          + "for a target"
      case .invalidArgument where program.spec?.expectedAttachType == .traceIterator:
        facts.reason = "the program is an iterator"
        facts.advice = "attach it to .iterator()"
      // ENOENT before Linux 5.13, which forgets the target once the program was attached to it.
      case .resourceBusy, .fileExists, .noSuchFileOrDirectory:
        facts.reason =
          "the program is attached already, or another one that excludes it is: programs of this kind "
          + "are attached to one place at a time"
        facts.advice = "load the program again to attach it again"
      case .argListTooLong:
        facts.reason = "the function has as many programs as the kernel allows (38)"
      default: break
      }
    }
  }
}

extension AttachPoint where Self == LoadedTarget {
  /// What the program was loaded for: the function, tracepoint or hook of its section's name.
  public static var loadedTarget: Self { LoadedTarget() }

  /// What the program was loaded for, under the name that messages give it.
  public static func loadedTarget(named name: String?, cookie: UInt64 = 0) -> Self {
    LoadedTarget(named: name, cookie: cookie)
  }

  /// What the program was loaded for, with a cookie.
  public static func loadedTarget(cookie: UInt64) -> Self { LoadedTarget(cookie: cookie) }
}

extension ProgramSpec {
  /// What the program was loaded for, as a section's name would say it: `fentry/do_unlinkat`.
  var placeName: String {
    guard let definition, let target else { return plainSectionName }
    return "\(definition.name)/\(target)"
  }
}
