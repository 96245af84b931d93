import ArgumentParser

@main
struct BPFCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bpf",
    abstract: "Look into BPF objects, and see what a kernel would make of them.",
    version: Version.text,
    subcommands: [
      InspectCommand.self, RelocateCommand.self, VersionCommand.self, BenchCommand.self,
    ])
}
