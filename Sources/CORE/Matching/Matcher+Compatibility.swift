import BTF

/// Loose comparison of types, for "does the type exist" and its size and number.
extension Matcher {
  /// Whether two types are of the same sort: the kinds agree through pointers, arrays and function
  /// signatures, while names, sizes and members below the root do not matter.
  mutating func areCompatible(
    _ localID: TypeID, _ targetID: TypeID, level: Int
  ) throws(Fault) -> Bool {
    var localID = localID
    var targetID = targetID
    guard try Matcher.haveSameKind(local.type(localID), target.type(targetID)) else {
      return fail(.types(local: localID, target: targetID))
    }
    for _ in 0..<Matcher.maximumDepth {
      try budget.spend(Budget.type)
      let a = try local.resolved(localID)
      let b = try target.resolved(targetID)
      guard Matcher.haveSameKind(a, b) else { return fail(.types(local: a.id, target: b.id)) }
      switch a.kind {
      case .void, .struct, .union, .enum, .enum64, .forward: return true
      case .int:
        guard try local.encoding(of: a).bitOffset == 0, try target.encoding(of: b).bitOffset == 0
        else { return fail(.types(local: a.id, target: b.id)) }
        return true
      case .pointer:
        localID = a.referent
        targetID = b.referent
      case .array:
        localID = try local.shape(of: a).element
        targetID = try target.shape(of: b).element
      case .functionPrototype:
        guard a.count == b.count else { return fail(.types(local: a.id, target: b.id)) }
        for index in 0..<a.count {
          guard level > 0 else { throw tooDeep() }
          let ours = try local.resolved(local.parameter(index, of: a).type)
          let theirs = try target.resolved(target.parameter(index, of: b).type)
          guard try areCompatible(ours.id, theirs.id, level: level &- 1) else { return false }
        }
        localID = a.referent
        targetID = b.referent
      default: return fail(.types(local: a.id, target: b.id))
      }
    }
    throw tooDeep()
  }
}
