public import BPFObject
internal import Bytes
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension Kernel {
  /// The running kernel as a target for ``ObjectFile/plan(for:programs:)``.
  ///
  /// Only what the object asks for is looked up: an object without CO-RE never reads the kernel's
  /// BTF, and one without `LINUX_HAS_BPF_COOKIE` causes no probe.
  ///
  /// - Parameters:
  ///   - object: what is to be loaded.
  ///   - selection: the names of the programs to load; `nil` for those whose `autoload` is set.
  ///   - configuration: options of the kernel's build that go before those which it tells.
  /// - Throws: ``BPFError`` when the object needs the kernel's BTF or symbols, and they cannot be
  ///   read.
  public func target(
    for object: ObjectFile, programs selection: Set<String>? = nil,
    configuration: KernelConfiguration? = nil
  ) throws(BPFError) -> TargetKernel {
    var target = TargetKernel(types: nil, pageSize: UInt32(clamping: pageSize))
    // This version attaches no USDT programs; loaded as plain uprobes, every kernel takes them.
    target.missing = [.uprobeMultiLinks]
    for feature in object.usedFeatures where !supports(feature) { target.missing.insert(feature) }
    if object.needsKernelTypes(programs: selection) {
      target.types = try types()
    } else if object.canUseKernelTypes {
      target.types = try? types()
    }
    if let types = target.types {
      target.moduleSource = { [self] in moduleCatalog.modules(of: self, over: types) }
    }
    target.configuration = configuration
    let options = object.configurationOptions
    if options.contains(where: { configuration?[$0] == nil }), let own = self.configuration {
      target.configuration = configuration?.backed(by: own) ?? own
    }
    if object.externs.contains(where: \.isTypeless) { target.symbols = try symbols() }
    if object.externs["LINUX_KERNEL_VERSION"] != nil { target.version = version }
    return target
  }

  /// The size of a page in bytes.
  package var pageSize: Int { sysconf(Int32(_SC_PAGESIZE)) }

  /// The running kernel's version, where distributions tell it truthfully.
  ///
  /// Ubuntu's and Debian's releases carry the number of a package; the version of the kernel that
  /// they patched stands elsewhere.
  public var version: KernelVersion? {
    if let signature = text("/proc/version_signature"),
      // "Ubuntu 6.8.0-45.45-generic 6.8.12"
      let last = signature.split(whereSeparator: \.isWhitespace).last
    {
      return KernelVersion(String(last))
    }
    // "#1 SMP PREEMPT_DYNAMIC Debian 6.1.99-1 (2024-07-15)"
    if let build = text("/proc/sys/kernel/version"),
      let mark = build.split(separator: " ").drop(while: { $0 != "Debian" }).dropFirst().first,
      let version = KernelVersion(String(mark))
    {
      return version
    }
    return text("/proc/sys/kernel/osrelease").flatMap { KernelVersion($0) }
  }

  /// The options that the running kernel was built with: `/boot/config-RELEASE`, or
  /// `/proc/config.gz` (`CONFIG_IKCONFIG_PROC`); `nil` when there is neither.
  public var configuration: KernelConfiguration? {
    let release = text("/proc/sys/kernel/osrelease")?.split(separator: "\n").first ?? ""
    for path in ["/boot/config-\(release)", "/proc/config.gz"] {
      guard let bytes = try? calls.mapFile(path),
        let found = try? KernelConfiguration(compressed: bytes, from: path)
      else { continue }
      return found
    }
    return nil
  }

  /// The symbols of the running kernel (`/proc/kallsyms`), with addresses if the process may see them.
  func symbols() throws(BPFError) -> KernelSymbols {
    let path = "/proc/kallsyms"
    do throws(Errno) { return KernelSymbols(try calls.mapFile(path)) } catch {
      throw failure(call: "open", error, "read the kernel's symbols", path: path)
    }
  }

  private func text(_ path: String) -> String? {
    guard let bytes = try? calls.readFile(path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
