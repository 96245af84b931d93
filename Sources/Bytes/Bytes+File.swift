public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Bytes {
  /// The largest file that is read: 1 GiB, far above any object or BTF.
  public static let fileLimit = 1 << 30

  /// Reads a whole file into memory of its own.
  ///
  /// A mapping would be cheaper, but a file that shrinks under a mapping kills its reader with
  /// `SIGBUS`; objects and BTF files belong to somebody else.
  ///
  /// - Throws: the `Errno` of `open(2)` or `read(2)`, or `.fileTooLarge` above ``fileLimit``.
  public init(contentsOf path: FilePath) throws(Errno) {
    self = try Bytes.withFile(path) { descriptor, size throws(Errno) in
      let region = try MemoryRegion.reading(descriptor, sizeHint: size, limit: Bytes.fileLimit)
      return Bytes(region: region)
    }
  }

  /// Maps a file of sysfs, whose content never changes, or reads it where it cannot be mapped.
  ///
  /// `/sys/kernel/btf/vmlinux` can be mapped since kernel 6.16.
  ///
  /// - Throws: the `Errno` of `open(2)` or `read(2)`.
  public init(mappingConstantFile path: FilePath) throws(Errno) {
    self = try Bytes.withFile(path) { descriptor, size throws(Errno) in
      if let region = MemoryRegion.mapping(descriptor, count: size) { return Bytes(region: region) }
      let region = try MemoryRegion.reading(descriptor, sizeHint: size, limit: Bytes.fileLimit)
      return Bytes(region: region)
    }
  }

  private static func withFile(
    _ path: FilePath, _ body: (FileDescriptor, _ size: Int) throws(Errno) -> Bytes
  ) throws(Errno) -> Bytes {
    let rawDescriptor = unsafe path.withPlatformString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
    guard rawDescriptor >= 0 else { throw Errno(rawValue: errno) }
    let descriptor = FileDescriptor(rawValue: rawDescriptor)
    defer { _ = close(rawDescriptor) }
    var status = stat()
    guard unsafe fstat(rawDescriptor, &status) == 0 else { throw Errno(rawValue: errno) }
    return try body(descriptor, Int(clamping: status.st_size))
  }
}
