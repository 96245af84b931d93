import Bytes

/// What every type and enumerator is called in C.
///
/// Names that C cannot take, and those that somebody else of the same name space has already, are
/// changed; the first of a name keeps it. All types of the table and of its base are looked at,
/// whichever of them will be written, so that a type is called the same in every dump.
struct CNames {
  /// Names of structs, unions and enums.
  private var tags: CNameSpace
  /// Names of typedefs, enumerators, functions.
  private var ordinary: CNameSpace
  /// The types that are called otherwise than in BTF.
  private var changed: [UInt32: [UInt8]] = [:]
  /// The enumerators that are, by type and index.
  private var changedEnumerators: [UInt64: [UInt8]] = [:]
  /// The definitions that have the names of forward declarations.
  private(set) var definitions: [UInt32: TypeID] = [:]
  private var changedAny: [Bool]

  init(_ table: borrowing BTFTable, functions: [TypeID]) throws(BTFError) {
    tags = CNameSpace(expecting: table.count / 8)
    ordinary = CNameSpace(expecting: table.count / 2)
    changedAny = [Bool](repeating: false, count: table.count)
    var forwards: [BTFType] = []
    for id in 1..<UInt32(truncatingIfNeeded: max(1, table.count)) {
      let type = try table.type(TypeID(id))
      switch type.kind {
      case .struct, .union:
        if !type.isAnonymous { try claimTag(type, table) }
      case .enum, .enum64:
        if type.count == 0 {
          if !type.isAnonymous { forwards.append(type) }
        } else {
          if !type.isAnonymous { try claimTag(type, table) }
          try claimEnumerators(of: type, table)
        }
      case .forward: forwards.append(type)
      case .typedef: try claimOrdinary(type, table)
      case .int, .float:
        if case .defined = try CScalar(type, in: table) { try claimOrdinary(type, table) }
      default: break
      }
    }
    for type in forwards { try claimForward(type, table) }
    for id in functions { try claimOrdinary(table.type(id), table) }
  }

  // MARK: - Asking

  /// What a type is called, where it is not what BTF says.
  @inline(__always)
  func changedName(of id: TypeID) -> [UInt8]? {
    let place = Int(id.rawValue)
    guard place < changedAny.count, changedAny[place] else { return nil }
    return changed[id.rawValue]
  }

  /// What an enumerator is called, where it is not what BTF says.
  @inline(__always)
  func changedName(of id: TypeID, enumerator index: Int) -> [UInt8]? {
    guard changedAny[Int(id.rawValue)] else { return nil }
    return changedEnumerators[CNames.key(id, index)]
  }

  /// Whether a name stands for a typedef, enumerator or function.
  func isOrdinary(_ name: RawSpan, _ hash: UInt32, in table: borrowing BTFTable) -> Bool {
    ordinary.owner(of: name, hash, in: table) != nil
  }

  /// Gives new names to the enumerators of an enum that is written once more.
  mutating func renameEnumerators(of type: BTFType, in table: borrowing BTFTable) throws(BTFError) {
    try claimEnumerators(of: type, table)
  }

  private static func key(_ id: TypeID, _ index: Int) -> UInt64 {
    UInt64(id.rawValue) << 32 | UInt64(truncatingIfNeeded: index)
  }

  // MARK: - Claiming

  private mutating func claimTag(
    _ type: BTFType, _ table: borrowing BTFTable
  ) throws(BTFError) {
    let name = try table.nameBytes(at: type.nameOffset)
    if let other = CNames.claim(name, at: type.nameOffset, for: type.id, &tags, table) {
      change(type.id, other)
    }
  }

  private mutating func claimOrdinary(
    _ type: BTFType, _ table: borrowing BTFTable
  ) throws(BTFError) {
    let name = try table.nameBytes(at: type.nameOffset)
    if let other = CNames.claim(name, at: type.nameOffset, for: type.id, &ordinary, table) {
      change(type.id, other)
    }
  }

  private mutating func claimEnumerators(
    of type: BTFType, _ table: borrowing BTFTable
  ) throws(BTFError) {
    for index in 0..<type.count {
      let place = try table.enumerator(index, of: type).nameOffset
      let name = try table.nameBytes(at: place)
      if let other = CNames.claim(name, at: place, for: type.id, &ordinary, table) {
        changedEnumerators[CNames.key(type.id, index)] = other
        changedAny[Int(type.id.rawValue)] = true
      }
    }
  }

  /// A forward declaration has the name of the definition that it announces.
  private mutating func claimForward(
    _ type: BTFType, _ table: borrowing BTFTable
  ) throws(BTFError) {
    let name = try table.nameBytes(at: type.nameOffset)
    if let owner = CNames.owner(of: name, tags, table) {
      let other = try table.type(owner)
      let isSame =
        type.kind.isEnumeration
        ? other.kind.isEnumeration
        : (other.kind == .forward ? other.isForwardUnion : other.kind == .union)
          == type.isForwardUnion && !other.kind.isEnumeration
      if isSame {
        definitions[type.id.rawValue] = owner
        return
      }
    }
    try claimTag(type, table)
  }

  private mutating func change(_ id: TypeID, _ name: [UInt8]) {
    changed[id.rawValue] = name
    changedAny[Int(id.rawValue)] = true
  }

  private static func claim(
    _ name: RawSpan, at place: UInt32, for id: TypeID, _ space: inout CNameSpace,
    _ table: borrowing BTFTable
  ) -> [UInt8]? {
    let (verdict, hash) = CIdentifier.judge(name)
    guard let other = instead(of: name, verdict) else {
      return space.claim(name, hash, at: place, for: id, in: table)
    }
    return space.claim(invented: other, for: id, in: table)
  }

  private static func owner(
    of name: RawSpan, _ space: CNameSpace, _ table: borrowing BTFTable
  ) -> TypeID? {
    let (verdict, hash) = CIdentifier.judge(name)
    guard let other = instead(of: name, verdict) else {
      return space.owner(of: name, hash, in: table)
    }
    let span = unsafe other.span.bytes
    return space.owner(of: span, CIdentifier.judge(span).hash, in: table)
  }

  /// What stands for a name that C cannot take.
  private static func instead(of name: RawSpan, _ verdict: CIdentifier.Verdict) -> [UInt8]? {
    switch verdict {
    case .legal: nil
    // CO-RE passes over what follows three underscores, and so finds the type by its true name.
    case .keyword: name.array + Array("___c".utf8)
    case .illegal: CIdentifier.legalized(name)
    }
  }
}
