import ArgumentParser
import BPF
import SystemPackage

/// `bpf prog pin`: gives a program a path.
struct ProgPinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Give a program a path on a BPF file system, which keeps it loaded.",
    discussion: "Example: bpf prog pin 42 /sys/fs/bpf/my_program. Removing the file unpins it.")

  @Argument(help: ArgumentHelp(ObjectReference.help)) var program: String
  @Argument(help: "The path, usually under /sys/fs/bpf.") var path: String

  func run() throws {
    try explainingFailures {
      try Kernel().program(ObjectReference(program)).pin(at: FilePath(path))
    }
  }
}
