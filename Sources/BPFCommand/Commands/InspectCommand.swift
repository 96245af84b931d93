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

  func run() throws {
    try explainingFailures(of: object) {
      let path = FilePath(object)
      let report = InspectionReport(
        fileName: path.lastComponent?.string ?? object, object: try ObjectFile(contentsOf: path))
      if json {
        var writer = JSONWriter()
        report.write(to: &writer)
        try printResult(writer.bytes)
      } else {
        try printResult(Array(report.text.utf8))
      }
    }
  }
}
