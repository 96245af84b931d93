internal import CLinuxBPF
internal import SystemPackage

/// Objects of one kind that the kernel holds, opened one after the other in the order of their ids.
///
/// ```swift
/// var programs = kernel.programs()
/// while let program = try programs.next() { print(program) }
/// ```
///
/// Each object is opened when it is asked for. One that ends between being listed and being opened is
/// passed over, and after a failure the next call goes on with the next object.
public struct KernelObjects<Object: ~Copyable>: Sendable {
  private let kernel: Kernel
  private let kind: KernelObject
  private let open: @Sendable (Kernel, UInt32) throws(BPFError) -> Object
  private var last: UInt32 = 0

  init(
    _ kernel: Kernel, _ kind: KernelObject,
    open: @escaping @Sendable (Kernel, UInt32) throws(BPFError) -> Object
  ) {
    self.kernel = kernel
    self.kind = kind
    self.open = open
  }

  /// Opens the next object.
  ///
  /// - Returns: `nil` when there is none any more.
  /// - Throws: ``BPFError``, among others ``BPFError/Code/permissionDenied``: opening by id is for
  ///   CAP_SYS_ADMIN.
  public mutating func next() throws(BPFError) -> Object? {
    while let id = try kernel.nextID(of: kind, after: last) {
      last = id
      do { return try open(kernel, id) } catch {
        // It has ended meanwhile, or is a link that is not complete yet.
        if error.errno == .noSuchFileOrDirectory || error.errno == .resourceTemporarilyUnavailable {
          continue
        }
        throw error
      }
    }
    return nil
  }
}

extension Kernel {
  /// The programs that the kernel holds (`BPF_PROG_GET_NEXT_ID`, Linux 4.13).
  public func programs() -> KernelObjects<Program> {
    KernelObjects(self, .program) { (kernel, id) throws(BPFError) in
      try Program(kernel: kernel, id: id)
    }
  }

  /// The maps that the kernel holds (`BPF_MAP_GET_NEXT_ID`, Linux 4.13).
  public func maps() -> KernelObjects<Map> {
    KernelObjects(self, .map) { (kernel, id) throws(BPFError) in try Map(kernel: kernel, id: id) }
  }

  /// The BTF that the kernel holds: its own, that of modules, that of programs
  /// (`BPF_BTF_GET_NEXT_ID`, Linux 5.4).
  public func typeObjects() -> KernelObjects<TypeObject> {
    KernelObjects(self, .btf) { (kernel, id) throws(BPFError) in
      try TypeObject(kernel: kernel, id: id)
    }
  }

  /// The links that the kernel holds (`BPF_LINK_GET_NEXT_ID`, Linux 5.8).
  ///
  /// Holding one keeps its program attached; nothing is detached when it ends, as long as whoever
  /// attached it holds it.
  public func links() -> KernelObjects<Link> {
    KernelObjects(self, .link) { (kernel, id) throws(BPFError) in
      try Link(kernel: kernel, id: id)
    }
  }

  /// The id that follows another; `nil` at the end.
  package func nextID(of kind: KernelObject, after id: UInt32) throws(BPFError) -> UInt32? {
    var attributes = lbpf_object_id()
    attributes.start_id = id
    do { try call(kind.nextID, &attributes) } catch {
      if error == .noSuchFileOrDirectory { return nil }
      throw failure(kind.nextID, error, "list the kernel's \(kind.rawValue) ids")
    }
    // The kernel gives ascending ids; anything else would never end.
    return attributes.next_id > id ? attributes.next_id : nil
  }
}
