import BPF
import BPFObject
import BTF
import Bytes
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One run: an object that was loaded and attached, and the loop that prints its events.
struct Run: ~Copyable {
  private let object: ObjectFile
  private let loaded: LoadedObject
  private let sources: [EventSource]
  private var rings: RingBufferGroup
  private var printer: EventPrinter
  private var output = StandardOutput()
  private var counts: [UInt64]
  private let signals: StopSignals
  /// Whether the programs were named, so that nobody expects the others.
  private let wasChosen: Bool
  /// Where programs go whose section leaves it open.
  private let sites: AttachSites

  /// Loads the object and maps its ring buffers; nothing is attached yet.
  init(
    object: ObjectFile, programs: Set<String>? = nil, ladders: [FallbackLadder] = [],
    types: [EventOption], sites: AttachSites = AttachSites(), style: EventPrinter.Style
  ) throws {
    let sources = try EventSource.all(in: object, types)
    let loaded = try object.load(options: LoadOptions(programs: programs, ladders: ladders))
    let maps = sources.compactMap { loaded.map(named: $0.map) }
    let rings = try RingBufferGroup(maps)
    let signals = try StopSignals()
    self.object = object
    self.loaded = loaded
    self.sources = sources
    self.rings = rings
    self.signals = signals
    wasChosen = programs != nil
    self.sites = sites
    printer = EventPrinter(style, sources)
    counts = sources.map { _ in 0 }
  }

  /// Attaches the programs and prints events until the time is over, a signal comes, or nobody reads.
  consuming func run(for duration: Duration?) throws {
    for note in loaded.notes { StandardError.print("note: \(note)") }
    var attachments = loaded.attachAvailable(at: sites)
    report(attachments)
    guard !attachments.attached.isEmpty else { throw RunError.nothingToRun }
    printer.appendHeader(to: &output.buffer)
    output.flush()

    let end = duration.map { ContinuousClock.now.advanced(by: $0) }
    var isOver = false
    while !isOver {
      isOver = wait(until: end)
      try printEvents(limit: Run.batch)
      if output.failure != nil { isOver = true }
    }
    // What was submitted before the programs were detached is still printed.
    try attachments.links.detachAll()
    try printEvents(limit: .max)
    reportCounts()
    if let failure = output.failure, failure != .brokenPipe {
      throw RunError.outputFailed(failure)
    }
  }

  /// The most events of a map between two looks at signals and the time.
  private static let batch = 1024
  /// How long records that a program submitted without waking anybody may wait, in milliseconds.
  private static let patience: Int32 = 500

  /// Waits for events.
  ///
  /// - Returns: whether the run is over.
  private func wait(until end: ContinuousClock.Instant?) -> Bool {
    var timeout = Run.patience
    if let end {
      let left = ContinuousClock.now.duration(to: end)
      if left <= .zero { return true }
      // Rounded up, so that the last wait is not repeated for a fraction of a millisecond.
      let milliseconds = left / .milliseconds(1)
      if milliseconds < Double(timeout) { timeout = Int32(milliseconds.rounded(.up)) }
    }
    var descriptors = [
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      // No event is asked for: a pipe without a reader is always reported.
      pollfd(fd: STDOUT_FILENO, events: 0, revents: 0),
      pollfd(fd: rings.fileDescriptor.rawValue, events: Int16(POLLIN), revents: 0),
    ]
    // When a signal interrupts, its descriptor is readable the next time.
    guard unsafe poll(&descriptors, nfds_t(descriptors.count), timeout) > 0 else { return false }
    return descriptors[0].revents != 0
      || descriptors[1].revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
  }

  private mutating func printEvents(limit: Int) throws(BPFError) {
    defer { output.flush() }
    var printer = printer
    try rings.consume(limit: limit) { map, record in
      counts[map] &+= 1
      printer.append(record, ofMap: map, to: &output.buffer)
      output.flushIfLarge()
    }
    self.printer = printer
  }

  // MARK: What people want to know

  private func report(_ attachments: borrowing AttachmentReport) {
    for attached in attachments.attached {
      StandardError.print("attached: \(attached.program) to \(attached.target)")
    }
    for program in attachments.notAttached {
      StandardError.print("not attached: \(program.program): \(program.reason)")
    }
    for outcome in loaded.ladders {
      for loser in outcome.losers {
        let names = loser.programs.joined(separator: ", ")
        StandardError.print("not loaded: \(names): \(loser.error)")
      }
    }
    let onLadders = Set(loaded.ladders.flatMap { $0.ladder.rungs.joined() })
    for program in object.programs
    where !program.autoload && !wasChosen && !onLadders.contains(program.name) {
      StandardError.print(
        "not loaded: \(program.name): its section \"\(program.sectionName)\" makes it optional; "
          + "--program loads it")
    }
    if sources.isEmpty {
      StandardError.print("note: the object has no ring buffer, so there are no events to print")
    }
    for source in sources where source.decoder == nil {
      StandardError.print(
        "note: the map \"\(source.map)\" does not declare the type of its records, which are "
          + "printed as bytes; name one with --event")
    }
  }

  private func reportCounts() {
    for (index, source) in sources.enumerated() {
      let discarded = rings.statistics(at: index)?.discarded ?? 0
      let note = discarded > 0 ? ", \(discarded) discarded by the program" : ""
      StandardError.print("\(source.map): \(counts[index]) events\(note)")
    }
    guard !sources.isEmpty else { return }
    if let dropped = droppedCount() {
      StandardError.print("dropped: \(dropped) events")
    } else {
      StandardError.print("dropped: not counted (the object has no variable \"dropped\")")
    }
  }

  /// The value of the global variable `dropped`, in which programs count what found no room.
  private func droppedCount() -> UInt64? {
    guard let variable = object.variables["dropped"], variable.size == 4 || variable.size == 8,
      object.maps.indices.contains(variable.mapIndex),
      let map = loaded.map(named: object.maps[variable.mapIndex].name),
      let value = try? map.value(forKey: [0, 0, 0, 0]), let types = object.types,
      let decoder = try? ValueDecoder(variable.type, in: types)
    else { return nil }
    let bytes = Bytes(value)
    guard let part = bytes.slice(at: variable.offset, count: variable.size) else { return nil }
    return decoder.value(of: part.span).integer()
  }
}
