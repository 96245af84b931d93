import Bytes

/// Finding a member by name, the innermost loop of CO-RE.
extension BTFTable {
  /// A member that has the wanted name, or none.
  package struct MemberHit {
    package let index: Int
    /// Whether the member is an anonymous struct or union, in which the search has to go on.
    package let isAnonymous: Bool
  }

  /// The first member of a struct or union, from an index on, that has a given name or no name.
  ///
  /// - Throws: ``BTFError/Code/noSuchString``, ``BTFError/Code/truncated``.
  package func firstMember(
    of type: BTFType, from start: Int, named name: RawSpan
  ) throws(BTFError) -> MemberHit? {
    guard type.kind.isComposite, start >= 0 else { return nil }
    if type.id.rawValue < firstID.rawValue, let base {
      return try base.firstMember(of: type, from: start, named: name)
    }
    let types = typeBytes.span
    let strings = stringBytes.span
    let swapped = byteOrder.isSwapped
    let first = name.load(UInt8.self, at: 0)
    var index = start
    while index < type.count {
      guard let offset: UInt32 = types.load(at: type.dataOffset &+ index &* 12, swapped: swapped)
      else {
        throw BTFError(.truncated, "a member lies outside the type section", type: type.id)
      }
      let own = Int(offset) &- firstString
      if offset == 0 { return MemberHit(index: index, isAnonymous: true) }
      if let byte: UInt8 = strings.load(at: own) {
        if byte == 0 { return MemberHit(index: index, isAnonymous: true) }
        // Most members differ in their first character already.
        if byte == first, strings.holdsCString(name, at: own) {
          return MemberHit(index: index, isAnonymous: false)
        }
      } else {
        // In the base of a split table, or nowhere.
        let other = try nameBytes(at: offset)
        if other.isEmpty || other.elementsEqual(name) {
          return MemberHit(index: index, isAnonymous: other.isEmpty)
        }
      }
      index &+= 1
    }
    return nil
  }
}

extension RawSpan {
  /// Whether a NUL-terminated string that is equal to a name stands at a byte offset.
  @inline(__always)
  func holdsCString(_ name: RawSpan, at offset: Int) -> Bool {
    let count = name.byteCount
    guard load(UInt8.self, at: offset &+ count) == 0 else { return false }
    var index = 0
    while index < count {
      guard load(UInt8.self, at: offset &+ index) == name.load(UInt8.self, at: index) else {
        return false
      }
      index &+= 1
    }
    return true
  }
}
