public import BPFObject
internal import Bytes
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What the running kernel tells about itself.
extension Kernel {
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
  public var configuration: KernelConfiguration? { buildConfiguration.value(readConfiguration) }

  private func readConfiguration() -> KernelConfiguration? {
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

  /// Whether the kernel was built with an option, as a part of it or as a module; `nil` when it does
  /// not tell how it was built.
  func wasBuilt(with option: String) -> Bool? {
    configuration.map { $0.values(of: [option])[option].map { $0 != "n" } ?? false }
  }

  func text(_ path: String) -> String? {
    guard let bytes = try? calls.readFile(path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
