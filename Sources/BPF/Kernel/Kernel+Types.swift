public import BTF
internal import Bytes
internal import SystemPackage

extension Kernel {
  /// Where the kernel shows its own BTF (`CONFIG_DEBUG_INFO_BTF`, Linux 5.4).
  package static let typesPath = "/sys/kernel/btf/vmlinux"

  /// The kernel's own types (`/sys/kernel/btf/vmlinux`).
  ///
  /// Indexed when first asked for and kept as long as this value; mapped rather than read where the
  /// kernel allows it (Linux 6.16).
  ///
  /// - Throws: ``BPFError`` when the kernel has no BTF, or it cannot be read.
  public func types() throws(BPFError) -> BTFTable {
    try kernelTypes.value { () throws(BPFError) in
      let path = Kernel.typesPath
      let bytes: Bytes
      do throws(Errno) {
        bytes = try calls.mapFile(path)
      } catch {
        throw failure(
          call: "open", error, "read the kernel's types from \(path)", path: path,
          reason: error == .noSuchFileOrDirectory
            ? "the kernel was built without CONFIG_DEBUG_INFO_BTF, or /sys is not mounted" : nil)
      }
      do { return try BTFTable(bytes) } catch {
        throw BPFError(
          .corruptData, "read the kernel's types from \(path)", path: path, underlying: error)
      }
    }
  }
}
