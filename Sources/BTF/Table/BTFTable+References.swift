/// What types refer to.
extension BTFTable {
  /// The types that a record refers to, `void` included.
  package func references(of type: BTFType) throws(BTFError) -> [TypeID] {
    if type.kind == .pointer { return [type.referent] }
    let hasElements = type.kind.isComposite || type.kind == .dataSection
    return try heldTypes(of: type, hasElements ? Array(0..<type.count) : [])
  }

  /// The types that a record refers to, but for what a pointer points to.
  func heldTypes(
    of type: BTFType, _ elements: [Int]
  ) throws(BTFError) -> [TypeID] {
    var held: [TypeID] = []
    switch type.kind {
    case .typedef, .volatile, .const, .restrict, .typeTag, .function, .variable, .declarationTag:
      held = [type.referent]
    case .array:
      let shape = try arrayShape(of: type)
      held = [shape.element, shape.index]
    case .struct, .union:
      for index in elements { held.append(try member(index, of: type).type) }
    case .functionPrototype:
      held = [type.referent]
      for index in 0..<type.count { held.append(try parameter(index, of: type).type) }
    case .dataSection:
      for index in elements { held.append(try sectionVariable(index, of: type).type) }
    default: break
    }
    return held
  }
}
