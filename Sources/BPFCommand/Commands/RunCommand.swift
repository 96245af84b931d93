import ArgumentParser
import BPF
import BPFObject
import SystemPackage

/// `bpf run`: loads an object, attaches its programs, prints their events.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Load an object, attach its programs and print the events that they send.",
    discussion: """
      Programs are attached as the names of their sections say. Events are the records of the \
      object's ring buffers, decoded by the type that the map declares. They go to standard output; \
      what was attached, and at the end how many events there were, goes to standard error.

      Without an object, every execution of a program on this machine is reported.
      """)

  @Argument(help: "The object file: what clang compiled for BPF.", completion: .file())
  var object: String?

  @Option(help: "Stop after this many seconds.")
  var duration: Double?

  @Flag(help: "Print each event as one JSON object in a line.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "The type of the events, where the object does not declare it; once for each map if need be.",
      valueName: "[MAP=]TYPE"))
  var event: [String] = []

  @Option(
    help: ArgumentHelp(
      "Load just the program of this name, also one that is off by default; can be repeated.",
      valueName: "name"))
  var program: [String] = []

  @Option(
    help: ArgumentHelp(
      "Load just the first of these that the kernel can run (+ joins some); can be repeated.",
      valueName: "name,name+name,…"))
  var firstOf: [String] = []

  @OptionGroup(title: "Where programs go of which the section does not say it")
  var places: PlaceOptions

  func validate() throws {
    if let duration, !(duration >= 0 && duration.isFinite) {
      throw ValidationError("The duration is a number of seconds, 0 or more.")
    }
    if let option = event.first(where: { EventOption($0) == nil }) {
      throw ValidationError("'\(option)' is not of the form [MAP=]TYPE.")
    }
    if object == nil, !event.isEmpty {
      throw ValidationError("--event is for an object; the built-in one knows its events.")
    }
    if object == nil, !program.isEmpty || !firstOf.isEmpty {
      throw ValidationError("--program and --first-of are for an object.")
    }
    if let option = firstOf.first(where: { FallbackLadder(option: $0) == nil }) {
      throw ValidationError("'\(option)' is not of the form NAME,NAME+NAME,….")
    }
  }

  func run() throws {
    try explainingFailures {
      let style: EventPrinter.Style = json ? .json : object == nil ? .executions : .text
      let run = try Run(
        object: try open(), programs: program.isEmpty ? nil : Set(program),
        ladders: firstOf.compactMap(FallbackLadder.init(option:)),
        types: event.compactMap(EventOption.init), sites: places.sites, style: style)
      // A century is as good as for ever, and fits in a duration.
      try run.run(for: duration.map { .seconds(min($0, 3e9)) })
    }
  }

  private func open() throws(ObjectError) -> ObjectFile {
    guard let object else { return try BuiltinObject.openExec() }
    return try ObjectFile(contentsOf: FilePath(object))
  }
}

extension FallbackLadder {
  /// Reads `fentry_open,kprobe_open+kretprobe_open,tp_open`.
  init?(option text: String) {
    let rungs = text.split(separator: ",", omittingEmptySubsequences: false).map { rung in
      rung.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    }
    guard rungs.count > 1, rungs.joined().allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(text, rungs: rungs)
  }
}

/// What `--event` says.
struct EventOption {
  /// The map; `nil` for all ring buffers.
  let map: String?
  /// The type's name.
  let type: String

  /// Reads `TYPE` or `MAP=TYPE`.
  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let type = parts.last, !type.isEmpty, parts.count == 1 || !parts[0].isEmpty else {
      return nil
    }
    map = parts.count == 2 ? String(parts[0]) : nil
    self.type = String(type)
  }
}
