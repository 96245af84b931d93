public import BTF
internal import Bytes
internal import SystemPackage

extension Kernel {
  /// The kernel's own types (`/sys/kernel/btf/vmlinux`, Linux 5.4 with `CONFIG_DEBUG_INFO_BTF`).
  ///
  /// Indexed when first asked for and kept as long as this value; mapped rather than read where the
  /// kernel allows it (6.16).
  ///
  /// - Throws: ``BPFError`` when the kernel has no BTF, or it cannot be read.
  public func types() throws(BPFError) -> BTFTable {
    try kernelTypes.value { () throws(BPFError) in try Kernel.readTypes() }
  }

  private static let typesPath = "/sys/kernel/btf/vmlinux"

  private static func readTypes() throws(BPFError) -> BTFTable {
    let bytes: Bytes
    do {
      bytes = try Bytes(mappingConstantFile: FilePath(typesPath))
    } catch {
      let isMissing = error == .noSuchFileOrDirectory
      throw BPFError(
        isMissing ? .unsupported : .permissionDenied, "read the kernel's BTF",
        reason: isMissing
          ? "the kernel was built without CONFIG_DEBUG_INFO_BTF, or /sys is not mounted"
          : "\(typesPath): \(error)",
        advice: isMissing
          ? "use a kernel with BTF; distributions have it since 2020" : "run with more privileges",
        path: typesPath)
    }
    do { return try BTFTable(bytes) } catch {
      throw BPFError(
        .corruptData, "read the kernel's BTF", reason: error.description, path: typesPath,
        underlying: error)
    }
  }
}
