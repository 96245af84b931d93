import ArgumentParser

/// `bpf btf`: what can be done with BTF by itself.
struct BTFCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "btf",
    abstract: "Look into the types of kernels, modules and objects, and cut them down.",
    subcommands: [
      BTFListCommand.self, BTFShowCommand.self, BTFDumpCommand.self, BTFMinimizeCommand.self,
    ])
}
