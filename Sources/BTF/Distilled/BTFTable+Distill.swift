import Bytes

extension BTFTable {
  /// A split table over no more of its base than what finds it again in another one.
  ///
  /// The new base (``base`` of the result, the section `.BTF.base`) has the names, kinds and sizes of
  /// integers, structs, unions and enumerations; whatever else the split table uses of its base
  /// (pointers, typedefs, signatures, types without a name) becomes its own, behind what it has.
  ///
  /// - Throws: ``BTFError``; ``BTFError/Code/wrongKind`` when the table is not a split one.
  public func distilled() throws(BTFError) -> BTFTable {
    guard base != nil else { throw BTFError(.wrongKind, "the table is not a split one") }
    var named: Set<TypeID> = []
    var copied: Set<TypeID> = []
    var work = ownIDs.map { TypeID($0) }
    while let id = work.popLast() {
      for other in try references(of: type(id)) where other < firstID && other != .void {
        let type = try type(other)
        if try BTFTable.canBeFound(type, !nameBytes(at: type.nameOffset).isEmpty) {
          named.insert(other)
        } else if copied.insert(other).inserted {
          work.append(other)
        }
      }
    }
    var encoder = BTFEncoder(byteOrder)
    var numbers: [TypeID: TypeID] = [.void: .void]
    for id in named.sorted() {
      numbers[id] = try encoder.addOutline(of: type(id), in: self)
    }
    let below = try encoder.finish()
    var over = BTFEncoder(base: below)
    let order = ownIDs.map { TypeID($0) } + copied.sorted()
    var all = BTFSelection()
    for (place, id) in order.enumerated() {
      numbers[id] = TypeID(below.endID.rawValue &+ UInt32(truncatingIfNeeded: place))
      all.keepAll(of: id)
    }
    for id in order {
      let type = try type(id)
      try over.copy(type, all.indices(of: type), of: self, numbers, all)
    }
    return try over.finish()
  }

  /// Whether a type of a base can be told by its name.
  private static func canBeFound(_ type: BTFType, _ hasName: Bool) -> Bool {
    switch type.kind {
    case .int, .float, .enum, .enum64, .struct, .union, .forward: hasName
    default: false
    }
  }
}

extension BTFEncoder {
  /// Adds name, kind and size of a type; an enumeration of 64 bits as one of 8 bytes.
  fileprivate mutating func addOutline(
    of type: BTFType, in table: BTFTable
  ) throws(BTFError) -> TypeID {
    let name = try place(of: table.nameBytes(at: type.nameOffset).array)
    return add(
      type.kind == .enum64 ? .enum : type.kind, name: name,
      flag: type.kind == .forward && type.kindFlag, sizeOrType: type.sizeOrType,
      type.kind == .int ? [try table.intEncoding(of: type).rawValue] : [])
  }
}
