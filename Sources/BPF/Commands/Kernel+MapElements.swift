internal import CLinuxBPF
package import SystemPackage

/// How an entry is written (`flags` of `BPF_MAP_UPDATE_ELEM`).
public struct UpdateFlags: OptionSet, Sendable, Hashable {
  /// The kernel's bits.
  public var rawValue: UInt64

  /// Makes a set of the kernel's bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Adds a new entry or changes an old one (`BPF_ANY`).
  public static var any: Self { [] }
  /// Only adds a new entry (`BPF_NOEXIST`).
  public static var onlyNew: Self { Self(rawValue: 1) }
  /// Only changes an old entry (`BPF_EXIST`).
  public static var onlyExisting: Self { Self(rawValue: 2) }
  /// Takes the spin lock in the value (`BPF_F_LOCK`, Linux 5.1).
  public static var lock: Self { Self(rawValue: 4) }
}

// The commands on single entries. The buffers must be as large as the map says: the kernel trusts
// their length, so only `Map`, which checks them, calls these.
extension Kernel {
  package func lookupElement(
    _ map: Int32, key: UnsafeRawPointer?, value: UnsafeMutableRawPointer?, flags: UInt64 = 0,
    deleting: Bool = false
  ) throws(Errno) {
    var attributes = unsafe elementAttributes(
      map, key: key, value: UnsafeRawPointer(value), flags: flags)
    try call(deleting ? .mapLookupAndDeleteElement : .mapLookupElement, &attributes)
  }

  package func updateElement(
    _ map: Int32, key: UnsafeRawPointer?, value: UnsafeRawPointer?, flags: UInt64
  ) throws(Errno) {
    var attributes = unsafe elementAttributes(map, key: key, value: value, flags: flags)
    try call(.mapUpdateElement, &attributes)
  }

  package func deleteElement(_ map: Int32, key: UnsafeRawPointer?) throws(Errno) {
    var attributes = unsafe elementAttributes(map, key: key, value: nil, flags: 0)
    try call(.mapDeleteElement, &attributes)
  }

  package func nextKey(
    _ map: Int32, after key: UnsafeRawPointer?, into next: UnsafeMutableRawPointer?
  ) throws(Errno) {
    var attributes = unsafe elementAttributes(
      map, key: key, value: UnsafeRawPointer(next), flags: 0)
    try call(.mapGetNextKey, &attributes)
  }

  /// Makes a map constant for user space (`BPF_MAP_FREEZE`, Linux 5.2).
  package func freezeMap(_ map: Int32, name: String) throws(BPFError) {
    var attributes = unsafe elementAttributes(map, key: nil, value: nil, flags: 0)
    do { try call(.mapFreeze, &attributes) } catch {
      throw failure(.mapFreeze, error, "freeze map \"\(name)\"", map: name)
    }
  }

  private func elementAttributes(
    _ map: Int32, key: UnsafeRawPointer?, value: UnsafeRawPointer?, flags: UInt64
  ) -> lbpf_map_element {
    var attributes = lbpf_map_element()
    attributes.map_fd = UInt32(bitPattern: map)
    attributes.key = unsafe address(key)
    attributes.value = unsafe address(value)
    attributes.flags = flags
    return attributes
  }
}
