import Bytes

/// What follows the head of a record: members, enumerators, parameters, variables.
extension BTFTable {
  /// One word of what follows a type's head.
  private func word(_ type: BTFType, at offset: Int) throws(BTFError) -> UInt32 {
    if type.id.rawValue < firstID.rawValue, let base { return try base.word(type, at: offset) }
    let place = type.dataOffset &+ offset
    guard let word: UInt32 = typeBytes.span.load(at: place, swapped: byteOrder.isSwapped) else {
      throw BTFError(
        .truncated, "an element lies outside the type section", at: place, type: type.id)
    }
    return word
  }

  private func check(
    _ type: BTFType, _ what: String, isIn count: Int, _ index: Int, kind: Bool
  ) throws(BTFError) {
    guard kind else {
      throw BTFError(.wrongKind, "a \(type.kind) has no \(what)s", type: type.id)
    }
    guard index >= 0, index < count else {
      throw BTFError(.noSuchElement, "\(what) \(index) of \(count)", type: type.id)
    }
  }

  /// How an integer is stored.
  public func intEncoding(of type: BTFType) throws(BTFError) -> IntEncoding {
    try check(type, "encoding", isIn: 1, 0, kind: type.kind == .int)
    return IntEncoding(rawValue: try word(type, at: 0))
  }

  /// The element type and count of an array.
  public func arrayShape(of type: BTFType) throws(BTFError) -> ArrayShape {
    try check(type, "element type", isIn: 1, 0, kind: type.kind == .array)
    return ArrayShape(
      element: TypeID(try word(type, at: 0)), index: TypeID(try word(type, at: 4)),
      count: try word(type, at: 8))
  }

  /// A member of a struct or union.
  public func member(_ index: Int, of type: BTFType) throws(BTFError) -> Member {
    try check(type, "member", isIn: type.count, index, kind: type.kind.isComposite)
    // The innermost accessor of CO-RE: the three words in one go.
    if type.id.rawValue < firstID.rawValue, let base { return try base.member(index, of: type) }
    let place = type.dataOffset &+ index &* 12
    let span = typeBytes.span
    let swapped = byteOrder.isSwapped
    guard let name: UInt32 = span.load(at: place, swapped: swapped),
      let memberType: UInt32 = span.load(at: place &+ 4, swapped: swapped),
      let offset: UInt32 = span.load(at: place &+ 8, swapped: swapped)
    else {
      throw BTFError(.truncated, "a member lies outside the type section", at: place, type: type.id)
    }
    return Member(
      nameOffset: name, type: TypeID(memberType),
      // With kind_flag, 8 bits of the offset word hold the width of a bitfield.
      bitOffset: type.kindFlag ? offset & 0xff_ffff : offset,
      bitSize: type.kindFlag ? offset >> 24 : 0)
  }

  /// An enumerator of an enum of either width.
  public func enumerator(_ index: Int, of type: BTFType) throws(BTFError) -> Enumerator {
    try check(type, "enumerator", isIn: type.count, index, kind: type.kind.isEnumeration)
    if type.kind == .enum {
      let value = Int32(bitPattern: try word(type, at: index &* 8 &+ 4))
      return Enumerator(
        nameOffset: try word(type, at: index &* 8), value: UInt64(bitPattern: Int64(value)))
    }
    let low = try word(type, at: index &* 12 &+ 4)
    let high = try word(type, at: index &* 12 &+ 8)
    return Enumerator(
      nameOffset: try word(type, at: index &* 12), value: UInt64(high) << 32 | UInt64(low))
  }

  /// A parameter of a function prototype.
  public func parameter(_ index: Int, of type: BTFType) throws(BTFError) -> Parameter {
    try check(type, "parameter", isIn: type.count, index, kind: type.kind == .functionPrototype)
    return Parameter(
      nameOffset: try word(type, at: index &* 8), type: TypeID(try word(type, at: index &* 8 &+ 4)))
  }

  /// The linkage of a variable or function.
  public func linkage(of type: BTFType) throws(BTFError) -> Linkage {
    if type.kind == .function { return Linkage(rawValue: UInt32(type.count)) }
    try check(type, "linkage", isIn: 1, 0, kind: type.kind == .variable)
    return Linkage(rawValue: try word(type, at: 0))
  }

  /// A variable's place in a data section.
  public func sectionVariable(_ index: Int, of type: BTFType) throws(BTFError) -> SectionVariable {
    try check(type, "variable", isIn: type.count, index, kind: type.kind == .dataSection)
    let place = index &* 12
    return SectionVariable(
      type: TypeID(try word(type, at: place)), offset: try word(type, at: place &+ 4),
      size: try word(type, at: place &+ 8))
  }

  /// Which member or parameter a declaration tag belongs to; -1 for the type as a whole.
  public func tagComponent(of type: BTFType) throws(BTFError) -> Int32 {
    try check(type, "component", isIn: 1, 0, kind: type.kind == .declarationTag)
    return Int32(bitPattern: try word(type, at: 0))
  }
}
