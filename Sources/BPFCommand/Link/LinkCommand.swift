import ArgumentParser
import BPF
import SystemPackage

/// `bpf link`: what keeps programs attached.
struct LinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "List what programs are attached to by links, and detach them.",
    discussion: """
      A link is named by its id, the path of a pin, or its program's name. Examples:

        bpf link list
        bpf link pin 7 /sys/fs/bpf/my_link
        bpf link detach 7
      """,
    subcommands: [
      LinkListCommand.self, LinkShowCommand.self, LinkPinCommand.self, LinkDetachCommand.self,
    ],
    defaultSubcommand: LinkListCommand.self)
}

/// `bpf link list`: a line for each link.
struct LinkListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the links that the kernel holds.",
    discussion: """
      Programs on perf events that are held without links, as before Linux 5.15, stand below, when \
      the processes that hold them are looked for.
      """)

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let names = LinkNames(kernel)
      let holders = try options.holders(kernel)
      var records: [LinkRecord] = []
      var links = kernel.links()
      while let link = try links.next() {
        records.append(try LinkRecord(link, names, holders))
      }
      try options.print(records, LinkRecord.table) { $0.write(to: &$1) }
      guard !options.json, !options.leavesOutHolders else { return }
      let others = try kernel.descriptorAttachments()
      if !others.isEmpty {
        try printResult(Array(("\n" + DescriptorTable.text(others)).utf8))
      }
    }
  }
}

/// The programs that processes keep attached by perf events.
enum DescriptorTable {
  static func text(_ attachments: [DescriptorAttachment]) -> String {
    var table = TextTable("PROCESS", "DESCRIPTOR", "PROGRAM", "TARGET")
    for attachment in attachments {
      table.add(
        String(attachment.processID), String(attachment.descriptor),
        String(attachment.programID), attachment.target)
    }
    return table.text
  }
}

/// `bpf link show`: all there is to say about one link.
struct LinkShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what the kernel tells of a link.")

  @Argument(help: ArgumentHelp("An id, the path of a pin, or a program's name.")) var link: String

  @OptionGroup var options: ListOptions

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let link = try kernel.link(ObjectReference(link))
      let record = try LinkRecord(link, LinkNames(kernel), options.holders(kernel))
      if options.json {
        try printJSON { record.write(to: &$0) }
      } else {
        try printResult(Array(record.text.utf8))
      }
    }
  }
}

/// `bpf link pin`: gives a link a path.
struct LinkPinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin",
    abstract: "Give a link a path on a BPF file system, which keeps its program attached.",
    discussion: "Example: bpf link pin 7 /sys/fs/bpf/my_link. Removing the file unpins it.")

  @Argument(help: ArgumentHelp("An id, the path of a pin, or a program's name.")) var link: String
  @Argument(help: "The path, usually under /sys/fs/bpf.") var path: String

  func run() throws {
    try explainingFailures { try Kernel().link(ObjectReference(link)).pin(at: FilePath(path)) }
  }
}

/// `bpf link detach`: ends a link for all who hold it.
struct LinkDetachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detach",
    abstract: "Detach the program of a link, whoever holds it.",
    discussion: """
      Works for links of XDP, traffic control (tcx, netkit), control groups, network namespaces and \
      struct_ops; others end with the processes that hold them, or when their pins are removed.
      """)

  @Argument(help: ArgumentHelp("An id, the path of a pin, or a program's name.")) var link: String

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let link = try kernel.link(ObjectReference(link))
      let id = try link.info().id
      do throws(BPFError) { try link.detachEverywhere() } catch {
        throw ObjectReferenceError(try explain(error, id, kernel))
      }
    }
  }
}
