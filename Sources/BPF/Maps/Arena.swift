internal import BPFObject
internal import SystemPackage

/// An arena: memory that programs and this process share, at the same address in both (Linux 6.9).
///
/// Pages come into being when a program allocates them or one side touches them. What programs write
/// can be seen here at once.
public final class Arena: Sendable {
  /// The map that the arena is.
  public let map: Map
  /// The mapped memory.
  public let memory: MappedValues
  /// The address of the first byte, from which pointers that programs store are counted.
  public let address: UInt64
  /// Where the object's variables stand, in bytes from the first.
  public let variablesOffset: Int

  /// Maps an arena into memory (`mmap(2)`), which it needs before programs that use it are loaded.
  ///
  /// - Parameters:
  ///   - map: a map of type `arena`.
  ///   - address: where; 0 leaves it to the kernel. One that the map was created with must be given.
  ///   - pageSize: the size of a page in bytes.
  ///   - variablesOffset: where the variables of an object stand.
  init(
    _ map: Map, at address: UInt64, pageSize: Int, variablesOffset: Int = 0
  ) throws(BPFError) {
    let action = "map \(map) into memory"
    let (count, overflow) = map.maxEntries.multipliedReportingOverflow(by: pageSize)
    guard map.type == .arena, !overflow, count > 0 else {
      throw BPFError(.invalidArgument, action, reason: "it is not an arena", map: map.name)
    }
    let mapping: Mapping
    do {
      mapping = try map.kernel.calls.map(map.descriptor.rawValue, count: count, at: address)
    } catch {
      throw map.kernel.failure(
        call: "mmap", error, action, map: map.name,
        reason: error == .fileExists
          ? "something else is at its address 0x\(String(address, radix: 16))" : nil,
        advice: error == .fileExists
          ? "load the object once in a process, or set the map's extra to another address or 0"
          : nil)
    }
    self.map = map
    self.address = mapping.address
    self.variablesOffset = variablesOffset
    memory = MappedValues(mapping: mapping, byteCount: count, isWritable: true, name: map.name)
  }
}
