import ArgumentParser
import BPF
import BTF
import SystemPackage

/// `bpf map`: the maps that the kernel holds.
struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "List the maps that the kernel holds, and what is in them.",
    discussion: """
      A map is named by its id, its name, or the path of a pin. Examples:

        bpf map list
        bpf map dump counts
        bpf map dump /sys/fs/bpf/counts --json
      """,
    subcommands: [
      MapListCommand.self, MapShowCommand.self, MapDumpCommand.self, MapPinCommand.self,
    ],
    defaultSubcommand: MapListCommand.self)
}

/// `bpf map list`: a line for each map.
struct MapListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the maps that the kernel holds.")

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let holders = try options.holders(kernel)
      var records: [MapRecord] = []
      var maps = kernel.maps()
      while let map = try maps.next() { records.append(try MapRecord(map, holders)) }
      try options.print(records, MapRecord.table) { $0.write(to: &$1) }
    }
  }
}

/// `bpf map show`: all there is to say about one map.
struct MapShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what the kernel tells of a map.")

  @Argument(help: ArgumentHelp(ObjectReference.help)) var map: String

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let record = try MapRecord(
        kernel.map(ObjectReference(map)), options.holders(kernel))
      guard !options.json else { return try printJSON { record.write(to: &$0) } }
      let types = TypeNames(kernel).types(record.info.btfID)
      func typeName(_ id: UInt32) -> String? {
        guard id != 0, let types else { return nil }
        return CTypeName(types: types).name(TypeID(id))
      }
      var users: [String] = []
      var programs = kernel.programs()
      while let program = try programs.next() {
        let info = try program.info()
        if info.mapIDs.contains(record.info.id) { users.append("\(info.id) \"\(info.name)\"") }
      }
      let text = record.text(
        keyType: typeName(record.info.btfKeyTypeID),
        valueType: typeName(record.info.btfValueTypeID), programs: users)
      try printResult(Array(text.utf8))
    }
  }
}

/// `bpf map dump`: all entries of a map.
struct MapDumpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump",
    abstract: "Print all entries of a map.",
    discussion: """
      Keys and values are decoded as far as the map's types say how, and printed as bytes where they \
      do not. Maps with a value for each CPU have a line for each. With --json it is \
      [{"key":[…],"value":[…],"formatted":{"key":…,"value":…}}].
      """)

  @Argument(help: ArgumentHelp(ObjectReference.help)) var map: String

  @Flag(help: "Print one JSON array.")
  var json = false

  func run() throws {
    try explainingFailures {
      let dump = try MapDump(try Kernel().map(ObjectReference(map)))
      var output = StandardOutput()
      if json { try dump.appendJSON(to: &output) } else { try dump.appendText(to: &output) }
      output.flush()
      if let failure = output.failure { throw RunError.outputFailed(failure) }
    }
  }
}

/// `bpf map pin`: gives a map a path.
struct MapPinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Give a map a path on a BPF file system, which keeps it.",
    discussion: "Example: bpf map pin 42 /sys/fs/bpf/counts. Removing the file unpins it.")

  @Argument(help: ArgumentHelp(ObjectReference.help)) var map: String
  @Argument(help: "The path, usually under /sys/fs/bpf.") var path: String

  func run() throws {
    try explainingFailures { try Kernel().map(ObjectReference(map)).pin(at: FilePath(path)) }
  }
}
