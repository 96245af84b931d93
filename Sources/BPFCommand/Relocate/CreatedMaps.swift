import BPFObject
import BTF

/// The maps as the kernel would be asked for them.
struct CreatedMaps {
  let plan: LoadPlan
  /// How many processors the kernel's machine can have.
  let processors: UInt32

  func write(to json: inout JSONWriter) {
    json.array("created") { json in
      for map in plan.maps {
        json.object { json in
          json.field("name", map.spec.name)
          json.field("kernel_name", map.kernelName)
          write(map.spec, map.structOps, to: &json)
          json.array("updates") { json in write(updatesOf: map, to: &json) }
        }
      }
    }
  }

  private func write(
    _ map: MapSpec, _ structOps: StructOpsPlan? = nil, to json: inout JSONWriter
  ) {
    let hasTypes = map.type.takesTypes && plan.types != nil
    let hasOwnTypes = hasTypes && structOps == nil
    json.field("type", map.type.rawValue)
    json.field("key_size", map.keySize)
    json.field("value_size", map.valueSize)
    json.field("max_entries", map.isCountedInProcessors ? processors : map.maxEntries)
    json.field("map_flags", map.flags.rawValue)
    json.field("map_extra", map.extra)
    json.field("numa_node", map.numaNode)
    json.field("has_btf", hasTypes)
    json.field("btf_key_type_id", hasOwnTypes ? map.keyType.rawValue : 0)
    json.field("btf_value_type_id", hasOwnTypes ? map.valueType.rawValue : 0)
    json.field("btf_vmlinux_value_type_id", structOps?.valueType.rawValue ?? 0)
    json.field("frozen", map.isFrozen)
    for inner in map.inner {
      json.object("inner") { json in
        json.field("kernel_name", inner.kernelName)
        write(inner, to: &json)
      }
    }
  }

  private func write(updatesOf map: MapPlan, to json: inout JSONWriter) {
    if map.spec.isInternal {
      json.object { json in
        json.field("key", hex: [0, 0, 0, 0])
        json.contents("value", map.contents, size: Int(map.spec.valueSize))
      }
    }
    for slot in map.spec.slots {
      json.object { json in
        json.field("key", hex: (0..<4).map { UInt8(truncatingIfNeeded: slot.index >> (8 * $0)) })
        json.field(slot.isProgram ? "prog" : "map", slot.name)
      }
    }
  }
}

extension MapSpec {
  /// Whether the map gets an entry for each processor, because its definition does not say how many.
  var isCountedInProcessors: Bool { type == .perfEventArray && maxEntries == 0 }
}
