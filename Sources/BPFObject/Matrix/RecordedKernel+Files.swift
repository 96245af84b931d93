import BTF
import Bytes
public import SystemPackage

extension RecordedKernel {
  /// The kernel recorded in a file `NAME.btf`, with what lies beside it.
  ///
  /// Beside it can lie `NAME.config` or `NAME.config.gz`, the kernel's configuration, in which the
  /// version and the architecture stand too; `NAME.kallsyms`, its symbols; and the types of modules,
  /// as `NAME+MODULE.btf` or `NAME.modules/MODULE.btf`. A kernel's image or another ELF file with a
  /// section `.BTF` will do as well as raw BTF.
  ///
  /// - Throws: ``ObjectError`` when a file cannot be read or is something else.
  public init(contentsOf path: FilePath) throws(ObjectError) {
    let file = path.lastComponent?.string ?? path.string
    let name = file.hasSuffix(".btf") ? String(file.dropLast(4)) : file
    let types = try BTFTable(contentsOf: path)
    self.init(name: name, types: types)
    let folder = path.removingLastComponent()
    for module in try RecordedKernel.modules(of: name, in: folder) {
      target.modules.append(
        TargetModule(
          name: module.name, types: try BTFTable(contentsOf: module.path, base: types)))
    }
    for suffix in ["config", "config.gz"] where target.configuration == nil {
      try takeConfiguration(folder.appending("\(name).\(suffix)"))
    }
    if let text = try? Bytes(contentsOf: folder.appending("\(name).kallsyms")) {
      target.symbols = KernelSymbols(text)
    }
    takeFeatures()
  }

  /// The files with the types of a kernel's modules.
  private static func modules(
    of name: String, in folder: FilePath
  ) throws(ObjectError) -> [(name: String, path: FilePath)] {
    var found: [(name: String, path: FilePath)] = []
    let folders = [(folder, "\(name)+"), (folder.appending("\(name).modules"), "")]
    for (folder, prefix) in folders {
      guard let files = Folder.names(in: folder) else { continue }
      for file in files where file.hasPrefix(prefix) && file.hasSuffix(".btf") {
        let module = String(file.dropFirst(prefix.count).dropLast(4))
        if !module.isEmpty, prefix.isEmpty || !module.contains("+") {
          found.append((module, folder.appending(file)))
        }
      }
    }
    return found
  }

  /// Takes a configuration, and architecture and version from its head, if the file is there:
  /// `# Linux/x86 6.12.117 Kernel Configuration`.
  private mutating func takeConfiguration(_ path: FilePath) throws(ObjectError) {
    guard var text = try? Bytes(contentsOf: path) else { return }
    if text.isGzip {
      do { text = try text.decompressed(limit: KernelConfiguration.sizeLimit) } catch {
        throw ObjectError(.unreadable, "cannot decompress '\(path)': \(error)")
      }
    }
    target.configuration = KernelConfiguration(text)
    let head = text.slice(at: 0, count: min(512, text.count))
    for line in (head?.text ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 3, words[0] == "#", words[1].hasPrefix("Linux/") else { continue }
      architecture = String(words[1].dropFirst(6))
      if let version = KernelVersion(String(words[2])) { target.version = version }
      return
    }
  }
}

extension [RecordedKernel] {
  /// The kernels recorded in a folder, in the order of their versions: all files `NAME.btf` that are
  /// not those of modules.
  ///
  /// - Throws: ``ObjectError`` when the folder cannot be read, has no such file, or when one of them
  ///   is something else.
  public static func recorded(in folder: FilePath) throws(ObjectError) -> [RecordedKernel] {
    guard let names = Folder.names(in: folder) else {
      throw ObjectError(
        .unreadable, "cannot read the folder '\(folder)'",
        advice: "check the path and its permissions")
    }
    var kernels: [RecordedKernel] = []
    for name in names where name.hasSuffix(".btf") && !name.contains("+") {
      kernels.append(try RecordedKernel(contentsOf: folder.appending(name)))
    }
    guard !kernels.isEmpty else {
      throw ObjectError(
        .missingTarget, "the folder '\(folder)' has no kernels",
        advice: "put each kernel's BTF there as NAME.btf")
    }
    return kernels.sorted { a, b in
      let (x, y) = (a.target.version?.code ?? 0, b.target.version?.code ?? 0)
      return (x, a.name) < (y, b.name)
    }
  }
}
