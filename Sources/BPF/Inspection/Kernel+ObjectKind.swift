internal import SystemPackage

extension KernelObject {
  /// The kind of object behind a file that `/proc/PID/fd` calls `anon_inode:bpf-map`.
  init?(fileName: String) {
    guard fileName.hasPrefix("anon_inode:") else { return nil }
    switch fileName.dropFirst(11).filter({ $0 != "[" && $0 != "]" }) {
    case "bpf-prog": self = .program
    case "bpf-map": self = .map
    case "bpf_link", "bpf-link": self = .link
    case "btf": self = .btf
    default: return nil
    }
  }

  /// The key of the object's id in `/proc/PID/fdinfo`.
  var idKey: String {
    switch self {
    case .program: "prog_id"
    case .map: "map_id"
    case .link: "link_id"
    case .btf: "btf_id"
    }
  }
}

extension Kernel {
  /// What a descriptor is; `nil` where that cannot be told, as without `/proc`.
  package func kind(ofDescriptor descriptor: Int32) -> KernelObject? {
    (try? calls.readLink("/proc/self/fd/\(descriptor)")).flatMap { KernelObject(fileName: $0) }
  }

  /// Refuses a descriptor of another kind: the kernel would tell its information all the same, and
  /// its fields would be taken for others.
  package func check(
    _ descriptor: Int32, is kind: KernelObject, path: String? = nil
  ) throws(BPFError) {
    guard let found = self.kind(ofDescriptor: descriptor), found != kind else { return }
    throw BPFError(
      .invalidArgument, "open \(path.map { "\($0)" } ?? "a descriptor") as a \(kind.rawValue)",
      reason: "it is a \(found.rawValue)", path: path)
  }
}
