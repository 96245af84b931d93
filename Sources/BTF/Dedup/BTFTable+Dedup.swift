import Bytes

extension BTFTable {
  /// The same types with those that are equal written once.
  ///
  /// Two types are equal when kind, name, size and all that they hold are, through every type that
  /// they refer to; types that refer to themselves, a list's node to its next, included. The first of
  /// them stays. Variables and data sections are never equal: two of one name are two places.
  ///
  /// A declaration and the type that it declares stay two, and the types of a split table are not
  /// compared with those of its base.
  ///
  /// - Returns: the table, and in it the place of every type and string of this one.
  /// - Throws: ``BTFError``; ``BTFError/Code/tooDeep`` for types that take more effort to tell apart
  ///   than any compiler's: thousands of nameless ones, one referring to the next.
  public func deduplicated() throws(BTFError) -> BTFSubset {
    var partition = try TypePartition(self)
    try partition.refine()
    let first = partition.firstOfEach()
    var encoder = BTFEncoder(byteOrder, base: base)
    var numbers: [TypeID: TypeID] = [.void: .void]
    var all = BTFSelection()
    var next = encoder.nextID.rawValue
    for (place, id) in ownIDs.enumerated() where first[place] == place {
      numbers[TypeID(id)] = TypeID(next)
      all.keepAll(of: TypeID(id))
      next &+= 1
    }
    for (place, id) in ownIDs.enumerated() where first[place] != place {
      let representative = firstID.rawValue &+ UInt32(truncatingIfNeeded: first[place])
      numbers[TypeID(id)] = numbers[TypeID(representative)]
      // Of a tag's target, which may be one of several equal ones, the elements are asked for.
      all.keepAll(of: TypeID(id))
    }
    for id in partition.foreign { numbers[id] = id }
    var strings: [UInt32: UInt32] = [:]
    for (place, id) in ownIDs.enumerated() where first[place] == place {
      let type = try type(TypeID(id))
      try encoder.copy(type, all.indices(of: type), of: self, numbers, all)
    }
    var offset = 0
    let span = stringBytes.span
    while let length = span.lengthOfCString(at: offset),
      let text = span.part(at: offset, count: length)
    {
      strings[UInt32(truncatingIfNeeded: firstString &+ offset)] = encoder.place(of: text.array)
      offset &+= length &+ 1
    }
    return BTFSubset(try encoder.finish(), numbers: numbers, strings: strings)
  }
}
