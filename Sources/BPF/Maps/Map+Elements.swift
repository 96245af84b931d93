internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

// Keys and values as bytes. A key must have `keySize` bytes and a value `valueBufferSize`: the
// kernel reads and writes that many whatever the buffer's length, so every length is checked here.
extension Map {
  /// Bytes of what a look-up gives and an update takes.
  ///
  /// For per-CPU maps that is one value for each possible CPU, each rounded up to 8 bytes.
  public var valueBufferSize: Int {
    get throws(BPFError) {
      guard type.isPerCPU else { return valueSize }
      let (padded, overflow) = valueSize.addingReportingOverflow(7)
      let cpus = try kernel.possibleCPUCount()
      let (total, overflow2) = (padded & ~7).multipliedReportingOverflow(by: cpus)
      guard !overflow, !overflow2 else {
        throw BPFError(.invalidArgument, "size a value of \(self)", reason: "it is too large")
      }
      return total
    }
  }

  /// The value of a key (`BPF_MAP_LOOKUP_ELEM`, Linux 3.18).
  ///
  /// - Returns: `nil` when the map does not have the key.
  public func value(forKey key: [UInt8]) throws(BPFError) -> [UInt8]? {
    try lookup(key, deleting: false)
  }

  /// The value of a key, which is removed (`BPF_MAP_LOOKUP_AND_DELETE_ELEM`, Linux 4.20 for queues
  /// and stacks, 5.14 for hash tables).
  ///
  /// - Returns: `nil` when the map does not have the key, or is an empty queue or stack.
  public func takeValue(forKey key: [UInt8]) throws(BPFError) -> [UInt8]? {
    try lookup(key, deleting: true)
  }

  private func lookup(_ key: [UInt8], deleting: Bool) throws(BPFError) -> [UInt8]? {
    try check(key, keySize, "key")
    var value = [UInt8](repeating: 0, count: try valueBufferSize)
    do {
      var span = value.mutableSpan
      try unsafe key.span.withUnsafeBytes { key throws(Errno) in
        try unsafe span.withUnsafeMutableBytes { value throws(Errno) in
          try unsafe kernel.lookupElement(
            descriptor.rawValue, key: pointer(key), value: value.baseAddress, deleting: deleting)
        }
      }
    } catch {
      if error == .noSuchFileOrDirectory { return nil }
      throw failure(
        deleting ? .mapLookupAndDeleteElement : .mapLookupElement, error, "read from")
    }
    return value
  }

  /// Writes an entry (`BPF_MAP_UPDATE_ELEM`, Linux 3.18).
  public func setValue(
    _ value: [UInt8], forKey key: [UInt8], _ flags: UpdateFlags = .any
  ) throws(BPFError) {
    try unsafe setValue(value.span.bytes, forKey: key.span.bytes, flags)
  }

  /// Writes an entry from borrowed bytes (`BPF_MAP_UPDATE_ELEM`, Linux 3.18).
  public func setValue(
    _ value: RawSpan, forKey key: RawSpan, _ flags: UpdateFlags = .any
  ) throws(BPFError) {
    try check(key.byteCount, keySize, "key")
    try check(value.byteCount, try valueBufferSize, "value")
    do {
      try unsafe key.withUnsafeBytes { key throws(Errno) in
        try unsafe value.withUnsafeBytes { value throws(Errno) in
          try unsafe kernel.updateElement(
            descriptor.rawValue, key: pointer(key), value: value.baseAddress,
            flags: flags.rawValue)
        }
      }
    } catch {
      throw failure(.mapUpdateElement, error, "write to")
    }
  }

  /// Removes an entry (`BPF_MAP_DELETE_ELEM`, Linux 3.18).
  ///
  /// - Returns: whether the map had the key.
  @discardableResult
  public func removeValue(forKey key: [UInt8]) throws(BPFError) -> Bool {
    try check(key, keySize, "key")
    do {
      try unsafe key.span.withUnsafeBytes { key throws(Errno) in
        try unsafe kernel.deleteElement(descriptor.rawValue, key: key.baseAddress)
      }
    } catch {
      if error == .noSuchFileOrDirectory { return false }
      throw failure(.mapDeleteElement, error, "remove from")
    }
    return true
  }

  /// The key that follows another in the map's own order (`BPF_MAP_GET_NEXT_KEY`, Linux 3.18).
  ///
  /// - Parameter key: `nil` for the first key. For a key that a hash table does not have any more,
  ///   the kernel starts again with the first.
  /// - Returns: `nil` at the end.
  public func key(after key: [UInt8]?) throws(BPFError) -> [UInt8]? {
    if let key { try check(key, keySize, "key") }
    let current = key ?? []
    var next = [UInt8](repeating: 0, count: keySize)
    do {
      var span = next.mutableSpan
      try unsafe current.span.withUnsafeBytes { current throws(Errno) in
        try unsafe span.withUnsafeMutableBytes { next throws(Errno) in
          try unsafe kernel.nextKey(
            descriptor.rawValue, after: key == nil ? nil : current.baseAddress,
            into: next.baseAddress)
        }
      }
    } catch {
      if error == .noSuchFileOrDirectory { return nil }
      throw failure(.mapGetNextKey, error, "list the keys of")
    }
    return next
  }

  /// Calls a closure with each key; the closure may remove the key from the map.
  ///
  /// A map that others change meanwhile may give a key twice or not at all.
  ///
  /// - Throws: ``BPFError/Code/iterationAborted`` when there were more keys than the map can hold,
  ///   because entries were removed and added under the iteration.
  public func forEachKey(_ body: ([UInt8]) throws(BPFError) -> Void) throws(BPFError) {
    var current = try key(after: nil)
    var count = 0
    while let key = current {
      guard count < maxEntries else {
        throw BPFError(
          .iterationAborted, "list the keys of \(self)",
          reason: "the map changed so much meanwhile that the kernel started again",
          advice: "Try again, or stop what changes the map", map: name)
      }
      count += 1
      current = try self.key(after: key)
      try body(key)
    }
  }

  /// All keys, as far as the map holds still.
  public func keys() throws(BPFError) -> [[UInt8]] {
    var keys: [[UInt8]] = []
    try forEachKey { key in keys.append(key) }
    return keys
  }

  /// Maps without keys want a null pointer.
  private func pointer(_ key: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
    keySize == 0 ? nil : key.baseAddress
  }

  private func check(_ bytes: [UInt8], _ size: Int, _ what: String) throws(BPFError) {
    try check(bytes.count, size, what)
  }

  private func check(_ count: Int, _ size: Int, _ what: String) throws(BPFError) {
    guard count == size else {
      throw BPFError(
        .invalidArgument, "use a \(what) of \(count) bytes with \(self)",
        reason: "a \(what) of this map has \(size) bytes", map: name)
    }
  }
}

extension MapType {
  /// Whether the map has one value for each possible CPU.
  var isPerCPU: Bool {
    switch self {
    case .perCPUHash, .perCPUArray, .lruPerCPUHash, .perCPUCgroupStorage: true
    default: false
    }
  }
}
