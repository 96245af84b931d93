public import BPFObject
internal import SystemPackage

/// A map of sockets, whose programs decide where the data of its sockets go (`sk_skb`, Linux 4.14;
/// `sk_msg`, Linux 4.17).
///
/// Since Linux 6.10 a link holds the program (`BPF_LINK_CREATE`); before, and by wish, it is attached
/// without one (`BPF_PROG_ATTACH`), which puts it in the place of another one that is there.
public struct SocketMapHook: AttachPoint {
  /// The map, of type `sockmap` or `sockhash`.
  public var map: Map
  /// How the program is attached; `nil` for what its section says.
  ///
  /// Programs of the bare section
  /// `sk_skb`, and those of type `sk_skb` that come from no object file, need one.
  public var attachType: AttachType?
  /// What holds the program.
  public var form: AttachmentForm

  /// A map of sockets.
  public init(_ map: Map, _ attachType: AttachType? = nil, form: AttachmentForm = .automatic) {
    self.map = map
    self.attachType = attachType
    self.form = form
  }

  /// `socket map "sockets"`.
  public var description: String { "socket map \"\(map.name)\"" }

  /// Attaches a program of type `sk_skb` or `sk_msg`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard map.type == .socketMap || map.type == .socketHash else {
      throw BPFError(
        .invalidArgument, action, reason: "the map is of type \(map.type), not sockmap or sockhash",
        map: map.name, program: program.name)
    }
    let attachType = try self.attachType(of: program, action)
    var command = Command.linkCreate
    do throws(Errno) {
      if form != .direct {
        do throws(Errno) {
          let link = try kernel.createLink(
            program: program.descriptor.rawValue, target: map.descriptor.rawValue, attachType)
          return Link(
            kernel: kernel, owning: link, target: description, programName: program.name)
        } catch {
          // Before Linux 6.10 the command does not know the types.
          guard error == .invalidArgument, form == .automatic else { throw error }
        }
      }
      command = .programAttach
      try kernel.attachProgram(
        program.descriptor.rawValue, to: map.descriptor.rawValue, attachType)
      let place = try kernel.own(kernel.calls.duplicate(map.descriptor.rawValue, minimum: 3))
      return Link(
        kernel: kernel,
        holding: DirectAttachment(
          program: program, place: .descriptor(place), attachType, target: description),
        target: description, programName: program.name)
    } catch { throw failure(program, command, error, attachType, action) }
  }

  /// The ways to attach each type of programs; a map has a verdict with a parser, or one without.
  private func attachType(
    of program: Program, _ action: String
  ) throws(BPFError) -> AttachType {
    let possible: [AttachType]
    switch program.type {
    case .socketMessage: possible = [.socketMessageVerdict]
    case .socketSKB:
      possible = [.socketSKBStreamParser, .socketSKBStreamVerdict, .socketSKBVerdict]
    default:
      throw BPFError(
        .invalidArgument, action,
        reason: "the program is of type \(program.type), not sk_skb or sk_msg", map: map.name,
        program: program.name)
    }
    let bySection = program.spec.flatMap { spec in
      let type =
        spec.expectedAttachType.rawValue == 0
        ? spec.definition?.attachType : spec.expectedAttachType
      return type?.rawValue == 0 ? nil : type
    }
    if let attachType = self.attachType ?? bySection ?? (possible.count == 1 ? possible[0] : nil),
      possible.contains(attachType)
    {
      return attachType
    }
    throw BPFError(
      .invalidArgument, action,
      reason: self.attachType.map { "programs of type \(program.type) are not attached as \($0)" }
        ?? "programs of type \(program.type) are attached in several ways, and nothing says in which",
      advice: "Say in which: .socketMap(_, attachType), one of "
        + possible.map(\.description).joined(separator: ", "), map: map.name, program: program.name)
  }

  private func failure(
    _ program: Program, _ command: Command, _ errno: Errno, _ attachType: AttachType,
    _ action: String
  ) -> BPFError {
    var reason: String?
    var code: BPFError.Code?
    switch errno {
    case .resourceBusy:
      reason =
        "a link holds another program there, or the map has a verdict with a parser where this one "
        + "is without, or the other way round"
    case .fileExists: reason = "another program is attached there"
    case .invalidArgument where form == .link && command == .linkCreate:
      code = .unsupported
      reason = "the kernel may have no links for socket maps, which came with Linux 6.10"
    case .invalidArgument, .notSupported, .notSupportedInternally:
      code = .unsupported
      reason =
        "the kernel does not attach \(attachType) to socket maps"
        + (attachType.firstKernel.map { "; Linux \($0) and later do" } ?? "")
        + ", or was built without CONFIG_BPF_STREAM_PARSER"
    default: break
    }
    return program.kernel.failure(
      command, errno, action, map: map.name, program: program.name, reason: reason
    ).adding { facts in if let code { facts.code = code } }
  }
}

extension AttachPoint where Self == SocketMapHook {
  /// A map of sockets: `.socketMap(map)`.
  ///
  /// - Parameters:
  ///   - attachType: `nil` for what the program's section says.
  ///   - form: what holds the program.
  public static func socketMap(
    _ map: Map, _ attachType: AttachType? = nil, form: AttachmentForm = .automatic
  ) -> Self {
    SocketMapHook(map, attachType, form: form)
  }
}
