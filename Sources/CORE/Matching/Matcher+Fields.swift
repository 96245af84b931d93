import BTF
import Bytes

/// Field access: the named members and the elements of the local path must be found again.
extension Matcher {
  mutating func matchField(
    _ access: borrowing AccessPath, _ candidate: TypeID
  ) throws(Fault) -> Bool {
    var type = try target.resolved(candidate)
    for place in access.steps.indices {
      let step = access.steps[place]
      if step.isElement {
        // The first index counts elements of the root itself, which is no array.
        if place > 0 {
          guard let element = try matchElement(step, of: type) else { return false }
          type = element
        }
        try path.appendIndex(step.index)
        path.steps.append(.element(step.index, type.id))
        path.end = AccessPath.End(type: type)
        try path.advance(elements: step.index, ofBytes: target.size(of: type))
      } else {
        guard type.kind.isComposite else { return fail(.notComposite(type.id)) }
        guard
          let member = try target.findMember(
            in: type, named: step.nameOffset, of: local, &path, &budget)
        else { return fail(.noMember(step.nameOffset, in: type.id)) }
        let theirs = try target.resolved(member.type)
        guard try areCompatible(fields: local.resolved(step.memberType), theirs) else {
          return fail(
            .memberType(step.nameOffset, local: step.memberType, target: member.type))
        }
        path.end = AccessPath.End(type: theirs, bitSize: member.bitSize)
        type = theirs
      }
    }
    return true
  }

  /// The type of an array's element, when the array reaches so far.
  private mutating func matchElement(
    _ step: AccessPath.Step, of type: BTFType
  ) throws(Fault) -> BTFType? {
    guard type.kind == .array else {
      mismatch = .notArray(type.id)
      return nil
    }
    let shape = try target.shape(of: type)
    guard try target.reaches(shape, step.index, after: path.steps.last) else {
      mismatch = .tooFewElements(shape.count, index: step.index)
      return nil
    }
    return try target.resolved(shape.element)
  }

  /// Whether two members of one name can stand for each other.
  ///
  /// Sizes do not matter, nor do the members of structs: what an access needs of them is checked
  /// when the access goes on into them.
  private func areCompatible(
    fields ours: BTFType, _ theirs: BTFType
  ) throws(Fault) -> Bool {
    var a = ours
    var b = theirs
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

extension TypeSource {
  /// Looks for a member in a struct and, in the order of the members, in its anonymous ones.
  ///
  /// The name stands in the strings of another source.
  ///
  /// - Returns: the member; the path then leads to it.
  func findMember(
    in type: BTFType, named nameOffset: UInt32, of other: TypeSource, _ path: inout AccessPath,
    _ budget: inout Budget
  ) throws(Fault) -> Member? {
    let name = try other.name(at: nameOffset)
    let count = path.indices.count
    let bitOffset = path.bitOffset
    var start = 0
    while let hit = try firstMember(of: type, from: start, named: name) {
      try budget.spend(hit.index &- start &+ 1)
      start = hit.index &+ 1
      let index = UInt32(truncatingIfNeeded: hit.index)
      let member = try member(hit.index, of: type)
      // Fails on a path deeper than any real one, which also ends the recursion.
      try path.appendIndex(index)
      try path.advance(bits: UInt64(member.bitOffset))
      guard hit.isAnonymous else {
        path.steps.append(.member(index, member, of: type.id))
        return member
      }
      try budget.spend(Budget.type)
      let inner = try resolved(member.type)
      if inner.kind.isComposite,
        let found = try findMember(in: inner, named: nameOffset, of: other, &path, &budget)
      {
        return found
      }
      path.retreat(toIndexCount: count, bitOffset: bitOffset)
    }
    return nil
  }
}
