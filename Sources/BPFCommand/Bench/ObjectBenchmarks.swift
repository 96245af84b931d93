import BPF
import BPFObject
import BTF
import Bytes
import SystemPackage

/// What needs no privileges: indexing BTF, finding candidates, opening and relocating an object.
struct ObjectBenchmarks {
  let object: FilePath
  let kernelTypes: FilePath
  let runs: Int

  func run(_ report: (Measurement) -> Void) throws {
    let kernelBytes = try Bytes(mappingConstantFile: kernelTypes)
    let kernel = try BTFTable(kernelBytes)
    report(
      try Measurement(
        "btf.index", runs: runs, facts: [("bytes", kernelBytes.count), ("types", kernel.count)]
      ) {
        let bytes = try Bytes(mappingConstantFile: kernelTypes)
        consume(try BTFTable(bytes).count)
      })
    let objectBytes = try Bytes(contentsOf: object)
    let file = try ObjectFile(objectBytes, name: "bench")
    let names = try Self.relocatedNames(file)
    report(
      Measurement("btf.search", runs: runs, facts: [("names", names.count)]) {
        consume(kernel.search(names, .essential).count)
      })
    report(
      try Measurement(
        "object.open", runs: runs,
        facts: [("bytes", objectBytes.count), ("programs", file.programs.count)]
      ) {
        consume(try ObjectFile(objectBytes, name: "bench").programs.count)
      })
    let warm = TargetKernel(types: kernel, version: KernelVersion(6, 18))
    let relocations = try file.plan(for: warm).relocations.count
    report(
      try Measurement("object.plan.warm", runs: runs, facts: [("relocations", relocations)]) {
        consume(try file.plan(for: warm).programs.count)
      })
    report(
      try Measurement("object.plan.cold", runs: runs, facts: [("relocations", relocations)]) {
        let bytes = try Bytes(mappingConstantFile: kernelTypes)
        let target = TargetKernel(types: try BTFTable(bytes), version: KernelVersion(6, 18))
        consume(try file.plan(for: target).programs.count)
      })
  }

  /// The names that the object's relocations look for in the kernel.
  private static func relocatedNames(_ file: ObjectFile) throws -> [String] {
    guard let types = file.types, let info = file.info else { return [] }
    var names: Set<String> = []
    for group in info.relocations {
      for index in 0..<group.count {
        let record = try info.relocation(index, of: group)
        names.insert(try types.name(of: types.type(record.type)))
      }
    }
    return names.sorted()
  }
}

/// Keeps a result alive that the optimiser would otherwise find unused.
@inline(never)
func consume<Value>(_ value: Value) {}
