internal import BPFObject
internal import Bytes
internal import ELF
internal import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

// Finds binaries by name, as the shell and the dynamic linker do.
extension Kernel {
  /// The path of a binary, by which this process and the kernel open it.
  func path(of binary: UserBinary, _ action: String) throws(BPFError) -> String {
    switch binary.place {
    case .executable(let pid): return "/proc/\(pid)/exe"
    case .mapped(let name, let pid): return try mappedPath(name, pid, action)
    case .file(let path, let pid):
      let root = pid.map { "/proc/\($0)/root" } ?? ""
      guard !path.isEmpty, !path.utf8.contains(0) else {
        throw BPFError(.invalidArgument, action, reason: "the name of the binary is empty")
      }
      if path.contains("/") {
        return path.hasPrefix("/") || root.isEmpty ? root + path : root + "/" + path
      }
      let places = searchedPaths(for: path, root: root)
      for place in places where isUsable(place) { return place }
      throw BPFError(
        .notFound, action,
        reason: "no executable or library of this machine is named \(path)",
        advice: "give its path; looked at \(places.count) places, such as "
          + places.prefix(3).joined(separator: ", "))
    }
  }

  private func isUsable(_ path: String) -> Bool {
    guard let bytes = try? calls.mapFile(path), let file = try? ELFFile(bytes) else { return false }
    return file.isOfThisMachine
  }

  /// Where a file of a name may be, in the order in which it is looked for.
  private func searchedPaths(for name: String, root: String) -> [String] {
    var paths: [String] = []
    let isLibrary = name.hasSuffix(".so") || name.contains(".so.")
    if !isLibrary {
      paths += (root.isEmpty ? folders("PATH") : [])
        .map { "\($0)/\(name)" }
      paths += ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].map {
        "\(root)\($0)/\(name)"
      }
    }
    let fileNames = isLibrary ? [name] : ["lib\(name).so", "lib\(name)"]
    let fits: (String) -> Bool = { file in
      isLibrary ? file == name : file.hasPrefix("lib\(name).so.") || fileNames.contains(file)
    }
    if root.isEmpty {
      for folder in folders("LD_LIBRARY_PATH") { paths += matches(folder, fits) }
    }
    if let cache = try? calls.readFile(root + "/etc/ld.so.cache") {
      // What the cache says is a path in that root.
      paths += LinkerCache.paths(in: Bytes(cache), where: fits).map { root + $0 }
    }
    for folder in Kernel.libraryFolders { paths += matches(root + folder, fits) }
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }

  private func matches(_ folder: String, _ fits: (String) -> Bool) -> [String] {
    ((try? calls.list(folder)) ?? []).filter(fits).sorted().map { "\(folder)/\($0)" }
  }

  private func folders(_ variable: String) -> [String] {
    guard let value = unsafe getenv(variable) else { return [] }
    return unsafe String(cString: value).split(separator: ":").map(String.init)
  }

  private static var libraryFolders: [String] {
    #if arch(x86_64)
    let own = "x86_64-linux-gnu"
    #elseif arch(arm64)
    let own = "aarch64-linux-gnu"
    #elseif arch(s390x)
    let own = "s390x-linux-gnu"
    #else
    let own = "riscv64-linux-gnu"
    #endif
    return [
      "/lib/\(own)", "/usr/lib/\(own)", "/usr/local/lib", "/lib64", "/usr/lib64", "/lib",
      "/usr/lib",
    ]
  }

  /// A file that a process has mapped, by what it was mapped from.
  private func mappedPath(
    _ name: String, _ pid: Int32, _ action: String
  ) throws(BPFError) -> String {
    let mappings = try self.mappings(of: pid, action)
    for mapping in mappings where mapping.isNamed(name) {
      return "/proc/\(pid)/map_files/\(mapping.range)"
    }
    throw BPFError(
      .notFound, action, reason: "process \(pid) has nothing mapped of the name \(name)")
  }

  /// What a process has mapped (`/proc/PID/maps`).
  func mappings(of pid: Int32, _ action: String) throws(BPFError) -> [ProcessMapping] {
    let path = "/proc/\(pid)/maps"
    do throws(Errno) {
      return String(decoding: try calls.readFile(path), as: UTF8.self).split(separator: "\n")
        .compactMap { ProcessMapping($0) }
    } catch {
      throw failure(
        call: "open", error, action, path: path,
        reason: error == .noSuchFileOrDirectory ? "there is no process \(pid)" : nil)
    }
  }
}

/// A line of `/proc/PID/maps` about a file.
struct ProcessMapping {
  let start: UInt64
  let end: UInt64
  let isExecutable: Bool
  let offset: UInt64
  /// The number of the file's device, as `MAJOR:MINOR`.
  let device: String
  let inode: UInt64
  /// The path, without ` (deleted)`.
  let path: String
  /// The addresses as the names in `map_files` have them.
  let range: String

  init?(_ line: Substring) {
    let fields = line.split(separator: " ", maxSplits: 5)
    guard fields.count == 6 else { return nil }
    let ends = fields[0].split(separator: "-")
    guard ends.count == 2, let start = UInt64(ends[0], radix: 16),
      let end = UInt64(ends[1], radix: 16), let offset = UInt64(fields[2], radix: 16),
      let inode = UInt64(fields[4])
    else { return nil }
    let name = fields[5].drop { $0 == " " }
    guard name.hasPrefix("/") else { return nil }
    self.start = start
    self.end = end
    self.offset = offset
    self.inode = inode
    isExecutable = fields[1].contains("x")
    device = String(fields[3])
    let deleted = " (deleted)"
    path = String(name.hasSuffix(deleted) ? name.dropLast(deleted.count) : name)
    // Here without the zeroes in front that the line may have.
    range = String(start, radix: 16) + "-" + String(end, radix: 16)
  }

  /// Whether a path, its last part, or the name of a library without its version is meant.
  func isNamed(_ name: String) -> Bool {
    if name.contains("/") { return path == name }
    guard let file = path.split(separator: "/").last else { return false }
    return file == name || file.hasPrefix("\(name).so") || file.hasPrefix("lib\(name).so")
  }
}
