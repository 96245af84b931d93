public import BTF
internal import Bytes
public import SystemPackage

/// BTF that the kernel holds: its own, that of a module, or that of programs and maps.
public final class TypeObject: Sendable {
  /// The kernel that holds it.
  public let kernel: Kernel
  /// What the kernel says about it.
  public let info: BTFInfo

  package let descriptor: OwnedDescriptor

  /// Takes BTF that exists; what it is, the kernel says.
  public init(kernel: Kernel, owning descriptor: consuming OwnedDescriptor) throws(BPFError) {
    info = try kernel.btfInfo(descriptor.rawValue)
    self.kernel = kernel
    self.descriptor = descriptor
  }

  /// Opens BTF by the kernel's number for it (`BPF_BTF_GET_FD_BY_ID`, Linux 4.18).
  public convenience init(kernel: Kernel, id: UInt32) throws(BPFError) {
    try self.init(kernel: kernel, owning: try kernel.open(.btf, id: id))
  }

  /// The descriptor, to be used while the object lives and not to be closed.
  public var fileDescriptor: FileDescriptor { descriptor.fileDescriptor }

  /// The types, read anew; those of a module stand on the kernel's.
  public func types() throws(BPFError) -> BTFTable {
    if info.isKernel, info.name == "vmlinux" { return try kernel.types() }
    let base = info.isKernel ? try kernel.types() : nil
    let bytes = Bytes(try kernel.btfBytes(descriptor.rawValue, size: info.size))
    do { return try BTFTable(bytes, base: base) } catch {
      throw BPFError(.corruptData, "read the types of \(self)", underlying: error)
    }
  }
}

extension TypeObject: CustomStringConvertible {
  /// `BTF 1 (vmlinux)`.
  public var description: String {
    "BTF \(info.id)" + (info.name.isEmpty ? "" : " (\(info.name))")
  }
}
