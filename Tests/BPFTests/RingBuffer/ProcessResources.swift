import Glibc

/// What `/proc/self` says this process has.
enum ProcessResources {
  /// How many threads have a name.
  static func threads(named name: String) -> Int {
    entries("/proc/self/task").count { thread in
      contents("/proc/self/task/\(thread)/comm") == name + "\n"
    }
  }

  /// How many descriptors are of a kind, such as `anon_inode:[eventpoll]`.
  static func descriptors(of kind: String) -> Int {
    entries("/proc/self/fd").count { number in
      var buffer = [CChar](repeating: 0, count: 256)
      let count = unsafe readlink("/proc/self/fd/\(number)", &buffer, buffer.count - 1)
      let bytes = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self) == kind
    }
  }

  private static func entries(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe _ = closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func contents(_ path: String) -> String {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { _ = close(file) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe read(file, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
