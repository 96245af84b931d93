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
    let path = FilePath(object)
    let file: ObjectFile
    do { file = try ObjectFile(contentsOf: path) } catch { throw Failure(object, error) }
    let report = InspectionReport(
      fileName: path.lastComponent?.string ?? object, object: file)
    if json {
      var writer = JSONWriter()
      report.write(to: &writer)
      try StandardOutput.write(writer.bytes)
    } else {
      try StandardOutput.write(report.text)
    }
  }
}
