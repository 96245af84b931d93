import ArgumentParser
import BPF

/// `bpf prog dump`: a program's instructions as the kernel has them.
struct ProgDumpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump",
    abstract: "Print a program's instructions, as the verifier left them, or its machine code.",
    discussion: """
      Maps are named by their ids, the kernel's functions by the distances of their addresses. With \
      --json it is [{"disasm":…}].
      """)

  @Argument(help: ArgumentHelp(ObjectReference.help)) var program: String

  @Flag(help: "The machine code, in hexadecimal.")
  var jited = false

  @Flag(help: "Print one JSON array.")
  var json = false

  func validate() throws {
    if json, jited { throw ValidationError("--json is for the instructions.") }
  }

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let program = try kernel.program(ObjectReference(program))
      let listing = try KernelListing(program)
      if jited {
        let code = listing.machineCode
        guard !code.isEmpty else {
          throw ObjectReferenceError(
            "\(program) has no machine code, or this process may not see it")
        }
        return try printResult(Array(code.utf8))
      }
      let result = listing.listing
      guard !result.instructions.isEmpty else {
        throw ObjectReferenceError("the kernel does not show the instructions of \(program)")
      }
      guard json else { return try printResult(Array("\(result)".utf8)) }
      try printJSON { json in
        json.array { json in
          for text in result.notations {
            json.object { json in json.field("disasm", text) }
          }
        }
      }
    }
  }
}
