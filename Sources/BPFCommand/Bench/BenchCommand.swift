import ArgumentParser
import BPFObject
import SystemPackage

/// `bpf bench`: measures the library on this machine, one JSON object a line.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the library; one JSON object a line.",
    shouldDisplay: false)

  @Argument(help: "The object to open, relocate and load.")
  var object: String

  @Option(help: "The BTF of the kernel to relocate for.")
  var btf = "/sys/kernel/btf/vmlinux"

  @Option(help: "The fixture ring_bench, to measure the reading of ring buffers.")
  var ring: String?

  @Option(help: "How often each operation is timed.")
  var runs = 51

  @Option(help: "Only the operations whose name begins so.")
  var only = ""

  func run() async throws {
    let bench = Bench(runs: runs, prefix: only)
    try ObjectBenchmarks(object: FilePath(object), kernelTypes: FilePath(btf)).run(bench)
    if "load.".hasPrefix(only) || only.hasPrefix("load.") {
      try LoadBenchmarks(object: FilePath(object)).run(bench)
    }
    if let ring { try await RingBenchmarks(object: FilePath(ring)).run(bench) }
  }
}
