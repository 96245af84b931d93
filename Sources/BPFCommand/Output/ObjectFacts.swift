import BPFObject
import BTF

/// What both reports say about an object, in the form of `bpf relocate --json`.
struct ObjectFacts {
  let object: ObjectFile

  func write(to json: inout JSONWriter) {
    json.field("name", object.name)
    json.field("btf_types", object.types?.count ?? 0)
    json.array("maps") { json in
      for map in object.maps { json.object { json in write(map, to: &json) } }
    }
    json.array("programs") { json in
      for program in object.programs { json.object { json in write(program, to: &json) } }
    }
    json.array("externs") { json in
      for item in orderedExterns { json.object { json in write(item, to: &json) } }
    }
  }

  func writeSections(to json: inout JSONWriter) {
    json.array("sections") { json in
      for section in object.sections {
        json.object { json in
          json.field("name", section.name)
          json.field("size", section.size)
          json.field("exec", section.isExecutable)
          json.field("write", section.isWritable)
          json.field("nobits", section.isZeroed)
        }
      }
    }
  }

  /// The externs as BTF lists them once loaded: values of the configuration by their places.
  var orderedExterns: [ExternSpec] {
    let places = object.externs.indices.filter { object.externs[$0].kind == .kconfig }
    var ordered = Array(object.externs)
    for (place, item) in zip(places, places.map { ordered[$0] }.sorted { $0.offset < $1.offset }) {
      ordered[place] = item
    }
    return ordered
  }

  // MARK: - Members of one map, program or extern

  func write(_ map: MapSpec, isInner: Bool = false, to json: inout JSONWriter) {
    json.field("name", map.name)
    json.field("type", map.type.rawValue)
    json.field("type_name", map.type.name)
    json.field("key_size", map.keySize)
    json.field("value_size", map.valueSize)
    json.field("max_entries", map.createdEntries)
    json.field("map_flags", map.flags.rawValue)
    json.field("map_extra", map.extra)
    json.field("numa_node", map.numaNode)
    json.field("btf_key_type_id", map.keyType.rawValue)
    json.field("btf_value_type_id", map.valueType.rawValue)
    json.field("internal", map.isInternal)
    json.field("autocreate", map.autocreate && !isInner)
    json.field("pin_path", map.pinning == .byName ? "/sys/fs/bpf/\(map.name)" : nil)
    for inner in map.inner {
      json.object("inner") { json in write(inner, isInner: true, to: &json) }
    }
    if map.isInternal { json.contents("initial", map.contents, size: Int(map.valueSize)) }
  }

  func write(_ program: ProgramSpec, to json: inout JSONWriter) {
    json.field("name", program.name)
    json.field("section", program.plainSectionName)
    json.field("type", program.type.rawValue)
    json.field("type_name", program.type.name)
    json.field("expected_attach_type", program.expectedAttachType.rawValue)
    json.field("autoload", program.autoload)
    json.field("flags", program.flags.subtracting(program.sectionFlags).rawValue)
    json.field("insn_cnt", program.instructionCount)
  }

  func write(_ item: ExternSpec, to json: inout JSONWriter) {
    json.field("name", item.name)
    json.field("section", item.kind == .kconfig ? ".kconfig" : ".ksyms")
    json.field("func", item.kind == .kernelFunction)
    json.field("weak", item.isWeak)
    if item.kind == .kconfig { json.field("size", item.size) }
  }
}

extension MapSpec {
  /// The entries that the kernel is asked for, as far as the definition decides them.
  var createdEntries: UInt32 {
    guard type == .ringBuffer || type == .userRingBuffer else { return maxEntries }
    return maxEntries.roundedUpToRingSize(page: 4096)
  }
}

extension JSONWriter {
  /// Contents by size and hash, and the bytes themselves where they are few.
  ///
  /// - Parameters:
  ///   - bytes: the contents; `nil` for zeros, of which there can be very many.
  ///   - size: how many there are.
  mutating func contents(_ key: StaticString, _ bytes: [UInt8]?, size: Int) {
    object(key) { json in
      json.field("size", size)
      json.field("fnv1a", hash: (bytes.map { FNV1a($0) } ?? FNV1a(zeros: size)).value)
      if size <= 512 { json.field("hex", hex: bytes ?? [UInt8](repeating: 0, count: size)) }
    }
  }
}
