internal import SystemPackage

/// The functions in which no probe may be: the text of `kprobes/blacklist` of the debug file system.
struct ProbeBlacklist {
  private let text: [UInt8]

  /// The functions in lines such as `0xffffffff81000000-0xffffffff81000010<tab>do_int3[ [module]]`.
  init(_ text: [UInt8]) { self.text = text }

  /// Whether a function of exactly that name is on the list.
  func contains(_ name: String) -> Bool {
    let wanted = Array(name.utf8)
    return text.split(separator: UInt8(ascii: "\n")).contains { line in
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      return words.count > 1 && words[1].elementsEqual(wanted)
    }
  }

  /// The names on the list.
  var names: [String] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      return words.count > 1 ? String(decoding: words[1], as: UTF8.self) : nil
    }
  }
}

extension Kernel {
  /// Reads a small file of the debug file system, where it is mounted or through a mount of this
  /// process's own that is attached nowhere; `nil` when neither works.
  func debugFile(_ path: String) -> [UInt8]? {
    if let bytes = try? calls.readFile("/sys/kernel/debug/\(path)") { return bytes }
    guard let root = try? own(calls.detachedMount("debugfs")) else { return nil }
    guard let file = try? own(calls.open(path, in: root.rawValue, flags: 0)) else { return nil }
    return try? file.readToEnd(limit: 1 << 22)
  }
}
