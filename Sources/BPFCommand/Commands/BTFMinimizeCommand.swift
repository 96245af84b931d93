import ArgumentParser
import BPFObject
import BTF
import SystemPackage

/// `bpf btf minimize`: the part of a kernel's types that given objects need.
struct BTFMinimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "minimize",
    abstract: "Keep of a kernel's types only what given objects need.",
    discussion: """
      Each of the objects relocates against the output as against the whole: the same instructions \
      are patched, with the same values, poisoned or refused, and the same attach targets and kernel \
      symbols are found. Only the numbers of the kernel's types are others, and with them the \
      instructions that hold one. Other objects may miss types or members.

      With --module-btf the output is a folder, in which each file keeps its name: a module's types \
      stand on those of the minimised kernel, and are given to `bpf relocate --module-btf` beside it.
      """)

  @Argument(help: "The kernel's BTF: /sys/kernel/btf/vmlinux or a copy of it, or an ELF file.")
  var kernel: String

  @Argument(help: "The objects, as clang compiled them.")
  var objects: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @Option(
    name: .customLong("module-btf"),
    help: ArgumentHelp("The BTF of a module of that kernel; can be repeated.", valueName: "file"))
  var moduleBTF: [String] = []

  @Option(
    help: ArgumentHelp(
      "A type, function or variable to keep although no object asks for it; can be repeated.",
      valueName: "name"))
  var keep: [String] = []

  func run() throws {
    var minimizer: BTFMinimizer?
    var whole: [BTFTable] = []
    try explainingFailures {
      let types = try BTFTable(contentsOf: FilePath(kernel))
      let modules = try moduleBTF.map { try BTFTable(contentsOf: FilePath($0), base: types) }
      whole = [types] + modules
      minimizer = try BTFMinimizer(types, modules: modules)
    }
    guard var minimizer else { return }
    for object in objects {
      try explainingFailures(of: object) {
        try minimizer.add(ObjectFile(contentsOf: FilePath(object)))
      }
    }
    try explainingFailures {
      for name in keep { try minimizer.add(named: name) }
      let minimized = try minimizer.minimized()
      let outputs = try self.outputs()
      var text = ""
      let tables = [minimized.types] + minimized.modules.map(\.table)
      for ((path, table), whole) in zip(zip(outputs, tables), whole) {
        try write(table.bytes.array, to: path)
        text += "\(path): \(counted(table.ownIDs.count, "type")) in \(table.bytes.count) bytes, "
        text += "of \(whole.ownIDs.count) in \(whole.bytes.count)\n"
      }
      try printResult(Array(text.utf8))
    }
  }

  /// Where the kernel's types go, and those of each module.
  private func outputs() throws -> [FilePath] {
    let folder = FilePath(output)
    guard !moduleBTF.isEmpty else { return [folder] }
    let paths = ([kernel] + moduleBTF).map { file in
      var name = FilePath(file).lastComponent.map { FilePath(root: nil, [$0]) } ?? FilePath("btf")
      if let kind = name.extension, ["ko", "o", "elf"].contains(kind) { name.extension = "btf" }
      return folder.pushing(name)
    }
    guard Set(paths).count == paths.count else {
      throw OutputNameError()
    }
    try makeFolder(folder)
    return paths
  }
}

/// Two inputs whose outputs would be the same file.
private struct OutputNameError: Error, CustomStringConvertible {
  var description: String { "two of the BTF files have the same name; rename one" }
}
