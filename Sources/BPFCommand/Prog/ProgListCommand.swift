import ArgumentParser
import BPF

/// `bpf prog list`: a line for each program.
struct ProgListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the programs that the kernel holds.",
    discussion: """
      Runs are counted while somebody wants them to be: 'sysctl kernel.bpf_stats_enabled=1'.
      """)

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let names = TypeNames(kernel)
      let holders = try options.holders(kernel)
      var records: [ProgramRecord] = []
      var programs = kernel.programs()
      while let program = try programs.next() {
        records.append(try ProgramRecord(program, names, holders))
      }
      try options.print(records, ProgramRecord.table) { $0.write(to: &$1) }
    }
  }
}

/// `bpf prog show`: all there is to say about one program.
struct ProgShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what the kernel tells of a program.")

  @Argument(help: ArgumentHelp(ObjectReference.help)) var program: String

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let program = try kernel.program(ObjectReference(program))
      let record = try ProgramRecord(program, TypeNames(kernel), options.holders(kernel))
      guard !options.json else { return try printJSON { record.write(to: &$0) } }
      let names = LinkNames(kernel)
      var links: [String] = []
      var all = kernel.links()
      while let link = try all.next() {
        let info = try link.info()
        guard info.programID == record.info.id else { continue }
        links.append("\(info.id) \(names.target(of: info))")
      }
      let maps = record.info.mapIDs.map { id in
        "\(id) \"\((try? Map(kernel: kernel, id: id))?.name ?? "")\""
      }
      try printResult(Array(record.text(links: links, maps: maps).utf8))
    }
  }
}
