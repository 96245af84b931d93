public import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Where a BPF token comes from.
///
/// A token (Linux 6.9) lets a process in a user namespace use what whoever mounted the BPF file
/// system of that namespace delegated to it (`delegate_cmds`, `delegate_maps`, `delegate_progs`,
/// `delegate_attachs`), without any privileges outside.
public enum TokenSource: Sendable, Hashable {
  /// No token.
  case none
  /// One of the BPF file system mounted at a path if it gives one, without a word if not.
  case optional(FilePath)
  /// One of the BPF file system mounted at a path; an error if it gives none.
  case required(FilePath)

  /// Where BPF file systems are mounted by custom.
  public static let standardPath: FilePath = "/sys/fs/bpf"

  /// What the environment says.
  ///
  /// The path in `SWIFT_BPF_TOKEN_PATH`, or in `LIBBPF_BPF_TOKEN_PATH`, which libbpf heeds, is
  /// required; an empty value means no token. Where neither is set, the standard path is tried.
  public static var environment: Self {
    self.init { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
  }

  /// What an environment says.
  package init(environment: (String) -> String?) {
    guard
      let path = environment("SWIFT_BPF_TOKEN_PATH") ?? environment("LIBBPF_BPF_TOKEN_PATH")
    else {
      self = .optional(TokenSource.standardPath)
      return
    }
    self = path.isEmpty ? .none : .required(FilePath(path))
  }
}
