public import BTF

extension ObjectFile {
  /// The type of the records that programs send through a ring buffer, as its definition declares it.
  ///
  /// A ring buffer has no values, and the kernel (6.18) takes its BTF only where the declared types
  /// have size 0. So a definition that names its records declares an array of none of them,
  /// `__type(value, T[0])`; the records' type is the element's. `__type(value, T)`, which libbpf cannot
  /// load, means the same.
  ///
  /// - Returns: `nil` for a map that is not a ring buffer or declares no type.
  /// - Throws: `BTFError` when the declared type cannot be read.
  public func eventType(of map: MapSpec) throws(BTFError) -> TypeID? {
    guard map.type == .ringBuffer || map.type == .userRingBuffer, map.valueType != .void,
      let types
    else { return nil }
    let declared = try types.resolved(map.valueType)
    guard declared.kind == .array else { return map.valueType }
    let shape = try types.arrayShape(of: declared)
    return shape.count == 0 ? shape.element : map.valueType
  }

  /// The type that records are said to have, by its name in C: `event`, `struct event`, `event_t`.
  ///
  /// A name without a keyword finds a struct or union before a typedef before any other type.
  ///
  /// - Returns: `nil` when the object has no such type, or no BTF.
  /// - Throws: `BTFError` when the object's types cannot be read.
  public func eventType(named name: String) throws(BTFError) -> TypeID? {
    guard let types else { return nil }
    let words = name.split(separator: " ")
    guard let last = words.last, words.count <= 2 else { return nil }
    let isWanted: [(TypeKind) -> Bool]
    switch words.count == 2 ? words[0] : "" {
    case "": isWanted = [\.isComposite, { $0 == .typedef }, { $0 == .int || $0.isEnumeration }]
    case "struct": isWanted = [{ $0 == .struct }]
    case "union": isWanted = [{ $0 == .union }]
    case "enum": isWanted = [\.isEnumeration]
    default: return nil
    }
    for isWanted in isWanted {
      if let type = try types.firstType(named: String(last), where: isWanted) { return type.id }
    }
    return nil
  }
}
