import ArgumentParser
import BPF
import Bytes
import SystemPackage

/// `bpf prog run`: runs a program on request.
struct ProgRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a program now, on a packet or a context from a file.",
    discussion: """
      Programs on packets take at least 14 bytes of data. Example: \
      bpf prog run my_xdp --data packet.bin --repeat 1000
      """)

  @Argument(help: ArgumentHelp(ObjectReference.help)) var program: String

  @Option(help: ArgumentHelp("The packet.", valueName: "file"), completion: .file())
  var data: String?

  @Option(help: ArgumentHelp("The context.", valueName: "file"), completion: .file())
  var context: String?

  @Option(help: ArgumentHelp("Where to write the packet afterwards.", valueName: "file"))
  var dataOut: String?

  @Option(help: "How often the program runs.")
  var `repeat`: UInt32 = 1

  @Option(help: "The CPU to run on, for raw tracepoints.")
  var cpu: UInt32?

  @Flag(help: "Do what an XDP program decides: drop, send, redirect.")
  var liveFrames = false

  @Option(help: "How many live frames go through the network stack at once.")
  var batch: UInt32 = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if batch != 0, !liveFrames { throw ValidationError("--batch is for --live-frames.") }
  }

  func run() throws {
    try explainingFailures {
      func contents(_ path: String?) throws -> [UInt8] {
        guard let path else { return [] }
        do throws(Errno) { return try Bytes(contentsOf: FilePath(path)).array } catch {
          throw ObjectReferenceError("cannot read '\(path)': \(error)")
        }
      }
      let program = try Kernel().program(ObjectReference(program))
      let result = try program.testRun(
        TestRunInput(
          data: contents(data), context: contents(context), repetitions: `repeat`, cpu: cpu,
          flags: liveFrames ? .liveFrames : [], batchSize: batch))
      if let dataOut { try write(result.data, to: FilePath(dataOut)) }
      let nanoseconds = Int64(result.duration / .nanoseconds(1))
      guard json else {
        let size = result.data.isEmpty ? "" : ", \(result.dataSize) bytes of data"
        return try printResult(
          Array("returned \(result.returnValue) in \(nanoseconds) ns\(size)\n".utf8))
      }
      try printJSON { json in
        json.object { json in
          json.field("retval", result.returnValue)
          json.field("duration", nanoseconds)
          if !result.data.isEmpty { json.field("data_size_out", result.dataSize) }
        }
      }
    }
  }
}
