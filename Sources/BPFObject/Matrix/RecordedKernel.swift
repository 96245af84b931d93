public import BTF

/// A kernel that objects are checked against, as it was recorded: its types, and what else is known.
public struct RecordedKernel: Sendable {
  /// What it is called in reports: the name of its file, `6.12` or `arm64-6.12`.
  public let name: String
  /// What programs are prepared for.
  public var target: TargetKernel
  /// The architecture as the kernel's build system names it (`x86`, `arm64`, `s390`), when the
  /// configuration tells it.
  public var architecture: String?

  /// A kernel of some facts.
  public init(name: String, target: TargetKernel, architecture: String? = nil) {
    self.name = name
    self.target = target
    self.architecture = architecture
  }

  /// A kernel of which only the types are known, and the version when the name tells it: `6.12`,
  /// `arm64-6.1` or `vmlinux-6.1.0-56-amd64`.
  public init(name: String, types: BTFTable) {
    self.init(
      name: name,
      target: TargetKernel(types: types, version: RecordedKernel.version(in: name)))
    takeFeatures()
  }

  /// The first numbers with a dot between, so that `arm64-6.1` is of 6.1.
  static func version(in name: String) -> KernelVersion? {
    var rest = name[...]
    while let start = rest.firstIndex(where: \.isNumber) {
      let behind = rest[start...].drop(while: \.isNumber)
      if behind.first == ".", let version = KernelVersion(String(rest[start...])) { return version }
      rest = behind
    }
    return nil
  }

  /// Works out from types, configuration and version what `LINUX_HAS_…` are.
  mutating func takeFeatures() {
    guard let types = target.types else { return }
    let wrapped = ["x64", "arm64", "s390x", "riscv"].map { "__\($0)_sys_bpf" }
    let found = types.search(["bpf_func_id"] + wrapped)
    if let names = found.first?.first.flatMap({ RecordedKernel.enumerators(of: $0, in: types) }) {
      set(.attachCookie, to: names.contains("BPF_FUNC_get_attach_cookie"))
    } else if let version = target.version {
      set(.attachCookie, to: version >= KernelVersion(5, 15))
    }
    if found.dropFirst().contains(where: { !$0.isEmpty }) {
      set(.systemCallWrapper, to: true)
    } else if let configuration = target.configuration {
      set(.systemCallWrapper, to: configuration["CONFIG_ARCH_HAS_SYSCALL_WRAPPER"] == "y")
    }
  }

  private mutating func set(_ feature: Feature, to isThere: Bool) {
    if isThere { target.missing.remove(feature) } else { target.missing.insert(feature) }
  }

  private static func enumerators(of id: TypeID, in types: BTFTable) -> Set<String>? {
    guard let type = try? types.type(id), type.kind.isEnumeration else { return nil }
    var names: Set<String> = []
    for index in 0..<type.count {
      guard let offset = try? types.enumerator(index, of: type).nameOffset,
        let name = try? types.string(at: offset)
      else { continue }
      names.insert(name)
    }
    return names
  }
}
