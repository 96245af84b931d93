import BPF
import BPFObject
import Bytes
import SystemPackage

/// What needs root: loading an object into the running kernel.
struct LoadBenchmarks {
  let object: FilePath

  func run(_ bench: Bench) throws {
    let facts = [("programs", try ObjectFile(contentsOf: object).programs.count)]
    // Everything from the file's bytes to verified programs, with nothing known before.
    try bench.measure("load.cold", facts: facts) {
      consume(try ObjectFile(contentsOf: object).load(into: Kernel()).programs.count)
    }
    // A daemon that loads its second object: the kernel's types and features are known.
    let kernel = Kernel()
    try bench.measure("load.warm", facts: facts) {
      consume(try ObjectFile(contentsOf: object).load(into: kernel).programs.count)
    }
  }
}
