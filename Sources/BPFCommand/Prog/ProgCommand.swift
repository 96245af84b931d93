import ArgumentParser

/// `bpf prog`: the programs that the kernel holds.
struct ProgCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prog",
    abstract: "List the programs that the kernel holds, look into them, run them.",
    discussion: """
      A program is named by its id, its name, or the path of a pin. Examples:

        bpf prog list
        bpf prog show 42 --json
        bpf prog dump my_program
        bpf prog trace
      """,
    subcommands: [
      ProgListCommand.self, ProgShowCommand.self, ProgDumpCommand.self, ProgPinCommand.self,
      ProgDetachCommand.self, ProgRunCommand.self, ProgTraceCommand.self,
    ],
    defaultSubcommand: ProgListCommand.self)
}
