public import BTF

/// The kernel that an object is prepared for, as data.
///
/// Preparing reads nothing but this value and the object, so that it gives the same plan on every
/// machine. `BPF` makes one from the running kernel; tests make them from recorded kernels.
public struct TargetKernel: Sendable {
  /// The kernel's types (`/sys/kernel/btf/vmlinux`); needed for CO-RE and for attaching to functions.
  public var types: BTFTable?
  /// The modules whose types are looked at for what ``types`` does not have.
  public var modules: [TargetModule]
  /// Gives the modules instead of ``modules`` when they are first needed: most objects need none, and
  /// a running kernel has hundreds.
  package var moduleSource: (@Sendable () -> [TargetModule])?
  /// What `LINUX_KERNEL_VERSION` is.
  public var version: KernelVersion?
  /// The options that the kernel was built with, for externs named `CONFIG_…`.
  public var configuration: KernelConfiguration?
  /// The addresses of the kernel's symbols, for typeless externs in `.ksyms`.
  ///
  /// Without them every symbol counts as present, at an address that is not known yet.
  public var symbols: KernelSymbols?
  /// What the kernel lacks of what loading and attaching depends on; nothing by default, as on the
  /// newest kernels.
  ///
  /// The plan then does without, where it can.
  public var missing: Set<Feature>
  /// Loaded programs whose functions are traced or replaced, by the names of the programs that are
  /// loaded for that.
  public var programs: [String: TargetProgram] = [:]
  /// The size of a page in bytes, to which ring buffers are rounded up.
  public var pageSize: UInt32

  /// A kernel of the given facts; by default the newest features and the commonest page size.
  public init(
    types: BTFTable?, modules: [TargetModule] = [], version: KernelVersion? = nil,
    configuration: KernelConfiguration? = nil, symbols: KernelSymbols? = nil,
    missing: Set<Feature> = [], pageSize: UInt32 = 4096
  ) {
    self.types = types
    self.modules = modules
    self.version = version
    self.configuration = configuration
    self.symbols = symbols
    self.missing = missing
    self.pageSize = pageSize
  }

  /// The modules, fetched if that is still to be done.
  var allModules: [TargetModule] { moduleSource?() ?? modules }

  /// Whether the kernel has a feature.
  func has(_ feature: Feature) -> Bool { !missing.contains(feature) }
}
