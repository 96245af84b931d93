import BTF

/// Types and accesses in words.
extension TypeSource {
  /// A type's kind and name: `struct task_struct`.
  func describe(_ id: TypeID) -> String {
    guard let type = try? table.type(id) else { return "no type \(id)" }
    if type.kind == .void { return "void" }
    let name = (try? table.name(of: type)) ?? "?"
    return "\(type.kind) \(name.isEmpty ? "<anon>" : name)"
  }

  /// A type's number, kind and name: `[5] struct task_struct`.
  func describeWithNumber(_ id: TypeID) -> String { "\(id) \(describe(id))" }

  /// A relocation's kind, type and access, in the form of libbpf and of the kernel's verifier.
  func specification(_ kind: RelocationKind, _ path: AccessPath) -> String {
    var text = "<\(kind.name)> \(describeWithNumber(path.root))"
    switch kind.subject {
    case .enumerator: text += enumeratorText(path)
    case .field: text += fieldText(path)
    case .type, nil: break
    }
    return text
  }

  private func fieldText(_ path: AccessPath) -> String {
    var text = ""
    for (place, step) in path.steps.enumerated() {
      if !step.isElement {
        text += "." + ((try? table.string(at: step.nameOffset)) ?? "?")
      } else if place > 0 || step.index > 0 {
        text += "[\(step.index)]"
      }
    }
    let indices = path.indices.map(String.init).joined(separator: ":")
    text += " (\(indices) @ offset \(path.bitOffset / 8)"
    if path.bitOffset % 8 != 0 { text += ".\(path.bitOffset % 8)" }
    return text + ")"
  }

  private func enumeratorText(_ path: AccessPath) -> String {
    guard let step = path.steps.last, let type = try? table.type(step.type),
      let enumerator = try? table.enumerator(Int(step.index), of: type),
      let name = try? table.string(at: enumerator.nameOffset)
    else { return "" }
    let value =
      if type.kindFlag {
        String(Int64(bitPattern: enumerator.value))
      } else if type.kind == .enum {
        String(enumerator.value & 0xffff_ffff)
      } else {
        String(enumerator.value)
      }
    return "::\(name) = \(value)"
  }
}
