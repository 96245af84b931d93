internal import BPFObject
internal import BTF
internal import SystemPackage

extension Kernel {
  func probe(_ type: MapType) -> Support {
    guard type != .unspecified else { return .unsupported }
    let creation = smallest(type)
    do throws(Errno) {
      if creation.needsTypes {
        return try withProbeTypes { (types) throws(Errno) in
          var creation = creation
          creation.btf = types
          return try make(creation)
        }
      }
      guard type == .arrayOfMaps || type == .hashOfMaps else { return try make(creation) }
      let inner = try descriptor(
        MapCreation(name: "", type: .array, keySize: 4, valueSize: 4, maxEntries: 1))
      var outer = creation
      outer.innerMap = inner.rawValue
      return try make(outer)
    } catch {
      // A kernel that has them looks for the structure in its BTF, and finds none that it may use.
      if type == .structOps, error == .notSupportedInternally { return .supported }
      return meaning(of: error, .mapCreate)
    }
  }

  private func make(_ creation: MapCreation) throws(Errno) -> Support {
    _ = try descriptor(creation)
    return .supported
  }

  /// Makes a map for a probe.
  func descriptor(_ creation: MapCreation) throws(Errno) -> OwnedDescriptor {
    try withMemlockRaised { () throws(Errno) in
      var attributes = creation.attributes
      take(&attributes)
      return try open(.mapCreate, &attributes)
    }
  }

  /// The smallest map of a type.
  private func smallest(_ type: MapType) -> MapCreation {
    var creation = MapCreation(name: "", type: type, keySize: 4, valueSize: 4, maxEntries: 1)
    switch type {
    case .stackTrace: creation.valueSize = 8
    case .lpmTrie:
      // `struct bpf_lpm_trie_key` and four bytes to match.
      creation.keySize = 8
      creation.flags = .noPreallocation
    case .cgroupStorage, .perCPUCgroupStorage:
      // `struct bpf_cgroup_storage_key`; the kernel makes the entries.
      creation.keySize = 16
      creation.maxEntries = 0
    case .queue, .stack, .bloomFilter: creation.keySize = 0
    case .socketStorage, .inodeStorage, .taskStorage, .cgroupLocalStorage:
      creation.maxEntries = 0
      creation.flags = .noPreallocation
      creation.btfKeyTypeID = 1
      creation.btfValueTypeID = 1
    case .ringBuffer, .userRingBuffer:
      creation.keySize = 0
      creation.valueSize = 0
      creation.maxEntries = UInt32(clamping: pageSize)
    case .arena:
      creation.keySize = 0
      creation.valueSize = 0
      creation.flags = .mappable
    case .structOps:
      // No structure of functions, but some type.
      creation.btfVmlinuxValueTypeID = 1
    // `struct bpf_insn_array_value`.
    case .instructionArray: creation.valueSize = 16
    case .resizableHash: creation.flags = .noPreallocation
    default: break
    }
    return creation
  }

  /// Gives the kernel BTF of one integer, which is type 1.
  private func withProbeTypes<Result>(
    _ body: (Int32) throws(Errno) -> Result
  ) throws(Errno) -> Result {
    var types = BTFEncoder()
    // BTF_INT_SIGNED, 32 bits.
    types.add(.int, named: "int", sizeOrType: 4, [1 << 24 | 32])
    let table: BTFTable
    do { table = try types.finish() } catch { throw .noMemory }
    let descriptor = try loadBTFQuietly(table.bytes.span)
    return try body(descriptor.rawValue)
  }
}

extension MapCreation {
  /// Whether the kernel makes such a map only with the types of its keys and values.
  fileprivate var needsTypes: Bool { btfKeyTypeID != 0 }
}
