import ArgumentParser
import BPFObject
import SystemPackage

/// `bpf inspect`: what is in an object.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show an object's programs, maps, global variables and externs.",
    discussion: "Only the file is read; no kernel is asked.")

  @Argument(help: "The object, as clang compiled it.")
  var object: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Show the instructions, too, as the compiler left them.")
  var instructions = false

  func validate() throws {
    if json, instructions {
      throw ValidationError("--instructions is for people; it cannot be joined with --json.")
    }
  }

  func run() throws {
    try explainingFailures(of: object) {
      let path = FilePath(object)
      let report = InspectionReport(
        fileName: path.lastComponent?.string ?? object, object: try ObjectFile(contentsOf: path))
      try report.print(asJSON: json, andText: instructions ? report.instructions : "")
    }
  }
}
