import ArgumentParser
import BPF
import BPFObject
import BTF
import SystemPackage

/// `bpf relocate`: what a kernel would be asked to load, computed from its BTF alone.
struct RelocateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relocate",
    abstract: "Show what CO-RE and linking make of an object on the kernel of a BTF file.",
    discussion: """
      Nothing is loaded, and the running kernel is not asked. A poisoned relocation is no failure: \
      it may stand behind a check that the field exists. The exit code is 1 when the object cannot \
      be prepared as a whole.
      """)

  @Argument(help: "The object, as clang compiled it.")
  var object: String

  @Option(
    help: ArgumentHelp(
      "The kernel's BTF: /sys/kernel/btf/vmlinux or a copy of it, or an ELF file that has one.",
      valueName: "file"))
  var btf: String

  @Option(
    name: .customLong("module-btf"),
    help: ArgumentHelp("The BTF of a module of that kernel; can be repeated.", valueName: "file"))
  var moduleBTF: [String] = []

  @Option(
    help: ArgumentHelp(
      "The kernel's configuration, as in /boot/config-* (plain or gzip); for externs named CONFIG_.",
      valueName: "file"))
  var kconfig: String?

  @Option(
    help: ArgumentHelp(
      "The kernel's symbols, as in /proc/kallsyms; by default every symbol counts as present.",
      valueName: "file"))
  var kallsyms: String?

  @Option(
    help: ArgumentHelp(
      "The kernel's version, such as 6.12.3, for objects that ask for it.", valueName: "x.y.z"))
  var kernelVersion: String?

  @Option(
    name: .customLong("features-of"),
    help: ArgumentHelp(
      "Prepare for what kernels of a version have, such as 5.10; everything by default.",
      valueName: "x.y.z"))
  var featuresOf: String?

  @Option(
    help: ArgumentHelp(
      "Processors of the machine, for maps with an entry for each; this machine's by default.",
      valueName: "count"))
  var cpus: UInt32?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Show the final instructions of each program, too.")
  var instructions = false

  func validate() throws {
    if json, instructions {
      throw ValidationError("--instructions is for people; --json has the instructions as bytes.")
    }
    for version in [kernelVersion, featuresOf].compactMap({ $0 })
    where KernelVersion(version) == nil {
      throw ValidationError("'\(version)' is not a kernel version such as 6.12.3.")
    }
  }

  func run() throws {
    var target: TargetKernel?
    try explainingFailures { target = try self.target() }
    guard let target else { return }
    try explainingFailures(of: object) {
      let report = RelocationReport(
        path: FilePath(object), target: target, processors: cpus ?? RelocateCommand.processors)
      try report.print(asJSON: json, andText: instructions ? report.instructions : "")
      if let error = report.error { throw error }
    }
  }

  /// How many processors this machine can have.
  private static var processors: UInt32 {
    UInt32(clamping: (try? Kernel().possibleCPUCount()) ?? 1)
  }

  private func target() throws -> TargetKernel {
    let types = try BTFTable(contentsOf: FilePath(btf))
    let modules = try moduleBTF.map {
      try TargetModule(contentsOf: FilePath($0), over: types)
    }
    return TargetKernel(
      types: types, modules: modules, version: kernelVersion.flatMap { KernelVersion($0) },
      configuration: try kconfig.map { try KernelConfiguration(contentsOf: FilePath($0)) },
      symbols: try kallsyms.map { try KernelSymbols(contentsOf: FilePath($0)) },
      missing: featuresOf.flatMap { KernelVersion($0) }.map { Feature.missing(before: $0) } ?? [])
  }
}
