public import Bytes
public import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The files under `Fixtures/`.
public enum Fixture {
  /// The folder: `$SWIFT_BPF_FIXTURES`, for tests that run away from their sources, or the
  /// repository's own.
  public static let root: FilePath = {
    if let override = unsafe getenv("SWIFT_BPF_FIXTURES") {
      return FilePath(unsafe String(cString: override))
    }
    var path = FilePath(#filePath)
    for _ in 0..<3 { path.removeLastComponent() }
    return path.appending("Fixtures")
  }()

  /// The path of a file under the folder.
  public static func path(_ relative: String) -> FilePath {
    root.pushing(FilePath(relative))
  }

  /// The bytes of a file under the folder.
  public static func bytes(_ relative: String) throws -> Bytes {
    try Bytes(contentsOf: path(relative))
  }

  /// The bytes of a compiled object: `Fixtures/objects/NAME.bpf.o`.
  public static func object(_ name: String) throws -> Bytes {
    try bytes("objects/\(name).bpf.o")
  }
}
