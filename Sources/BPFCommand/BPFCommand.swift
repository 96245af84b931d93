import ArgumentParser

@main
struct BPFCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bpf", subcommands: [RunCommand.self])
}
