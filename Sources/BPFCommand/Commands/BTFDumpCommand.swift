import ArgumentParser
import BTF

/// `bpf btf dump`: the types of a kernel, module or object as text.
struct BTFDumpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump",
    abstract: "Print the types of a kernel, a module or a file.",
    discussion: """
      'c' prints a header like vmlinux.h, which clang compiles for BPF. 'raw' prints a line for \
      each type, and below it its members, enumerators, parameters or variables. With --json it is \
      {"types":[{"id","kind","name",…}]}, with the same words as in the lines.
      """)

  @Argument(
    help: "Raw BTF, such as /sys/kernel/btf/vmlinux, or an ELF file with a section .BTF.",
    completion: .file())
  var file: String?

  @Flag(help: "The running kernel's types.")
  var kernel = false

  @Option(help: "The types of a module of the running kernel.")
  var module: String?

  @Option(help: "The types that the running kernel holds under this number; see 'bpf btf list'.")
  var id: UInt32?

  @Option(
    help: ArgumentHelp(
      "What the file's types stand on: a module's on its kernel's.", valueName: "file"),
    completion: .file())
  var base: String?

  @Option(
    name: .customLong("type"),
    help: ArgumentHelp("Only the types of this name; can be repeated.", valueName: "name"))
  var types: [String] = []

  @Option(help: "How to print the types.")
  var format = Format.raw

  @Flag(help: "Print one JSON object instead.")
  var json = false

  /// How types are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case c
    case raw
  }

  func validate() throws {
    guard [file != nil, kernel, module != nil, id != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("Give one of a file, --kernel, --module and --id.")
    }
    if json, format == .c { throw ValidationError("--json is for the raw format.") }
    if base != nil, file == nil { throw ValidationError("--base is for a file.") }
  }

  func run() throws {
    try explainingFailures {
      let input = BTFInput(file: file, module: module, base: base, id: id)
      let table = try input.open()
      guard format == .raw else { return try printHeader(of: table) }
      let listing = TypeListing(table: table, ids: try ids(in: table))
      try printResult(json ? listing.json() : listing.text())
    }
  }

  private func ids(in table: BTFTable) throws(BTFInputError) -> [TypeID] {
    guard !types.isEmpty else { return table.ownIDs.map { TypeID($0) } }
    return try BTFInput.ids(of: types, in: table)
  }

  private func printHeader(of table: BTFTable) throws {
    var options = CDump.Options()
    if !types.isEmpty { options.types = try ids(in: table) }
    var dump = try CDump(of: table, options)
    var output = StandardOutput()
    while try dump.append(to: &output.buffer), output.failure == nil { output.flushIfLarge() }
    output.flush()
    if let error = output.failure { throw RunError.outputFailed(error) }
  }
}
