import BTF
import Bytes

/// Strict comparison of types, for "does the type have these members".
extension Matcher {
  /// Whether the target's type has everything that the object's has: the same names, sizes and
  /// signs, each member and enumerator found by name; more may be there, in any order.
  ///
  /// Behind a pointer the name and kind of a struct are enough, since programs declare only what
  /// they use, and a forward declaration will do.
  mutating func matchTypes(
    _ localID: TypeID, _ targetID: TypeID, behindPointer: Bool, level: Int
  ) throws(Fault) -> Bool {
    guard level > 0 else { throw tooDeep() }
    var localID = localID
    var targetID = targetID
    var behindPointer = behindPointer
    for _ in 0..<Matcher.maximumDepth {
      try budget.spend(Budget.type)
      let a = try local.resolved(localID)
      let b = try target.resolved(targetID)
      guard try namesMatch(a.nameOffset, b.nameOffset) else {
        return fail(.types(local: a.id, target: b.id))
      }
      switch a.kind {
      case .pointer where b.kind == .pointer:
        behindPointer = true
        localID = a.referent
        targetID = b.referent
      case .array where b.kind == .array:
        let ours = try local.shape(of: a)
        let theirs = try target.shape(of: b)
        guard ours.count == theirs.count else { return fail(.types(local: a.id, target: b.id)) }
        localID = ours.element
        targetID = theirs.element
      case .functionPrototype where b.kind == .functionPrototype && a.count == b.count:
        for index in 0..<a.count {
          let ours = try local.parameter(index, of: a).type
          let theirs = try target.parameter(index, of: b).type
          guard
            try matchTypes(ours, theirs, behindPointer: behindPointer, level: level &- 1)
          else { return false }
        }
        localID = a.referent
        targetID = b.referent
      default:
        if try matchLeaves(a, b, behindPointer: behindPointer, level: level) { return true }
        // What is wrong inside a struct says more than that the struct is wrong.
        return mismatch == nil ? fail(.types(local: a.id, target: b.id)) : false
      }
    }
    throw tooDeep()
  }

  /// The kinds at which a chain of pointers and arrays ends.
  private mutating func matchLeaves(
    _ a: BTFType, _ b: BTFType, behindPointer: Bool, level: Int
  ) throws(Fault) -> Bool {
    switch a.kind {
    case .void: return b.kind == .void
    case .int:
      guard b.kind == .int, a.statedSize == b.statedSize else { return false }
      return try local.encoding(of: a).isSigned == target.encoding(of: b).isSigned
    case .enum, .enum64: return try matchEnumerations(a, b)
    case .forward:
      if b.kind == .forward { return a.kindFlag == b.kindFlag }
      return behindPointer && b.kind == (a.isForwardUnion ? TypeKind.union : .struct)
    case .struct, .union:
      if behindPointer {
        return a.kind == b.kind || b.kind == .forward && b.kindFlag == (a.kind == .union)
      }
      guard a.kind == b.kind else { return false }
      return try matchMembers(a, b, level: level)
    default: return false
    }
  }

  private mutating func matchMembers(
    _ a: BTFType, _ b: BTFType, level: Int
  ) throws(Fault) -> Bool {
    guard a.count <= b.count else { return false }
    for index in 0..<a.count {
      let ours = try local.member(index, of: a)
      var isMatched = false
      for other in 0..<b.count where !isMatched {
        try budget.spend(Budget.enumerator)
        let theirs = try target.member(other, of: b)
        guard try namesMatch(ours.nameOffset, theirs.nameOffset) else { continue }
        isMatched = try matchTypes(
          ours.type, theirs.type, behindPointer: false, level: level &- 1)
      }
      guard isMatched else {
        return mismatch == nil ? fail(.noMember(ours.nameOffset, in: b.id)) : false
      }
      mismatch = nil
    }
    return true
  }

  private mutating func matchEnumerations(_ a: BTFType, _ b: BTFType) throws(Fault) -> Bool {
    guard b.kind.isEnumeration, a.statedSize == b.statedSize, a.count <= b.count else {
      return false
    }
    for index in 0..<a.count {
      let ours = try local.enumerator(index, of: a).nameOffset
      var isMatched = false
      for other in 0..<b.count where !isMatched {
        try budget.spend(Budget.enumerator)
        isMatched = try namesMatch(ours, target.enumerator(other, of: b).nameOffset)
      }
      guard isMatched else { return fail(.noEnumerator(ours)) }
    }
    return true
  }

  /// Without flavours; a type without a name matches only another without one.
  private func namesMatch(_ localName: UInt32, _ targetName: UInt32) throws(Fault) -> Bool {
    if localName == 0, targetName == 0 { return true }
    return try essentialNamesEqual(localName, targetName)
  }
}
