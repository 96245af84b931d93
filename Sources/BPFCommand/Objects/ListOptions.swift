import ArgumentParser
import BPF

/// What commands that list objects of the kernel's have in common.
struct ListOptions: ParsableArguments {
  @Flag(help: "Print one JSON array, with the names that bpftool uses.")
  var json = false

  @Flag(name: .customLong("no-holders"), help: "Do not look for the processes that hold them.")
  var leavesOutHolders = false

  /// Who holds what, if that is wanted.
  func holders(_ kernel: Kernel) throws(BPFError) -> ObjectHolders? {
    leavesOutHolders ? nil : try kernel.objectHolders(includingThis: false)
  }

  /// Writes the text or the JSON of a list.
  func print<Record>(
    _ records: [Record], _ table: ([Record]) -> String,
    _ write: (Record, inout JSONWriter) -> Void
  ) throws {
    guard json else { return try printResult(Array(table(records).utf8)) }
    var writer = JSONWriter()
    writer.array { json in for record in records { write(record, &json) } }
    writer.newline()
    try printResult(writer.bytes)
  }
}

/// Writes one object's JSON.
func printJSON(_ write: (inout JSONWriter) -> Void) throws {
  var writer = JSONWriter()
  write(&writer)
  writer.newline()
  try printResult(writer.bytes)
}
