import Bytes

extension BTFTable {
  /// The type with a number.
  ///
  /// - Throws: ``BTFError/Code/noSuchType`` when neither this table nor its base has it.
  public func type(_ id: TypeID) throws(BTFError) -> BTFType {
    guard id.rawValue >= firstID.rawValue else {
      if id == .void { return .void }
      guard let base else { throw noSuchType(id) }
      return try base.type(id)
    }
    let index = Int(id.rawValue &- firstID.rawValue)
    guard index < offsets.count else { throw noSuchType(id) }
    let offset = Int(offsets[index])
    let swapped = byteOrder.isSwapped
    let span = typeBytes.span
    guard let name: UInt32 = span.load(at: offset, swapped: swapped),
      let info: UInt32 = span.load(at: offset &+ 4, swapped: swapped),
      let word: UInt32 = span.load(at: offset &+ 8, swapped: swapped)
    else { throw noSuchType(id) }
    return BTFType(
      id: id, kind: TypeKind(rawValue: UInt8(truncatingIfNeeded: info >> 24) & 0x7f),
      kindFlag: info >> 31 != 0, count: Int(info & 0xff_ffff), nameOffset: name,
      sizeOrType: word, dataOffset: offset &+ 12)
  }

  /// The types of this table's own, in the order of their numbers.
  public func forEachOwnType(_ body: (BTFType) throws(BTFError) -> Void) throws(BTFError) {
    for id in ownIDs { try body(type(TypeID(id))) }
  }

  /// The type behind typedefs, qualifiers and type tags.
  ///
  /// - Throws: ``BTFError/Code/tooDeep`` behind more than 32 of them, which only a loop has.
  public func resolved(_ id: TypeID) throws(BTFError) -> BTFType {
    var type = try type(id)
    var depth = 0
    while type.kind.isModifier {
      depth += 1
      guard depth <= BTFTable.maximumDepth else { throw tooDeep(id) }
      type = try self.type(type.referent)
    }
    return type
  }

  /// The depth at which libbpf, too, gives a chain of types up as a loop.
  package static var maximumDepth: Int { 32 }

  func tooDeep(_ id: TypeID) -> BTFError {
    BTFError(.tooDeep, "typedefs, qualifiers or arrays nest deeper than 32", type: id)
  }

  private func noSuchType(_ id: TypeID) -> BTFError {
    BTFError(.noSuchType, "the table has \(count) types", type: id)
  }

  /// The table, this one or a base, whose own type an id is.
  func owner(of type: BTFType) -> BTFTable {
    var table = self
    while type.id.rawValue < table.firstID.rawValue, let base = table.base { table = base }
    return table
  }
}
