import ArgumentParser
import BPF
import BPFObject
import SystemPackage

/// `bpf check`: whether objects will load on recorded kernels.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check that objects find on this machine, or on recorded kernels, what they need.",
    discussion: """
      Every CO-RE relocation, attach target and kernel symbol of the programs that are loaded by \
      default is held against every kernel. What a kernel lacks breaks a program only if the program \
      can reach it there: an access behind bpf_core_field_exists() is guarded. With --host, the \
      running kernel is also asked whether it has the types of programs and maps, the helpers and \
      whatever else the objects need, and nothing of them is created. The exit code is 1 when \
      something is broken or missing.
      """)

  @Argument(help: "The objects, as clang compiled them.")
  var objects: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      The kernels: files of BTF, or folders of NAME.btf, beside which can lie NAME.config and the \
      BTF of modules as NAME+MODULE.btf.
      """, valueName: "file|folder"))
  var btf: [String] = []

  @Flag(help: "Check the objects against this machine, too; alone without --btf.")
  var host = false

  @Option(
    name: .customLong("allow-missing"),
    help: ArgumentHelp(
      "What may be missing: a field, a type, an attach target or a symbol; can be repeated.",
      valueName: "type.field"))
  var allowances: [String] = []

  @Option(
    name: .customLong("program"),
    help: ArgumentHelp(
      "Check this program instead of those that are loaded by default; can be repeated.",
      valueName: "name"))
  var programs: [String] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if !host, btf.isEmpty {
      throw ValidationError("Say what to check against: --host, --btf, or both.")
    }
    if host, json, !btf.isEmpty {
      throw ValidationError("With --json, --host and --btf give two objects; use one at a time.")
    }
  }

  func run() async throws {
    let isMet = try host ? checkHost() : true
    if !btf.isEmpty { try await checkRecorded() }
    if !isMet { throw ExitCode.failure }
  }

  /// Checks against the running kernel.
  ///
  /// - Returns: whether it has everything.
  private func checkHost() throws -> Bool {
    let report = HostReport(
      objects, kernel: Kernel(), programs: programs.isEmpty ? nil : Set(programs))
    try explainingFailures { try report.print(asJSON: json) }
    for (object, error) in report.failures { StandardError.print("bpf: \(object): \(error)") }
    return report.isMet
  }

  private func checkRecorded() async throws {
    var kernels: [RecordedKernel] = []
    try explainingFailures { kernels = try KernelFiles(btf).kernels() }
    let report = await CheckReport(
      objects: objects, kernels: kernels, allowances: allowances,
      programs: programs.isEmpty ? nil : Set(programs))
    try explainingFailures { try report.print(asJSON: json) }
    for name in report.unusedAllowances {
      StandardError.print("bpf: --allow-missing \(name): nothing breaks for it")
    }
    for (object, error) in report.failures { StandardError.print("bpf: \(object): \(error)") }
    if report.isBroken { throw ExitCode.failure }
  }
}
