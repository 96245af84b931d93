import ArgumentParser

@main
struct BPFCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bpf",
    abstract: "Run BPF objects, look into them, and see what a kernel would make of them.",
    version: Version.text,
    subcommands: [
      RunCommand.self, InspectCommand.self, RelocateCommand.self, CheckCommand.self,
      FeaturesCommand.self, ProgCommand.self, MapCommand.self, LinkCommand.self, BTFCommand.self,
      VersionCommand.self, BenchCommand.self,
    ])
}
