import ArgumentParser

/// `bpf btf`: what can be done with types alone.
struct BTFCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "btf",
    abstract: "Work with BTF, the types of kernels, modules and objects.",
    subcommands: [BTFMinimizeCommand.self])
}
