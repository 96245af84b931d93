import BPFObject
import BTF
import Bytes

extension InspectionReport {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("object", fileName)
      json.field("byte_order", object.byteOrder == .little ? "little" : "big")
      json.field("license", object.license)
      if let version = object.kernelVersion { json.field("kernel_version", version) }
      let facts = ObjectFacts(object: object)
      facts.writeSections(to: &json)
      json.field("name", object.name)
      json.field("btf_types", object.types?.count ?? 0)
      json.array("programs") { json in
        for program in object.programs { write(program, facts, to: &json) }
      }
      json.array("maps") { json in
        for map in object.maps { write(map, facts, to: &json) }
      }
      json.array("globals") { json in
        for variable in object.variables { write(variable, to: &json) }
      }
      json.array("externs") { json in
        for item in facts.orderedExterns {
          json.object { json in
            facts.write(item, to: &json)
            json.field("c_type", typeName(item.type))
          }
        }
      }
    }
    json.newline()
  }

  private func write(_ program: ProgramSpec, _ facts: ObjectFacts, to json: inout JSONWriter) {
    json.object { json in
      facts.write(program, to: &json)
      json.field("prog_flags", program.flags.rawValue)
      json.field("expected_attach_type_name", program.attachTypeName)
      json.field("target", program.target)
      json.field("auto_attach", attachment(of: program))
    }
  }

  private func write(_ map: MapSpec, _ facts: ObjectFacts, to json: inout JSONWriter) {
    json.object { json in
      facts.write(map, to: &json)
      json.field("key_type", typeName(map.keyType))
      json.field("value_type", map.isInternal ? nil : typeName(map.valueType))
      json.field("section", map.sectionName)
      json.array("slots") { json in
        for slot in map.slots {
          json.object { json in
            json.field("index", slot.index)
            json.field(slot.isProgram ? "prog" : "map", slot.name)
          }
        }
      }
    }
  }

  private func write(_ variable: VariableSpec, to json: inout JSONWriter) {
    json.object { json in
      json.field("name", variable.name)
      json.field("section", variable.sectionName)
      json.field("map", object.maps[variable.mapIndex].name)
      json.field("c_type", typeName(variable.type))
      json.field("offset", variable.offset)
      json.field("size", variable.size)
      json.field("hidden", variable.isHidden)
      let bytes = bytes(of: variable)
      json.contents("initial", bytes, size: variable.size)
      // What is large says little by its values.
      if variable.size <= 4096, let decoder = decoder(of: variable) {
        let value = bytes ?? [UInt8](repeating: 0, count: variable.size)
        json.field("value") { (text: inout [UInt8]) in
          unsafe decoder.appendJSON(of: value.span.bytes, to: &text)
        }
      }
    }
  }
}

extension ProgramSpec {
  /// The name of the expected attach type; `nil` where the type of program has only one.
  var attachTypeName: String? {
    let isImplied = expectedAttachType.rawValue == 0 && type != .cgroupSKB
    return isImplied || definition == nil ? nil : expectedAttachType.name
  }
}
