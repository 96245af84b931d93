import BPFObject
import BTF
import Bytes
import CORE

/// The machine-readable proof. Its form is stable: members are only ever added.
extension RelocationReport {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("object", fileName)
      switch opened {
      case .failure(let error):
        json.field("open", error.number)
        json.field("error_text", error.description)
      case .success(let object):
        json.field("open", 0)
        write(object, to: &json)
      }
    }
    json.newline()
  }

  private func write(_ object: ObjectFile, to json: inout JSONWriter) {
    let facts = ObjectFacts(object: object)
    facts.writeSections(to: &json)
    facts.write(to: &json)
    json.object("load") { json in
      switch whole {
      case .failure(let error):
        json.field("error", error.number)
        json.field("error_text", error.description)
        json.array("core") { _ in }
        json.array("programs") { _ in }
      case .success(let plan):
        json.field("error", 0)
        if let types = plan.types {
          json.contents("btf", types.bytes.array, size: types.bytes.count)
        }
        CreatedMaps(plan: plan, processors: processors).write(to: &json)
        write(plan.relocations, of: plan, to: &json)
        json.array("programs") { json in
          for program in plan.programs {
            json.object { json in write(program, of: plan, to: &json) }
          }
        }
      case nil: break
      }
    }
    json.array("each") { json in
      for (program, plan) in alone { write(program, plan, to: &json) }
    }
  }

  private func write(
    _ program: ProgramSpec, _ plan: Result<LoadPlan, ObjectError>, to json: inout JSONWriter
  ) {
    json.object { json in
      switch plan {
      case .success(let plan):
        // A struct_ops map brings the other programs along that stand for its functions.
        for planned in plan.programs where planned.spec.name == program.name {
          write(planned, of: plan, to: &json)
        }
        write(plan.relocations, of: plan, to: &json)
      case .failure(let error):
        json.field("name", program.name)
        json.field("section", program.plainSectionName)
        json.field("error", error.number)
        json.field("error_text", error.description)
        json.array("core") { _ in }
      }
    }
  }

  // MARK: - CO-RE

  private func write(
    _ relocations: [RelocationOutcome], of plan: LoadPlan, to json: inout JSONWriter
  ) {
    json.array("core") { json in
      for relocation in relocations {
        json.object { json in write(relocation, of: plan, to: &json) }
      }
    }
  }

  private func write(
    _ relocation: RelocationOutcome, of plan: LoadPlan, to json: inout JSONWriter
  ) {
    let outcome = relocation.outcome
    json.field("prog", relocation.functionName)
    json.field("relo", outcome.number)
    json.field("spec", plan.specification(of: relocation))
    json.field("insn", outcome.instructionIndex)
    json.field("op", outcome.operation.rawValue)
    if outcome.decision != .poisoned, let value = outcome.targetValue {
      json.field("old", outcome.oldValue)
      json.field("new", value)
    }
    if let change = outcome.sizeChange {
      json.field("old_size", change.old)
      json.field("new_size", change.new)
    }
    json.field("decision", outcome.decision.rawValue)
    json.field("source", plan.sourceLine(of: relocation)?.description)
    if let reason = plan.poisonDescription(of: relocation) { json.field("reason", reason) }
  }

  // MARK: - Programs

  private func write(_ program: ProgramPlan, of plan: LoadPlan, to json: inout JSONWriter) {
    json.field("name", program.spec.name)
    json.field("section", program.spec.plainSectionName)
    json.field("error", 0)
    json.field("prog_type", program.spec.type.rawValue)
    json.field("expected_attach_type", program.spec.expectedAttachType.rawValue)
    json.field("attach_btf_id", program.attachTarget?.id.rawValue ?? 0)
    if let target = program.attachTarget { json.field("attach_btf_name", target.name) }
    json.field("prog_flags", program.spec.flags.rawValue)
    json.field("license", plan.license)
    json.field("insn_cnt", program.instructions.count)
    json.array("refs") { json in
      for reference in program.references {
        json.object { json in
          json.field("insn", reference.instruction)
          let (kind, name) = describe(reference, of: plan)
          json.field("kind", kind)
          json.field("name", name)
        }
      }
    }
    json.field("insns", hex: program.instructions.encoded(.little))
    writeFunctions(of: program, plan, to: &json)
    json.field("line_info_cnt", program.lineInfo.count)
    json.field("line_info_fnv1a", hash: FNV1a(program.lineInfo.bytes).value)
  }

  private func describe(
    _ reference: ProgramPlan.Reference, of plan: LoadPlan
  ) -> (kind: String, name: String?) {
    switch reference.target {
    case .map(let index): ("map", plan.maps[index].spec.name)
    case .mapValue(let index): ("map_value", plan.maps[index].spec.name)
    case .symbol(let name, _): ("ksym_addr", name)
    case .kernelType(let name, let module): (module == 0 ? "ksym_typed" : "ksym_module", name)
    // libbpf's, too, has no name.
    case .jumpTable: ("map_value", nil)
    case .kernelFunction(let name, let module): (module == 0 ? "kfunc" : "kfunc_module", name)
    }
  }

  private func writeFunctions(
    of program: ProgramPlan, _ plan: LoadPlan, to json: inout JSONWriter
  ) {
    json.array("subprogs") { json in
      for function in plan.functionTypes(of: program) {
        json.object { json in
          json.field("insn", function.instruction)
          json.field("type_id", function.type.rawValue)
          json.field("name", function.name)
        }
      }
    }
  }
}
