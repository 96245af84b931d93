import BPF
import BPFObject
import BTF
import Bytes
import CORE
import SystemPackage

/// What needs no privileges: indexing BTF, finding candidates, opening and relocating an object.
struct ObjectBenchmarks {
  let object: FilePath
  let kernelTypes: FilePath

  func run(_ bench: Bench) throws {
    let kernelBytes = try Bytes(mappingConstantFile: kernelTypes)
    let kernel = try BTFTable(kernelBytes)
    try bench.measure(
      "btf.index", facts: [("bytes", kernelBytes.count), ("types", kernel.count)]
    ) {
      let bytes = try Bytes(mappingConstantFile: kernelTypes)
      consume(try BTFTable(bytes).count)
    }
    let objectBytes = try Bytes(contentsOf: object)
    let file = try ObjectFile(objectBytes, name: "bench")
    let names = try Self.relocatedNames(file)
    bench.measure("btf.search", facts: [("names", names.count)]) {
      consume(kernel.search(names, .essential).count)
    }
    try bench.measure(
      "object.open", facts: [("bytes", objectBytes.count), ("programs", file.programs.count)]
    ) {
      consume(try ObjectFile(objectBytes, name: "bench").programs.count)
    }
    try Self.relocate(file, kernel, bench)
    let warm = TargetKernel(types: kernel, version: KernelVersion(6, 18))
    let relocations = try file.plan(for: warm).relocations.count
    try bench.measure("object.plan.warm", facts: [("relocations", relocations)]) {
      consume(try file.plan(for: warm).programs.count)
    }
    try bench.measure("object.plan.cold", facts: [("relocations", relocations)]) {
      let bytes = try Bytes(mappingConstantFile: kernelTypes)
      let target = TargetKernel(types: try BTFTable(bytes), version: KernelVersion(6, 18))
      consume(try file.plan(for: target).programs.count)
    }
  }

  /// CO-RE by itself: finding all candidates, and one relocation with the candidates known.
  private static func relocate(_ file: ObjectFile, _ kernel: BTFTable, _ bench: Bench) throws {
    let work = try work(file)
    guard let types = file.types, !work.isEmpty else { return }
    var prepared = CORERelocator(local: types, target: kernel)
    let roots = work.flatMap { $0.records.map(\.type) }
    bench.measure("core.candidates", facts: [("relocations", roots.count)]) {
      prepared = CORERelocator(local: types, target: kernel)
      prepared.prepare(roots: roots)
    }
    try bench.measure(
      "core.relocation", count: roots.count, facts: [("relocations", roots.count)]
    ) {
      var relocator = prepared
      for (records, code) in work {
        var instructions = code
        for record in records {
          let place = Int(record.instructionOffset / 8)
          consume(try relocator.relocate(record, at: place, in: &instructions).decision)
        }
      }
    }
  }

  /// The relocations of each section that has instructions.
  private static func work(
    _ file: ObjectFile
  ) throws -> [(records: [CORERecord], code: [Instruction])] {
    guard let types = file.types, let info = file.info else { return [] }
    return try info.relocations.compactMap { group in
      let name = try types.string(at: group.sectionName)
      guard let section = file.code.first(where: { $0.name == name }) else { return nil }
      let records = try (0..<group.count).map { try info.relocation($0, of: group) }
      return (records, section.instructions)
    }
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
