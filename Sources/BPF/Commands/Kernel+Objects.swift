internal import CLinuxBPF
package import SystemPackage

/// A kind of object that the kernel numbers.
package enum KernelObject: String, Sendable {
  case program, map, btf = "BTF", link

  var nextID: Command {
    switch self {
    case .program: .programGetNextID
    case .map: .mapGetNextID
    case .btf: .btfGetNextID
    case .link: .linkGetNextID
    }
  }

  var descriptorByID: Command {
    switch self {
    case .program: .programGetDescriptorByID
    case .map: .mapGetDescriptorByID
    case .btf: .btfGetDescriptorByID
    case .link: .linkGetDescriptorByID
    }
  }
}

extension Kernel {
  /// The ids of all objects of a kind, in ascending order.
  package func ids(of kind: KernelObject) throws(BPFError) -> [UInt32] {
    var ids: [UInt32] = []
    var attributes = lbpf_object_id()
    while true {
      do { try call(kind.nextID, &attributes) } catch {
        if error == .noSuchFileOrDirectory { return ids }
        throw failure(kind.nextID, error, "list the kernel's \(kind.rawValue) ids")
      }
      // The kernel gives ascending ids; anything else would never end.
      guard attributes.next_id > attributes.start_id else { return ids }
      ids.append(attributes.next_id)
      attributes.start_id = attributes.next_id
    }
  }

  /// Opens an object by its id.
  package func open(_ kind: KernelObject, id: UInt32) throws(BPFError) -> OwnedDescriptor {
    var attributes = lbpf_object_id()
    attributes.start_id = id
    do { return try open(kind.descriptorByID, &attributes) } catch {
      throw failure(kind.descriptorByID, error, "open \(kind.rawValue) \(id)")
    }
  }

  /// Gives an object a path on a BPF file system, which keeps it alive (`BPF_OBJ_PIN`, Linux 4.4).
  package func pin(_ descriptor: Int32, at path: FilePath) throws(BPFError) {
    var attributes = lbpf_object_pin()
    attributes.bpf_fd = UInt32(bitPattern: descriptor)
    do {
      try unsafe path.string.utf8CString.span.withUnsafeBytes { bytes throws(Errno) in
        attributes.pathname = unsafe address(bytes.baseAddress)
        try call(.objectPin, &attributes)
      }
    } catch {
      throw failure(.objectPin, error, "pin to \(path)", path: path.string)
    }
  }

  /// Opens a pinned object, which must be of a kind (`BPF_OBJ_GET`, Linux 4.4).
  package func openPinned(
    _ path: FilePath, as kind: KernelObject
  ) throws(BPFError) -> OwnedDescriptor {
    let descriptor = try openPinned(path)
    try check(descriptor.rawValue, is: kind, path: path.string)
    return descriptor
  }

  /// Opens a pinned object (`BPF_OBJ_GET`, Linux 4.4).
  package func openPinned(_ path: FilePath) throws(BPFError) -> OwnedDescriptor {
    var attributes = lbpf_object_pin()
    do {
      return try unsafe path.string.utf8CString.span.withUnsafeBytes { bytes throws(Errno) in
        attributes.pathname = unsafe address(bytes.baseAddress)
        return try open(.objectGet, &attributes)
      }
    } catch {
      throw failure(.objectGet, error, "open the pinned object \(path)", path: path.string)
    }
  }

  /// Ties a map to a program, which then keeps the map alive (`BPF_PROG_BIND_MAP`, Linux 5.10).
  package func bindMap(_ map: Int32, to program: Int32) throws(BPFError) {
    var attributes = lbpf_prog_bind_map()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.map_fd = UInt32(bitPattern: map)
    do { try call(.programBindMap, &attributes) } catch {
      // Bound already, because the program uses the map anyway.
      if error == .fileExists { return }
      throw failure(.programBindMap, error, "bind a map to a program")
    }
  }
}
