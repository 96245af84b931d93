extension RelocationMatrix: CustomStringConvertible {
  /// A table of the kernels, and each broken need with its place, its reason and what to do.
  public var description: String {
    let columns = kernels.indices.map { counts(column: $0) }
    let allows = columns.contains { $0.allowed > 0 }
    var table = TextTable(
      ["kernel", "resolved", "guarded", "broken"] + (allows ? ["allowed"] : []))
    for (kernel, counts) in zip(kernels, columns) {
      let numbers = [counts.resolved, counts.guarded, counts.broken]
      table.add([kernel] + (numbers + (allows ? [counts.allowed] : [])).map(String.init))
    }
    return "\(objectName): \(summary)\n" + table.text + brokenText
  }

  /// One line.
  public var summary: String {
    let broken = broken
    let kernels = counted(kernels.count, "kernel")
    guard !broken.isEmpty else { return "\(rows.count) needs hold on \(kernels)" }
    return "\(broken.count) of \(rows.count) needs broken on \(kernels)"
  }

  /// Each broken need with its place, its reason and what to do, an empty line before each.
  package var brokenText: String {
    RelocationMatrix.groups(of: broken).map { "\n" + $0.text }.joined()
  }

  /// Rows that say the same of the same line.
  struct Group {
    var rows: [Row]
    let cause: Cause
  }

  /// The rows, those of one line and one cause together: a bitfield alone makes five.
  static func groups(of rows: [Row]) -> [Group] {
    var groups: [Group] = []
    for row in rows {
      for cause in row.causes {
        let group = Group(rows: [row], cause: cause)
        if let index = groups.lastIndex(where: { $0.isLike(group) }) {
          groups[index].rows.append(row)
        } else {
          groups.append(group)
        }
      }
    }
    return groups
  }
}

extension RelocationMatrix.Row: CustomStringConvertible {
  /// What is missing, where, for whom, why, and what to do, for each cause; one line when nothing is
  /// broken.
  public var description: String {
    let groups = RelocationMatrix.groups(of: [self])
    guard !groups.isEmpty else { return "\(need.title) in \(need.function)" }
    return groups.map(\.text).joined()
  }
}

extension RelocationMatrix.Group {
  fileprivate func isLike(_ other: RelocationMatrix.Group) -> Bool {
    guard let a = rows.first?.need, let b = other.rows.first?.need else { return false }
    return a.subject == b.subject && a.function == b.function && a.source?.line == b.source?.line
      && cause.kernels == other.cause.kernels && cause.breakage.isLike(other.cause.breakage)
  }

  /// What is missing, where, for whom, why, and what to do.
  var text: String {
    guard let need = rows.first?.need else { return "" }
    var text = "\(need.title) is missing on \(cause.kernels.joined(separator: ", "))\n"
    text += "  in \(need.function)  SEC(\"\(need.section)\")"
    if let source = need.source {
      text += "  \(source)\(source.text.isEmpty ? "" : "  " + source.text)"
    } else if let instruction = need.instruction {
      text += "  instruction \(instruction)"
    }
    text += "\n"
    if cause.breakage.programs != [need.function] {
      text += "  breaks \(cause.breakage.programs.joined(separator: ", "))\n"
    }
    text += "  \(cause.breakage.reason)\n"
    if let advice = need.advice { text += "  \(advice)\n" }
    return text
  }
}

extension RelocationMatrix.Need {
  /// What it is, with the kind before its name.
  var title: String {
    switch kind {
    case .relocation: subject
    case .attachTarget: "attach target '\(type)'"
    case .kernelFunction: "kernel function '\(type)'"
    case .kernelVariable: "kernel variable '\(type)'"
    case .configuration: "configuration '\(type)'"
    case .preparation: "program '\(type)'"
    }
  }

  /// What to do when a kernel lacks it.
  var advice: String? {
    switch kind {
    case .relocation(.enumeratorValue):
      "guard it with bpf_core_enum_value_exists()"
    case .relocation where field != nil:
      "guard it with bpf_core_field_exists(), or give the type a flavour for these kernels"
    case .relocation: "guard it with bpf_core_type_exists()"
    case .attachTarget: "load the program only where its target exists (SEC(\"?…\"), autoload)"
    case .kernelFunction, .kernelVariable: "declare it __weak and guard it with bpf_ksym_exists()"
    case .configuration: "declare it __weak, or give the kernel's configuration"
    case .preparation: nil
    }
  }
}
