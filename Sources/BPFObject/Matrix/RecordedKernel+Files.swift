import BTF
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
    let beside = Set(Folder.names(in: folder) ?? [])
    if let file = ["\(name).config", "\(name).config.gz"].first(where: beside.contains) {
      let configuration = try KernelConfiguration(contentsOf: folder.appending(file))
      target.configuration = configuration
      architecture = configuration.head?.architecture
      target.version = configuration.head?.version ?? target.version
    }
    if beside.contains("\(name).kallsyms") {
      target.symbols = try KernelSymbols(contentsOf: folder.appending("\(name).kallsyms"))
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
