internal import BPFObject
public import SystemPackage

/// A network namespace, which programs choose sockets for (`sk_lookup`, Linux 5.9) or take packets
/// apart for (`flow_dissector`, Linux 4.20).
///
/// A link holds the program (`BPF_LINK_CREATE`, Linux 5.7); before, and by wish, a flow dissector is
/// attached without one (`BPF_PROG_ATTACH`). The first namespace of the machine has a flow dissector
/// only while no other has one, and the other way round.
public struct NetworkNamespaceHook: AttachPoint {
  /// The namespace.
  public var place: Place
  /// What holds the program.
  public var form: AttachmentForm

  /// A network namespace.
  public enum Place: Sendable, Hashable, CustomStringConvertible {
    /// That of this thread.
    case current
    /// By its path: `/run/netns/NAME` or `/proc/PID/ns/net`.
    case path(FilePath)
    /// By an open descriptor, which must stay open until the program is attached and is not closed.
    case descriptor(FileDescriptor)

    /// The namespace in words.
    public var description: String {
      switch self {
      case .current: "this thread's network namespace"
      case .path(let path): "network namespace \(path)"
      case .descriptor(let descriptor): "the network namespace of descriptor \(descriptor.rawValue)"
      }
    }
  }

  /// A namespace.
  public init(_ place: Place, form: AttachmentForm = .automatic) {
    self.place = place
    self.form = form
  }

  /// `network namespace /run/netns/blue`.
  public var description: String { place.description }

  /// Attaches a program of type `sk_lookup` or `flow_dissector`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    let attachType: AttachType
    switch program.type {
    case .socketLookup: attachType = .socketLookup
    case .flowDissector: attachType = .flowDissector
    default:
      throw BPFError(
        .invalidArgument, action,
        reason: "the program is of type \(program.type), not sk_lookup or flow_dissector",
        program: program.name)
    }
    let namespace: OwnedDescriptor
    do { namespace = try open(in: kernel, for: action) } catch {
      throw error.adding { $0.program = program.name }
    }
    var command = Command.linkCreate
    do throws(Errno) {
      if form != .direct {
        do throws(Errno) {
          let link = try kernel.createLink(
            program: program.descriptor.rawValue, target: namespace.rawValue, attachType)
          return Link(
            kernel: kernel, owning: link, target: description, programName: program.name)
        } catch {
          // Before Linux 5.7 the command does not know the types.
          guard error == .invalidArgument, form == .automatic, attachType == .flowDissector else {
            throw error
          }
        }
      }
      command = .programAttach
      guard attachType == .flowDissector else { throw .invalidArgument }
      try kernel.attach(flowDissector: program, in: namespace.rawValue)
    } catch {
      throw failure(program, command, error, attachType, namespace, action)
    }
    return Link(
      kernel: kernel, holding: FlowDissector(program: program, namespace, description),
      target: description, programName: program.name)
  }

  /// Looks whether the namespace is there.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try open(in: kernel, for: "find \(self)")
  }

  private func open(
    in kernel: Kernel, for action: String
  ) throws(BPFError) -> OwnedDescriptor {
    let path: FilePath
    switch place {
    case .current: path = "/proc/thread-self/ns/net"
    case .path(let given): path = given
    case .descriptor(let descriptor):
      do { return try kernel.own(kernel.calls.duplicate(descriptor.rawValue, minimum: 3)) } catch {
        throw kernel.failure(
          call: "fcntl", error, action,
          reason: error == .badFileDescriptor ? "the descriptor is not open" : nil)
      }
    }
    do { return try kernel.own(kernel.calls.open(path.string, in: -100, flags: 0)) } catch {
      let isMissing = error == .noSuchFileOrDirectory
      throw kernel.failure(
        call: "open", error, action, path: path.string,
        reason: isMissing ? "there is no such network namespace" : nil,
        advice: isMissing
          ? "Named ones are in /run/netns (ip netns), those of processes at /proc/PID/ns/net" : nil)
    }
  }

  private func failure(
    _ program: Program, _ command: Command, _ errno: Errno, _ attachType: AttachType,
    _ namespace: borrowing OwnedDescriptor, _ action: String
  ) -> BPFError {
    let kernel = program.kernel
    var reason: String?
    var advice: String?
    var code: BPFError.Code?
    switch errno {
    case .invalidArgument:
      if kernel.calls.fileSystemType(namespace.rawValue) != 0x6e73_6673 {  // NSFS_MAGIC
        reason = "it is no namespace, but another file"
      } else if form == .direct, attachType == .socketLookup {
        reason = "programs of type sk_lookup are attached by links alone"
      } else if (try? kernel.query(.currentNetworkNamespace, attachType)) != nil {
        reason = "it is a namespace of another kind"
      } else {
        code = .unsupported
        reason = "the kernel does not attach \(attachType) to network namespaces by links"
        advice = "Links came with Linux 5.7, sk_lookup with 5.9"
      }
    case .fileExists, .argListTooLong, .resourceBusy:
      code = .busy
      let there = try? kernel.query(.descriptor(namespace.fileDescriptor), attachType).programs
        .count
      if attachType == .socketLookup {
        reason = "the namespace has as many programs as can be (64)"
      } else if let there, there > 0 {
        reason = "the namespace has a flow dissector already, and only one can be"
      } else {
        reason =
          "the machine's first network namespace has a flow dissector, which is for all namespaces, "
          + "or this is the first and another has one"
        advice = "bpftool net show lists them; detach it first"
      }
    case .noSuchFileOrDirectory, .noLink: reason = "the namespace is gone"
    default: break
    }
    return kernel.failure(
      command, errno, action, program: program.name, advice: advice, reason: reason
    ).adding { facts in if let code { facts.code = code } }
  }
}

extension AttachPoint where Self == NetworkNamespaceHook {
  /// A network namespace: `.networkNamespace(.current)`.
  public static func networkNamespace(
    _ place: NetworkNamespaceHook.Place, form: AttachmentForm = .automatic
  ) -> Self {
    NetworkNamespaceHook(place, form: form)
  }

  /// A network namespace by its path: `.networkNamespace("/run/netns/blue")`.
  public static func networkNamespace(
    _ path: FilePath, form: AttachmentForm = .automatic
  ) -> Self {
    NetworkNamespaceHook(.path(path), form: form)
  }
}
