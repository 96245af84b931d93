import Bytes

/// `const`, `volatile` and `restrict`, collected on the way to what they belong to.
struct CQualifiers: OptionSet {
  let rawValue: UInt8
  static let const = CQualifiers(rawValue: 1)
  static let volatile = CQualifiers(rawValue: 2)
  static let restrict = CQualifiers(rawValue: 4)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ kind: TypeKind) {
    self = kind == .const ? .const : kind == .volatile ? .volatile : .restrict
  }
}

/// What stands before and behind a name.
///
/// C writes a declaration from the inside out: `int (*name)[4]` is a pointer to an array. Two walks
/// along the type, one before the name and one behind it, write it from left to right.
extension CDump {
  /// What stands before the name.
  mutating func appendPrefix(
    _ id: TypeID, _ qualifiers: CQualifiers = [], depth: Int, indent: Int = 0
  ) throws(BTFError) {
    try check(depth, id)
    let type = try table.type(id)
    switch type.kind {
    case .const, .volatile, .restrict:
      try appendPrefix(
        type.referent, qualifiers.union(CQualifiers(type.kind)), depth: depth + 1, indent: indent)
    case .typeTag:
      try appendPrefix(type.referent, qualifiers, depth: depth + 1, indent: indent)
      // Before what the name of an array or function is part of, the tag would be the element's.
      if try !isBuiltOutward(type.referent) {
        if type.kindFlag {
          try append(attribute: type.nameOffset)
        } else {
          append(" __btf_type_tag(")
          try append(literal: type.nameOffset)
          append(")")
        }
      }
    case .pointer:
      try appendPrefix(type.referent, depth: depth + 1, indent: indent)
      appendSpace()
      if try isBuiltOutward(type.referent) { append("(") }
      append("*")
      appendWords(qualifiers, isPointer: true)
    case .array:
      let element = try table.arrayShape(of: type).element
      try appendPrefix(element, qualifiers, depth: depth + 1, indent: indent)
    case .functionPrototype:
      try appendPrefix(type.referent, depth: depth + 1, indent: indent)
    case .typedef where isExpanded(type):
      try appendPrefix(type.referent, qualifiers, depth: depth + 1, indent: indent)
    default:
      appendWords(qualifiers, isPointer: false)
      try appendBase(type, depth: depth, indent: indent)
    }
  }

  /// What stands behind the name.
  mutating func appendSuffix(_ id: TypeID, depth: Int) throws(BTFError) {
    try check(depth, id)
    let type = try table.type(id)
    switch type.kind {
    case .const, .volatile, .restrict, .typeTag: try appendSuffix(type.referent, depth: depth + 1)
    case .pointer:
      if try isBuiltOutward(type.referent) { append(")") }
      try appendSuffix(type.referent, depth: depth + 1)
    case .array:
      let shape = try table.arrayShape(of: type)
      if !order[id].contains(.isDecayed) {
        append("[")
        append(shape.count)
        append("]")
      }
      try appendSuffix(shape.element, depth: depth + 1)
    case .functionPrototype:
      try appendParameters(of: type, depth: depth + 1)
      try appendSuffix(type.referent, depth: depth + 1)
    case .typedef where isExpanded(type): try appendSuffix(type.referent, depth: depth + 1)
    default: break
    }
  }

  /// `(int, char *)`; with the names of a function's parameters, and their tags.
  mutating func appendParameters(
    of type: BTFType, function: TypeID? = nil, depth: Int
  ) throws(BTFError) {
    append("(")
    var isFirst = true
    for index in 0..<type.count {
      try spend()
      let parameter = try table.parameter(index, of: type)
      if parameter.type == .void {
        // Only the last can stand for the rest; before C23 not without one before it.
        guard index == type.count - 1, index > 0 else { continue }
        append(", ...")
        continue
      }
      if !isFirst { append(", ") }
      isFirst = false
      try appendPrefix(parameter.type, depth: depth + 1, indent: 1)
      if function != nil { try append(nameOf: parameter) }
      try appendSuffix(parameter.type, depth: depth + 1)
      if let function { try appendTags(of: function, component: Int32(truncatingIfNeeded: index)) }
    }
    if type.count == 0 { append("void") }
    append(")")
  }

  /// The name of a parameter, unless it would hide a type from those behind it.
  private mutating func append(nameOf parameter: Parameter) throws(BTFError) {
    guard try isFree(parameter.nameOffset) else { return }
    appendSpace()
    try append(stringAt: parameter.nameOffset)
  }

  private func isFree(_ offset: UInt32) throws(BTFError) -> Bool {
    let name = try table.nameBytes(at: offset)
    let (verdict, hash) = CIdentifier.judge(name)
    return verdict == .legal && !names.isOrdinary(name, hash, in: table)
  }

  // MARK: - Types that a declaration is built around

  private mutating func appendBase(
    _ type: BTFType, depth: Int, indent: Int
  ) throws(BTFError) {
    switch type.kind {
    case .int where order[type.id].contains(.isVerbatim),
      .float where order[type.id].contains(.isVerbatim):
      try append(stringAt: type.nameOffset)
    case .int, .float:
      if case .replaced(let name)? = try CScalar(type, in: table) {
        append(name)
      } else {
        try appendName(of: type)
      }
    case .typedef:
      // Also the compiler's own, which is not defined.
      try appendName(of: type)
    case .struct, .union:
      guard type.isAnonymous else { return try appendTag(type) }
      try appendBody(ofComposite: type, depth: depth + 1, indent: indent)
    case .enum, .enum64:
      guard type.isAnonymous, type.count > 0 else {
        return type.isAnonymous ? append("int") : try appendTag(type)
      }
      if !embeddedEnums.insert(type.id).inserted {
        // Its enumerators are there already.
        try names.renameEnumerators(of: type, in: table)
      }
      try appendBody(ofEnum: type, indent: indent)
    case .forward: try appendTag(type)
    default: append("void")
    }
  }

  private mutating func appendWords(_ qualifiers: CQualifiers, isPointer: Bool) {
    guard !qualifiers.isEmpty else { return }
    // Behind the star of a pointer, and before anything else.
    var isFirst = true
    for (qualifier, word) in [
      (CQualifiers.const, "const" as StaticString), (.volatile, "volatile"),
      (.restrict, "restrict"),
    ] where qualifiers.contains(qualifier) {
      // Only pointers can be restricted.
      if qualifier == .restrict, !isPointer { continue }
      if isPointer, !isFirst { append(" ") }
      append(word)
      if !isPointer { append(" ") }
      isFirst = false
    }
  }

  /// Whether a type is written around the name: arrays and functions.
  func isBuiltOutward(_ id: TypeID) throws(BTFError) -> Bool {
    var id = id
    for _ in 0...BTFTable.maximumDepth {
      let type = try table.type(id)
      switch type.kind {
      case .functionPrototype: return true
      case .array:
        guard order[id].contains(.isDecayed) else { return true }
        id = try table.arrayShape(of: type).element
      case .const, .volatile, .restrict, .typeTag: id = type.referent
      case .typedef where isExpanded(type): id = type.referent
      default: return false
      }
    }
    throw table.tooDeep(id)
  }

  private func isExpanded(_ type: BTFType) -> Bool {
    expandsVariadicLists && order[type.id].contains(.isVariadicList)
  }

  private mutating func check(_ depth: Int, _ id: TypeID) throws(BTFError) {
    try spend()
    guard depth <= 2 * BTFTable.maximumDepth else {
      throw BTFError(.tooDeep, "types without names nest deeper than 64", type: id)
    }
  }
}
