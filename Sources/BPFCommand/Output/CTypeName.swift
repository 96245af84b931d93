import BTF

/// Types as C writes them: `struct event *`, `const char[16]`, `int (*)(void *)`.
struct CTypeName {
  let types: BTFTable

  /// The name of a type without a declared thing; for damaged types as much as can be said.
  func name(_ id: TypeID) -> String {
    let text = (try? declaration(id, "", depth: 0)) ?? "?"
    return text.last == " " ? String(text.dropLast()) : text
  }

  private func declaration(
    _ id: TypeID, _ declarator: String, depth: Int
  ) throws(BTFError) -> String {
    guard depth < 32 else { return "..." + declarator }
    let type = try types.type(id)
    func inner(_ id: TypeID, _ declarator: String) throws(BTFError) -> String {
      try declaration(id, declarator, depth: depth + 1)
    }
    switch type.kind {
    case .pointer:
      let pointee = try types.resolved(type.referent).kind
      let needsParentheses =
        try types.type(type.referent).kind != .typedef
        && (pointee == .array || pointee == .functionPrototype)
      return try inner(type.referent, needsParentheses ? "(*\(declarator))" : "*\(declarator)")
    case .array:
      let shape = try types.arrayShape(of: type)
      return try inner(shape.element, "\(declarator)[\(shape.count == 0 ? "" : "\(shape.count)")]")
    case .const, .volatile, .restrict:
      let isPointer = try types.type(type.referent).kind == .pointer
      let word = type.kind.description
      if isPointer {
        return try inner(type.referent, declarator.isEmpty ? word : "\(word) \(declarator)")
      }
      return try word + " " + inner(type.referent, declarator)
    case .typeTag: return try inner(type.referent, declarator)
    case .functionPrototype:
      var parameters: [String] = []
      for index in 0..<type.count {
        let parameter = try types.parameter(index, of: type)
        let isVariadic = parameter.type == .void && parameter.nameOffset == 0
        parameters.append(isVariadic ? "..." : try inner(parameter.type, ""))
      }
      let list = parameters.isEmpty ? "void" : parameters.joined(separator: ", ")
      return try inner(type.referent, "\(declarator)(\(list))")
    case .function, .variable: return try inner(type.referent, declarator)
    default:
      return try spaced(baseName(type), declarator)
    }
  }

  private func baseName(_ type: BTFType) throws(BTFError) -> String {
    let name = try types.name(of: type)
    let shown = name.isEmpty ? "<anonymous>" : name
    switch type.kind {
    case .void: return "void"
    case .struct: return "struct \(shown)"
    case .union: return "union \(shown)"
    case .enum, .enum64: return "enum \(shown)"
    case .forward: return (type.isForwardUnion ? "union " : "struct ") + shown
    default: return shown
    }
  }

  private func spaced(_ name: String, _ declarator: String) -> String {
    guard let first = declarator.first, first != "[" else { return name + declarator }
    return "\(name) \(declarator)"
  }
}
