public import BPFObject
internal import CLinuxBPF
public import SystemPackage

/// A BPF map that the kernel holds for this process.
///
/// The kernel frees a map when nobody holds it: no descriptor, no program, no pinned path. This
/// object holds one descriptor and closes it when the last reference goes.
public final class Map: Sendable {
  /// The kernel that the map was made in.
  public let kernel: Kernel
  /// The full name, which may be longer than what the kernel keeps.
  public let name: String
  /// The type.
  public let type: MapType
  /// Bytes of a key; 0 for maps without keys.
  public let keySize: Int
  /// Bytes of a value; of one CPU's value, for per-CPU maps.
  public let valueSize: Int
  /// The most entries; the size in bytes, for ring buffers.
  public let maxEntries: Int
  /// How the map was made.
  public let flags: MapFlags

  package let descriptor: OwnedDescriptor

  package init(
    kernel: Kernel, owning descriptor: consuming OwnedDescriptor, name: String, type: MapType,
    keySize: UInt32, valueSize: UInt32, maxEntries: UInt32, flags: MapFlags
  ) {
    self.kernel = kernel
    self.descriptor = descriptor
    self.name = name
    self.type = type
    self.keySize = Int(keySize)
    self.valueSize = Int(valueSize)
    self.maxEntries = Int(maxEntries)
    self.flags = flags
  }

  /// Makes a map (`BPF_MAP_CREATE`, Linux 3.18).
  ///
  /// - Parameters:
  ///   - name: the kernel keeps the first 15 bytes.
  ///   - keySize: in bytes; 0 for maps without keys.
  ///   - valueSize: in bytes; 0 for ring buffers.
  ///   - maxEntries: the most entries; the size in bytes, for ring buffers.
  public convenience init(
    kernel: Kernel, name: String, type: MapType, keySize: UInt32, valueSize: UInt32,
    maxEntries: UInt32, flags: MapFlags = []
  ) throws(BPFError) {
    try self.init(
      kernel: kernel,
      creation: MapCreation(
        name: name, type: type, keySize: keySize, valueSize: valueSize, maxEntries: maxEntries,
        flags: flags))
  }

  package convenience init(kernel: Kernel, creation: MapCreation) throws(BPFError) {
    self.init(
      kernel: kernel, owning: try kernel.createMap(creation), name: creation.name,
      type: creation.type, keySize: creation.keySize, valueSize: creation.valueSize,
      maxEntries: creation.maxEntries, flags: creation.flags)
  }

  /// Takes a map that exists; what it is, the kernel says.
  public convenience init(
    kernel: Kernel, owning descriptor: consuming OwnedDescriptor
  ) throws(BPFError) {
    let info = try kernel.mapInfo(descriptor.rawValue)
    self.init(
      kernel: kernel, owning: descriptor, name: info.name, type: info.type, keySize: info.keySize,
      valueSize: info.valueSize, maxEntries: info.maxEntries, flags: info.flags)
  }

  /// Opens a map that is pinned on a BPF file system (`BPF_OBJ_GET`, Linux 4.4).
  public convenience init(kernel: Kernel, pinnedAt path: FilePath) throws(BPFError) {
    try self.init(kernel: kernel, owning: try kernel.openPinned(path, as: .map))
  }

  /// Opens a map by the kernel's number for it (`BPF_MAP_GET_FD_BY_ID`, Linux 4.13).
  public convenience init(kernel: Kernel, id: UInt32) throws(BPFError) {
    try self.init(kernel: kernel, owning: try kernel.open(.map, id: id))
  }

  /// The descriptor of the map, to be used while the map lives and not to be closed.
  public var fileDescriptor: FileDescriptor { descriptor.fileDescriptor }

  /// What the kernel says about the map (`BPF_OBJ_GET_INFO_BY_FD`, Linux 4.13).
  public func info() throws(BPFError) -> MapInfo {
    try kernel.mapInfo(descriptor.rawValue)
  }

  /// Forbids user space to write to the map from now on (`BPF_MAP_FREEZE`, Linux 5.2).
  public func freeze() throws(BPFError) {
    try kernel.freezeMap(descriptor.rawValue, name: name)
  }

  /// Gives the map a path, which keeps it alive (`BPF_OBJ_PIN`, Linux 4.4).
  ///
  /// - Parameter path: on a BPF file system, usually under `/sys/fs/bpf`.
  public func pin(at path: FilePath) throws(BPFError) {
    try kernel.pin(descriptor.rawValue, at: path)
  }

  func failure(_ command: Command, _ errno: Errno, _ verb: String) -> BPFError {
    kernel.failure(command, errno, "\(verb) map \"\(name)\" (\(type))", map: name)
  }
}

extension Map: CustomStringConvertible {
  /// The name and the type.
  public var description: String { "map \"\(name)\" (\(type))" }
}
