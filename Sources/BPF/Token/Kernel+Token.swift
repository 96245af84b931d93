internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// A BPF token, or why there is none.
enum FoundToken: Sendable {
  case token(TokenHandle)
  case absent
  case failure(BPFError)

  /// The descriptor of a token, closed when the last kernel that uses it is gone.
  final class TokenHandle: Sendable {
    let descriptor: OwnedDescriptor
    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
  }
}

extension Kernel {
  /// The kernel with a BPF token of another place; what it learnt is not taken over, because it was
  /// learnt with other rights.
  public func with(token: TokenSource) throws(BPFError) -> Kernel {
    if token == tokenSource { return self }
    let kernel = Kernel(calls: calls, token: token)
    try kernel.requireToken()
    return kernel
  }

  /// Whether calls are made with a BPF token.
  public var hasToken: Bool { tokenDescriptor != nil }

  /// The descriptor of the token, borrowed for as long as this value lives.
  var tokenDescriptor: Int32? {
    if tokenSource == .none { return nil }
    guard case .token(let handle) = foundToken.value(findToken) else { return nil }
    return handle.descriptor.rawValue
  }

  /// Throws why there is no token, if one is required.
  func requireToken() throws(BPFError) {
    guard case .required = tokenSource else { return }
    if case .failure(let error) = foundToken.value(findToken) { throw error }
  }

  private func findToken() -> FoundToken {
    switch tokenSource {
    case .none: return .absent
    case .optional(let path), .required(let path):
      do throws(BPFError) {
        return .token(FoundToken.TokenHandle(try createToken(path.string)))
      } catch {
        return .failure(error)
      }
    }
  }

  /// Makes a token (`BPF_TOKEN_CREATE`, Linux 6.9).
  private func createToken(_ path: String) throws(BPFError) -> OwnedDescriptor {
    let action = "make a BPF token"
    let folder: OwnedDescriptor
    // O_DIRECTORY, so that nothing else is opened by mistake.
    do throws(Errno) {
      folder = try own(
        calls.open(path, in: -100, flags: FileDescriptor.OpenOptions.directory.rawValue))
    } catch {
      throw failure(
        call: "open", error, action, path: path,
        reason: error == .noSuchFileOrDirectory ? "there is no such folder" : nil,
        advice: "name the root of a BPF file system that was mounted for this user namespace")
    }
    var attributes = lbpf_token_create()
    attributes.bpffs_fd = UInt32(bitPattern: folder.rawValue)
    do throws(Errno) {
      return try open(.tokenCreate, &attributes)
    } catch {
      let explanation = tokenExplanation(error)
      throw failure(
        .tokenCreate, error, action, path: path, advice: explanation.advice,
        reason: explanation.reason)
    }
  }

  private func tokenExplanation(_ errno: Errno) -> Explanation {
    switch errno {
    case .invalidArgument:
      if let version, version < KernelVersion(6, 9) {
        return Explanation("Linux has tokens since 6.9, and this kernel is \(version)")
      }
      return Explanation(
        "the path is not the root of a BPF file system",
        "Mount one there, in the user namespace of this process: mount -t bpf bpf PATH")
    case .notSupported:
      return Explanation(
        "the process is in the first user namespace, where there are no tokens",
        "Use capabilities instead: run as root, or with CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN")
    case .noSuchFileOrDirectory:
      return Explanation(
        "nothing is delegated to this BPF file system",
        "Let somebody privileged mount it with delegate_cmds, delegate_maps, delegate_progs and "
          + "delegate_attachs")
    case .notPermitted:
      return Explanation(
        "the BPF file system is of another user namespace, or the process has no CAP_BPF in its own",
        "Mount the BPF file system from within the user namespace, and keep CAP_BPF there")
    default: return Explanation(nil)
    }
  }
}
