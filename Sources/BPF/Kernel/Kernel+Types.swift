package import BTF
internal import Bytes
internal import SystemPackage

extension Kernel {
  /// Where the kernel shows its own BTF (`CONFIG_DEBUG_INFO_BTF`, Linux 5.4).
  package static let typesPath = "/sys/kernel/btf/vmlinux"

  /// The kernel's types, read when they are first asked for.
  package func types() throws(BPFError) -> BTFTable {
    try kernelTypes.value { () throws(BPFError) in
      let path = Kernel.typesPath
      let bytes: Bytes
      do throws(Errno) {
        bytes = try Bytes(mappingConstantFile: FilePath(path))
      } catch {
        throw failure(
          call: "open", error, "read the kernel's types from \(path)", path: path,
          reason: error == .noSuchFileOrDirectory
            ? "the kernel was built without CONFIG_DEBUG_INFO_BTF" : nil)
      }
      do { return try BTFTable(bytes) } catch {
        throw BPFError(
          .corruptData, "read the kernel's types from \(path)", path: path, underlying: error)
      }
    }
  }
}
