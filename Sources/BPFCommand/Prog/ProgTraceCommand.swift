import ArgumentParser
import BPF

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `bpf prog trace`: what programs print.
struct ProgTraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show what programs print with bpf_printk(), until Ctrl-C.",
    discussion: """
      All programs of the machine share one pipe, and what is read here no one else sees. With \
      --stream it is what one program wrote to its own streams (Linux 6.17): its output goes to \
      standard output, its errors to standard error.
      """)

  @Option(help: ArgumentHelp("Read the streams of this program.", valueName: "program"))
  var stream: String?

  @Option(help: "Stop after this many seconds.")
  var duration: Double?

  func validate() throws {
    if let duration, !(duration >= 0 && duration.isFinite) {
      throw ValidationError("The duration is a number of seconds, 0 or more.")
    }
  }

  func run() throws {
    try explainingFailures {
      let kernel = Kernel()
      let signals = try StopSignals()
      let end = duration.map { ContinuousClock.now.advanced(by: .seconds($0)) }
      if let stream {
        try follow(try kernel.program(ObjectReference(stream)), signals, until: end)
      } else {
        try follow(try kernel.tracePipe(), signals, until: end)
      }
    }
  }

  private func follow(
    _ pipe: consuming TracePipe, _ signals: borrowing StopSignals,
    until end: ContinuousClock.Instant?
  ) throws {
    var output = StandardOutput()
    var isLast = false
    while true {
      output.buffer = try pipe.read()
      output.flush()
      if let failure = output.failure {
        if failure == .brokenPipe { return }
        throw RunError.outputFailed(failure)
      }
      if isLast { return }
      isLast = stops(signals, waitingFor: pipe.fileDescriptor.rawValue, until: end)
    }
  }

  /// Streams cannot be waited for, so they are read again and again.
  private func follow(
    _ program: Program, _ signals: borrowing StopSignals, until end: ContinuousClock.Instant?
  ) throws {
    var output = StandardOutput()
    var isLast = false
    while true {
      output.buffer = try program.read(.output)
      output.flush()
      if let failure = output.failure {
        if failure == .brokenPipe { return }
        throw RunError.outputFailed(failure)
      }
      let errors = try program.read(.error)
      if !errors.isEmpty {
        let text = String(decoding: errors, as: UTF8.self)
        StandardError.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
      }
      if isLast { return }
      isLast = stops(signals, waitingFor: nil, until: end)
    }
  }

  /// Waits for something to read, or for a tenth of a second.
  ///
  /// - Returns: whether it is time to end.
  private func stops(
    _ signals: borrowing StopSignals, waitingFor descriptor: Int32?,
    until end: ContinuousClock.Instant?
  ) -> Bool {
    var descriptors = [
      pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    unsafe _ = poll(&descriptors, nfds_t(descriptors.count), 100)
    if descriptors[0].revents != 0 { return true }
    return end.map { ContinuousClock.now >= $0 } ?? false
  }
}
