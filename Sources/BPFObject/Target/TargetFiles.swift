public import BTF
import Bytes
public import SystemPackage

extension KernelConfiguration {
  /// More than any kernel's configuration has: 300 kB of text.
  package static let sizeLimit = 1 << 26

  /// The configuration in a file: plain text as in `/boot/config-*`, or compressed as in
  /// `/proc/config.gz`.
  ///
  /// - Throws: ``ObjectError/Code/unreadable`` when it cannot be read.
  public init(contentsOf path: FilePath) throws(ObjectError) {
    try self.init(compressed: readFile(path), from: path.string)
  }

  /// The configuration in bytes that may be compressed.
  package init(compressed bytes: Bytes, from path: String) throws(ObjectError) {
    guard bytes.isGzip else {
      self.init(bytes)
      return
    }
    do { self.init(try bytes.decompressed(limit: KernelConfiguration.sizeLimit)) } catch {
      throw ObjectError(.unreadable, "cannot decompress '\(path)': \(error)")
    }
  }
}

extension KernelSymbols {
  /// The symbols in a file such as `/proc/kallsyms`.
  ///
  /// - Throws: ``ObjectError/Code/unreadable`` when it cannot be read.
  public init(contentsOf path: FilePath) throws(ObjectError) {
    self.init(try readFile(path))
  }
}

extension TargetModule {
  /// The module whose types stand in a file of its name: raw BTF as in `/sys/kernel/btf`, or a module.
  ///
  /// - Parameters:
  ///   - path: the file; its name without the ending is the module's.
  ///   - kernel: the types that the module's are split over.
  /// - Throws: ``ObjectError``; ``ObjectError/Code/unreadable`` when the file cannot be read.
  public init(contentsOf path: FilePath, over kernel: BTFTable) throws(ObjectError) {
    self.init(name: path.stem ?? "", types: try BTFTable(contentsOf: path, base: kernel))
  }
}

private func readFile(_ path: FilePath) throws(ObjectError) -> Bytes {
  do { return try Bytes(contentsOf: path) } catch {
    throw ObjectError(
      .unreadable, "cannot read '\(path)': \(error)", advice: "check the path and its permissions")
  }
}
