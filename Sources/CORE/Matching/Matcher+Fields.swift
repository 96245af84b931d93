import BTF
import Bytes

/// Field access: the named members and the elements of the local path must be found again.
extension Matcher {
  mutating func matchField(
    _ access: borrowing AccessPath, _ candidate: TypeID
  ) throws(Fault) -> Bool {
    var current = candidate
    for place in access.steps.indices {
      let step = access.steps[place]
      let type = try target.resolved(current)
      if step.isElement {
        // The first index counts elements of the root itself, which is no array.
        guard let element = try place == 0 ? type.id : matchElement(step, of: type) else {
          return false
        }
        try path.appendIndex(step.index)
        path.steps.append(AccessPath.Step(type: element, index: step.index, nameOffset: 0))
        try path.advance(elements: step.index, ofBytes: target.size(of: element))
        current = element
      } else {
        guard type.kind.isComposite else { return fail(.notComposite(type.id)) }
        guard let found = try findMember(named: step.nameOffset, in: type, depth: 0) else {
          return fail(.noMember(step.nameOffset, in: type.id))
        }
        let member = try local.member(Int(step.index), of: local.type(step.type))
        guard try fieldsAreCompatible(member.type, found) else {
          return fail(.memberType(step.nameOffset, local: member.type, target: found))
        }
        current = found
      }
    }
    return true
  }

  /// The type of an array's element, when the array reaches so far.
  private mutating func matchElement(
    _ step: AccessPath.Step, of type: BTFType
  ) throws(Fault) -> TypeID? {
    guard type.kind == .array else {
      mismatch = .notArray(type.id)
      return nil
    }
    let shape = try target.shape(of: type)
    guard try target.reaches(shape, step.index, after: path.steps.last) else {
      mismatch = .tooFewElements(shape.count, index: step.index)
      return nil
    }
    return try target.resolved(shape.element).id
  }

  /// Looks for a member in a struct and, in the order of the members, in its anonymous ones.
  ///
  /// - Returns: the member's type; the path then leads to the member.
  private mutating func findMember(
    named nameOffset: UInt32, in type: BTFType, depth: Int
  ) throws(Fault) -> TypeID? {
    guard depth < AccessString.maximumCount else { throw tooDeep() }
    let count = path.indices.count
    let bitOffset = path.bitOffset
    var start = 0
    while let hit = try target.firstMember(of: type, from: start, named: local.name(at: nameOffset))
    {
      try spend(hit.index &- start &+ 1)
      start = hit.index &+ 1
      let member = try target.member(hit.index, of: type)
      try path.appendIndex(UInt32(truncatingIfNeeded: hit.index))
      try path.advance(bits: UInt64(member.bitOffset))
      guard hit.isAnonymous else {
        path.steps.append(
          AccessPath.Step(
            type: type.id, index: UInt32(truncatingIfNeeded: hit.index),
            nameOffset: member.nameOffset))
        return member.type
      }
      try spend(Matcher.effortOfType)
      let inner = try target.resolved(member.type)
      if inner.kind.isComposite,
        let found = try findMember(named: nameOffset, in: inner, depth: depth &+ 1)
      {
        return found
      }
      path.retreat(toIndexCount: count, bitOffset: bitOffset)
    }
    return nil
  }

  /// Whether two members of one name can stand for each other.
  ///
  /// Sizes do not matter, nor do the members of structs: what an access needs of them is checked
  /// when the access goes on into them.
  private mutating func fieldsAreCompatible(
    _ localID: TypeID, _ targetID: TypeID
  ) throws(Fault) -> Bool {
    var a = try local.resolved(localID)
    var b = try target.resolved(targetID)
    for _ in 0...Matcher.maximumDepth {
      if a.kind.isComposite, b.kind.isComposite { return true }
      guard Matcher.haveSameKind(a, b) else { return false }
      switch a.kind {
      case .pointer, .float: return true
      case .forward, .enum, .enum64:
        if try local.name(at: a.nameOffset).isEmpty { return true }
        if try target.name(at: b.nameOffset).isEmpty { return true }
        return try essentialNamesEqual(a.nameOffset, b.nameOffset)
      case .int:
        // A first bit other than 0 was how compilers of 2018 wrote bitfields.
        let first = try (local.encoding(of: a).bitOffset, target.encoding(of: b).bitOffset)
        return first == (0, 0)
      case .array:
        a = try local.resolved(local.shape(of: a).element)
        b = try target.resolved(target.shape(of: b).element)
      default: return false
      }
    }
    throw tooDeep()
  }
}
