internal import BPFObject
internal import SystemPackage

/// The values of an array as memory that this process and BPF programs share.
///
/// Writes of programs appear without a system call, and so does what is stored here. Bytes that
/// a program writes meanwhile may be seen half-written: reads and writes of up to 8 aligned bytes
/// are whole, larger ones are not.
public struct MappedValues: ~Copyable, Sendable {
  private let mapping: Mapping
  /// Bytes of all values together.
  public let byteCount: Int
  /// Whether ``store(_:at:)`` is allowed.
  public let isWritable: Bool
  private let name: String

  init(mapping: consuming Mapping, byteCount: Int, isWritable: Bool, name: String) {
    self.mapping = mapping
    self.byteCount = byteCount
    self.isWritable = isWritable
    self.name = name
  }

  /// Calls a closure with the bytes.
  public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(mapping.bytes.extracting(0..<byteCount))
  }

  /// Stores bytes at an offset.
  public borrowing func store(_ bytes: [UInt8], at offset: Int) throws(BPFError) {
    try unsafe store(bytes.span.bytes, at: offset)
  }

  /// Stores borrowed bytes at an offset.
  public borrowing func store(_ bytes: RawSpan, at offset: Int) throws(BPFError) {
    guard isWritable else {
      throw BPFError(
        .permissionDenied, "write to map \"\(name)\"", reason: "it is mapped for reading only",
        map: name)
    }
    guard offset >= 0, offset <= byteCount, bytes.byteCount <= byteCount - offset else {
      throw BPFError(
        .invalidArgument, "write \(bytes.byteCount) bytes at \(offset) of map \"\(name)\"",
        reason: "it has \(byteCount) bytes", map: name)
    }
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      // The target lies inside the mapping, as checked above.
      unsafe (mapping.base + offset).copyMemory(from: start, byteCount: source.count)
    }
  }
}

extension Map {
  /// Maps the values of an array into memory (`mmap(2)`, Linux 5.5).
  ///
  /// The array must have been made with ``MapFlags/mappable``. Elements start at multiples of the
  /// value's size rounded up to 8 bytes.
  ///
  /// - Parameter writable: must be `false` for a frozen map or one that is read-only.
  public func mapValues(writable: Bool = true) throws(BPFError) -> MappedValues {
    let stride = (valueSize + 7) & ~7
    let (count, overflow) = stride.multipliedReportingOverflow(by: maxEntries)
    guard type == .array, flags.contains(.mappable), !overflow, count > 0 else {
      throw BPFError(
        .invalidArgument, "map the values of \(self) into memory",
        reason: "only an array made with \(MapFlags.mappable) can be mapped", map: name)
    }
    do {
      let mapping = try kernel.calls.map(
        descriptor.rawValue, count: count, writable: writable, offset: 0)
      return MappedValues(mapping: mapping, byteCount: count, isWritable: writable, name: name)
    } catch {
      throw kernel.failure(
        call: "mmap", error, "map the values of \(self) into memory", map: name,
        reason: error == .notPermitted
          ? "a frozen map, or one that user space may not write to, can only be mapped for reading"
          : nil)
    }
  }
}
