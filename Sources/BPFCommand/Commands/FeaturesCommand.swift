import ArgumentParser
import BPF
import BPFObject

/// `bpf features`: what the running kernel has of BPF.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Show what the running kernel has of BPF, and why not the rest.",
    discussion: """
      Every answer is found by trying: small programs are loaded and small maps are made, and gone \
      at once. "cannot tell" means that this process may not ask. Nothing is attached.
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Show which helpers the programs of each type may call, too.")
  var helpers = false

  @Option(
    name: .customLong("helpers-of"),
    help: ArgumentHelp(
      "Show the helpers of this type of program, such as xdp; can be repeated.",
      valueName: "type"))
  var programTypes: [String] = []

  @Option(
    name: .customLong("function"),
    help: ArgumentHelp(
      "Say whether programs may call this function of the kernel; can be repeated.",
      valueName: "name"))
  var functions: [String] = []

  private var types: [ProgramType] { programTypes.compactMap { ProgramType(name: $0) } }

  func validate() throws {
    for name in programTypes where ProgramType(name: name)?.firstKernel == nil {
      throw ValidationError(
        "There is no type of program '\(name)'; there are "
          + ProgramType.all.map(\.name).joined(separator: ", ") + ".")
    }
  }

  func run() throws {
    try explainingFailures {
      let report = FeatureReport(
        Kernel(), helpers: helpers, programTypes: types, functions: functions)
      try report.print(asJSON: json)
    }
  }
}
