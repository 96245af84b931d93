import BPFObject

/// The report for programs: one JSON object.
///
///     {"broken":BOOL,
///      "kernels":[{"name","architecture","version","btf_types","modules":COUNT}],
///      "objects":[{"object","error":TEXT|null,"kernels":[NAME…],"unfit_kernels":[NAME…],
///        "programs":[NAME…],"left_out":[NAME…],
///        "counts":[{"kernel","resolved","guarded","broken","allowed"}],
///        "needs":[{"kind","type","field","function","section","insn","source","allowed",
///          "outcomes":[OUTCOME…],"causes":[{"kernels":[NAME…],"programs":[NAME…],"reason"}]}]}],
///      "unused_allowances":[NAME…]}
///
/// A need's `kind` is that of its relocation (`byte_off`, `field_exists`, …), `attach_target`,
/// `kernel_function`, `kernel_variable`, `configuration` or `program`. Its outcomes stand in the order
/// of the object's `kernels`: `resolved`, `broken`, or why it does no harm: `guarded_by_check`,
/// `guarded_by_constant`, `unused`.
extension CheckReport {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("broken", isBroken)
      json.array("kernels") { json in
        for kernel in kernels {
          json.object { json in
            json.field("name", kernel.name)
            json.field("architecture", kernel.architecture)
            json.field("version", kernel.target.version?.description)
            json.field("btf_types", kernel.target.types?.count ?? 0)
            json.field("modules", kernel.target.modules.count)
          }
        }
      }
      json.array("objects") { json in
        for entry in entries { json.object { json in write(entry, to: &json) } }
      }
      write("unused_allowances", unusedAllowances, to: &json)
    }
    json.newline()
  }

  private func write(_ key: StaticString, _ names: [String], to json: inout JSONWriter) {
    json.array(key) { json in
      for name in names { json.element(name) }
    }
  }

  private func write(_ entry: Entry, to json: inout JSONWriter) {
    json.field("object", entry.file)
    switch entry.matrix {
    case .failure(let error): json.field("error", error.description)
    case .success(let matrix):
      json.field("error", nil)
      write("kernels", matrix.kernels, to: &json)
      write("unfit_kernels", matrix.unfitKernels, to: &json)
      write("programs", matrix.programs, to: &json)
      write("left_out", matrix.programsLeftOut, to: &json)
      json.array("counts") { json in
        for kernel in matrix.kernels {
          let counts = matrix.counts(on: kernel)
          json.object { json in
            json.field("kernel", kernel)
            json.field("resolved", counts.resolved)
            json.field("guarded", counts.guarded)
            json.field("broken", counts.broken)
            json.field("allowed", counts.allowed)
          }
        }
      }
      json.array("needs") { json in
        for row in matrix.rows { json.object { json in write(row, to: &json) } }
      }
    }
  }

  private func write(_ row: RelocationMatrix.Row, to json: inout JSONWriter) {
    json.field("kind", row.need.kind.word)
    json.field("type", row.need.type)
    json.field("field", row.need.field)
    json.field("function", row.need.function)
    json.field("section", row.need.section)
    if let instruction = row.need.instruction { json.field("insn", instruction) }
    json.field("source", row.need.source?.description)
    json.field("allowed", row.isAllowed)
    json.array("outcomes") { json in
      for cell in row.cells { json.element(cell.outcome.word) }
    }
    json.array("causes") { json in
      for cause in row.causes {
        json.object { json in
          write("kernels", cause.kernels, to: &json)
          write("programs", cause.breakage.programs, to: &json)
          json.field("reason", cause.breakage.reason)
        }
      }
    }
  }
}

extension RelocationMatrix.Need.Kind {
  fileprivate var word: String {
    switch self {
    case .relocation(let kind): kind.name
    case .attachTarget: "attach_target"
    case .kernelFunction: "kernel_function"
    case .kernelVariable: "kernel_variable"
    case .configuration: "configuration"
    case .preparation: "program"
    }
  }
}

extension RelocationMatrix.Outcome {
  fileprivate var word: String {
    switch self {
    case .resolved: "resolved"
    case .guarded(.check): "guarded_by_check"
    case .guarded(.constant): "guarded_by_constant"
    case .guarded(.unused): "unused"
    case .broken: "broken"
    }
  }
}
