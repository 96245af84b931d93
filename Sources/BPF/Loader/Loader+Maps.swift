internal import BPFObject
internal import BTF
internal import SystemPackage

/// Maps: created or reused, filled, frozen.
extension Loader {
  mutating func createMaps(types: SharedDescriptor?) throws(BPFError) -> [Map] {
    var maps: [Map] = []
    for planned in plan.maps {
      maps.append(try map(planned, types: types))
    }
    try fillMapSlots(maps)
    return maps
  }

  private mutating func map(
    _ planned: MapPlan, types: SharedDescriptor?
  ) throws(BPFError) -> Map {
    guard planned.spec.pinning == .byName else { return try create(planned, types: types) }
    let path = FilePath(options.pinRoot).appending(planned.spec.name)
    if let shared = try reuse(planned, at: path) {
      // What others put into it stays; an address of its own is known to both sides.
      if shared.type == .arena, planned.spec.extra != 0 {
        arenas.append(try Arena(shared, at: planned.spec.extra, pageSize: kernel.pageSize))
      }
      return shared
    }
    let map = try create(planned, types: types)
    do {
      try map.pin(at: path)
    } catch {
      // Somebody else pinned a map of that name in between; theirs is the one to share.
      guard error.code == .alreadyExists, let shared = try reuse(planned, at: path) else {
        throw error
      }
      return shared
    }
    return map
  }

  /// Opens a map that was pinned by name before; `nil` when there is none.
  private func reuse(_ planned: MapPlan, at path: FilePath) throws(BPFError) -> Map? {
    let descriptor: OwnedDescriptor
    do { descriptor = try kernel.openPinned(path) } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return nil
    }
    let pinned = try kernel.mapInfo(descriptor.rawValue)
    let wanted = try creation(planned.spec, types: nil)
    var differences: [String] = []
    func compare<Value: Equatable>(_ what: String, _ pinned: Value, _ declared: Value) {
      if pinned != declared { differences.append("\(what) \(pinned) instead of \(declared)") }
    }
    compare("type", pinned.type, wanted.type)
    compare("key size", pinned.keySize, wanted.keySize)
    compare("value size", pinned.valueSize, wanted.valueSize)
    compare("max_entries", pinned.maxEntries, wanted.maxEntries)
    var flags = pinned.flags
    if wanted.type == .deviceMap || wanted.type == .deviceMapHash {
      // The kernel itself sets it for these, asked or not.
      flags.remove(.readOnlyProgram)
      flags.formUnion(wanted.flags.intersection(.readOnlyProgram))
    }
    compare("flags", flags, wanted.flags)
    compare("map_extra", pinned.extra, wanted.extra)
    guard differences.isEmpty else {
      throw BPFError(
        .invalidArgument, "share the pinned map \"\(planned.spec.name)\"",
        reason: "the map at \(path) has " + differences.joined(separator: ", "),
        advice: "remove the pin when no program needs it any more, or rename the map",
        map: planned.spec.name, path: path.string)
    }
    return Map(
      kernel: kernel, owning: descriptor, name: planned.spec.name, type: wanted.type,
      keySize: wanted.keySize, valueSize: wanted.valueSize, maxEntries: wanted.maxEntries,
      flags: wanted.flags)
  }

  private mutating func create(_ planned: MapPlan, types: SharedDescriptor?) throws(BPFError) -> Map
  {
    var creation = try creation(planned.spec, types: types)
    if let structOps = planned.structOps { try describe(structOps, in: &creation) }
    var inner: Map?
    if let innerSpec = planned.spec.inner.first {
      // Only its shape counts; the kernel keeps that and not the map.
      inner = try Map(
        kernel: kernel, creation: try self.creation(innerSpec, types: types))
      creation.innerMap = inner?.descriptor.rawValue
    }
    let map = try withExtendedLifetime(inner) { () throws(BPFError) in
      try createWithOrWithoutTypes(creation)
    }
    if planned.spec.type == .arena {
      arenas.append(try arena(map, planned))
    } else {
      try fill(map, planned)
    }
    return map
  }

  /// Maps an arena into memory, without which no program may use it, and fills its variables in.
  private func arena(_ map: Map, _ planned: MapPlan) throws(BPFError) -> Arena {
    let arena = try Arena(
      map, at: planned.spec.extra, pageSize: kernel.pageSize,
      variablesOffset: Int(clamping: planned.contentsOffset))
    if let contents = planned.contents {
      try arena.memory.store(contents, at: arena.variablesOffset)
    }
    return arena
  }

  /// The types of keys and values help people who look; some maps on some kernels do not take them.
  private func createWithOrWithoutTypes(_ creation: MapCreation) throws(BPFError) -> Map {
    do {
      return try Map(kernel: kernel, creation: creation)
    } catch {
      guard creation.btf != nil, creation.btfKeyTypeID != 0 || creation.btfValueTypeID != 0 else {
        throw error
      }
      var plain = creation
      plain.btf = nil
      guard let map = try? Map(kernel: kernel, creation: plain) else { throw error }
      return map
    }
  }

  private func creation(
    _ spec: MapSpec, types: SharedDescriptor?
  ) throws(BPFError) -> MapCreation {
    var creation = MapCreation(
      name: spec.name, type: spec.type, keySize: spec.keySize, valueSize: spec.valueSize,
      maxEntries: spec.maxEntries, flags: spec.flags)
    creation.extra = spec.extra
    creation.numaNode = spec.numaNode
    creation.interfaceIndex = mapDeviceIndex
    if spec.type == .perfEventArray, spec.maxEntries == 0 {
      creation.maxEntries = UInt32(clamping: try kernel.possibleCPUCount())
    }
    let isRing = spec.type == .ringBuffer || spec.type == .userRingBuffer
    if isRing {
      // A declared value type names the events for readers; the kernel's ring has no values.
      creation.keySize = 0
      creation.valueSize = 0
    }
    // A struct_ops map needs the object's types, though it refers to none of them.
    if spec.type == .structOps { creation.btf = types?.descriptor.rawValue }
    // A ring takes types only when they, too, have no size.
    if spec.type != .structOps, spec.type.takesTypes,
      !isRing || (spec.keySize == 0 && spec.valueSize == 0), let types,
      spec.keyType != .void || spec.valueType != .void
    {
      creation.btf = types.descriptor.rawValue
      creation.btfKeyTypeID = (upload?[spec.keyType] ?? spec.keyType).rawValue
      creation.btfValueTypeID = (upload?[spec.valueType] ?? spec.valueType).rawValue
    }
    return creation
  }

  private func fill(_ map: Map, _ planned: MapPlan) throws(BPFError) {
    // A new array is zero; writing megabytes of zeros would only cost time.
    if let contents = planned.contents, contents.contains(where: { $0 != 0 }) {
      try map.setValue(contents, forKey: [0, 0, 0, 0])
    }
    if planned.spec.isFrozen { try map.freeze() }
  }

  private func fillMapSlots(_ maps: [Map]) throws(BPFError) {
    for (map, planned) in zip(maps, plan.maps) {
      for slot in planned.spec.slots where !slot.isProgram {
        guard let target = maps.first(where: { $0.name == slot.name }) else { continue }
        try map.setValue(
          slotBytes(target.descriptor.rawValue), forKey: slotBytes(Int32(bitPattern: slot.index)))
      }
    }
  }

  func slotBytes(_ number: Int32) -> [UInt8] {
    unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
  }
}
