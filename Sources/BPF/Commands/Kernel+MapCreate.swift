package import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// Everything that `BPF_MAP_CREATE` takes.
///
/// Descriptors are borrowed: whoever makes the value keeps them open until the map is made.
package struct MapCreation: Sendable {
  /// Cut to 15 bytes, with what the kernel does not allow replaced by `_`.
  package var name: String
  package var type: MapType
  package var keySize: UInt32
  package var valueSize: UInt32
  package var maxEntries: UInt32
  package var flags: MapFlags = []
  package var innerMap: Int32?
  package var numaNode: UInt32 = 0
  package var interfaceIndex: UInt32 = 0
  package var btf: Int32?
  package var btfKeyTypeID: UInt32 = 0
  package var btfValueTypeID: UInt32 = 0
  package var btfVmlinuxValueTypeID: UInt32 = 0
  package var valueTypeBTF: Int32?
  /// `map_extra`: the hash functions of a Bloom filter, the address of an arena.
  package var extra: UInt64 = 0
  package var token: Int32?

  package init(
    name: String, type: MapType, keySize: UInt32, valueSize: UInt32, maxEntries: UInt32,
    flags: MapFlags = []
  ) {
    self.name = name
    self.type = type
    self.keySize = keySize
    self.valueSize = valueSize
    self.maxEntries = maxEntries
    self.flags = flags
  }

  var attributes: lbpf_map_create {
    var attributes = lbpf_map_create()
    attributes.map_name = kernelName(name)
    attributes.map_type = type.rawValue
    attributes.key_size = keySize
    attributes.value_size = valueSize
    attributes.max_entries = maxEntries
    attributes.map_flags = flags.rawValue
    attributes.numa_node = numaNode
    attributes.map_ifindex = interfaceIndex
    attributes.map_extra = extra
    if let innerMap { attributes.inner_map_fd = UInt32(bitPattern: innerMap) }
    if let btf {
      attributes.btf_fd = UInt32(bitPattern: btf)
      attributes.btf_key_type_id = btfKeyTypeID
      attributes.btf_value_type_id = btfValueTypeID
    }
    attributes.btf_vmlinux_value_type_id = btfVmlinuxValueTypeID
    if let valueTypeBTF {
      attributes.value_type_btf_obj_fd = valueTypeBTF
      attributes.map_flags |= MapFlags.valueTypeBTFObject.rawValue
    }
    if let token {
      attributes.map_token_fd = token
      attributes.map_flags |= MapFlags.token.rawValue
    }
    return attributes
  }
}

extension Kernel {
  /// Makes a map (`BPF_MAP_CREATE`).
  package func createMap(_ creation: MapCreation) throws(BPFError) -> OwnedDescriptor {
    do {
      return try withMemlockRaised { () throws(Errno) in
        var attributes = creation.attributes
        take(&attributes)
        return try open(.mapCreate, &attributes)
      }
    } catch {
      throw mapCreationFailure(creation, error)
    }
  }

  private func mapCreationFailure(_ creation: MapCreation, _ errno: Errno) -> BPFError {
    let failure = failure(
      .mapCreate, errno,
      "create map \"\(creation.name)\" (\(creation.type), key \(creation.keySize) bytes, "
        + "value \(creation.valueSize) bytes, \(creation.maxEntries) entries, "
        + "flags \(creation.flags))",
      map: creation.name)
    guard errno == .invalidArgument, let first = creation.type.firstKernel else { return failure }
    return failure.adding { facts in
      facts.reason = (facts.reason ?? "") + "; \(creation.type.cName) exists since Linux \(first)"
    }
  }
}
