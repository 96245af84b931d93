import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The names in a folder, which swift-system does not give.
enum Folder {
  /// The names of what is in a folder, sorted; `nil` when it cannot be read.
  static func names(in path: FilePath) -> [String]? {
    let path = path.isEmpty ? FilePath(".") : path
    guard let stream = unsafe path.withPlatformString({ unsafe opendir($0) }) else { return nil }
    defer { _ = unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      // The name is an array in C, which ends with a NUL.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
