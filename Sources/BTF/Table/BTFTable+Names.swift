import Bytes

extension BTFTable {
  /// The bytes of the string at an offset, without its NUL.
  ///
  /// - Throws: ``BTFError/Code/noSuchString``.
  @_lifetime(borrow self)
  package borrowing func nameBytes(at offset: UInt32) throws(BTFError) -> RawSpan {
    // A split table's strings continue the base's numbering, however many bases there are.
    let own = Int(offset) &- firstString
    if own < 0, let box = base {
      let span = try box.nameBytes(at: offset)
      // The base's bytes are kept alive by `self`.
      return unsafe _overrideLifetime(span, borrowing: self)
    }
    let span = stringBytes.span
    // Without any string section the only name is the empty one.
    if offset == 0, span.byteCount == 0 { return span }
    guard own >= 0, let length = span.lengthOfCString(at: own),
      let name = span.part(at: own, count: length)
    else {
      throw BTFError(
        .noSuchString, "a name lies outside the string section of \(stringBytes.count) bytes",
        at: Int(offset))
    }
    return name
  }

  /// The string at an offset.
  ///
  /// - Throws: ``BTFError/Code/noSuchString``.
  public func string(at offset: UInt32) throws(BTFError) -> String {
    try nameBytes(at: offset).text
  }

  /// The name of a type; empty for one without.
  public func name(of type: BTFType) throws(BTFError) -> String { try string(at: type.nameOffset) }

  /// The name of a member; empty for an anonymous struct or union.
  public func name(of member: Member) throws(BTFError) -> String {
    try string(at: member.nameOffset)
  }

  /// The name of an enumerator.
  public func name(of enumerator: Enumerator) throws(BTFError) -> String {
    try string(at: enumerator.nameOffset)
  }

  /// Whether the string at an offset is the given one.
  package func string(at offset: UInt32, equals name: RawSpan) throws(BTFError) -> Bool {
    try nameBytes(at: offset).elementsEqual(name)
  }
}
