internal import BPFObject
public import SystemPackage

extension Link {
  /// Takes a link that exists; what it is, the kernel says.
  ///
  /// - Throws: ``BPFError``, among others for a descriptor of something else.
  public init(kernel: Kernel, owning descriptor: consuming OwnedDescriptor) throws(BPFError) {
    try kernel.check(descriptor.rawValue, is: .link)
    let info = try kernel.linkInfo(descriptor.rawValue)
    let program = info.programID == 0 ? nil : try? Program(kernel: kernel, id: info.programID)
    self.init(
      kernel: kernel, owning: descriptor, target: info.target, programName: program?.name ?? "")
  }

  /// Opens a link that is pinned on a BPF file system (`BPF_OBJ_GET`, Linux 5.7).
  ///
  /// - Throws: ``BPFError``, among others for a path that holds something else.
  public init(kernel: Kernel, pinnedAt path: FilePath) throws(BPFError) {
    try self.init(kernel: kernel, owning: try kernel.openPinned(path, as: .link))
  }

  /// Opens a link by the kernel's number for it (`BPF_LINK_GET_FD_BY_ID`, Linux 5.8).
  public init(kernel: Kernel, id: UInt32) throws(BPFError) {
    try self.init(kernel: kernel, owning: try kernel.open(.link, id: id))
  }
}
