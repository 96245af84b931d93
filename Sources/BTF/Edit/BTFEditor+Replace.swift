/// Newer kinds of types written as older ones, for kernels that refuse BTF with kinds they do not know.
///
/// Each stand-in has the size of what it stands for, and its record the length, so that every number
/// and offset stays. What is lost is only what the kernel could show to people.
extension BTFEditor {
  /// Writes every type of the given kinds as one that Linux 5.2 knows.
  ///
  /// - Parameter kinds: any of ``TypeKind/float``, ``TypeKind/declarationTag``, ``TypeKind/typeTag``
  ///   and ``TypeKind/enum64``; kernels without the last also refuse the flag of signed enumerations.
  package mutating func replace(_ kinds: Set<TypeKind>) throws(BTFError) {
    var placeholder: TypeID?
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      if type.kind == .enum, type.kindFlag, kinds.contains(.enum64) {
        rewrite(type, as: .enum, count: type.count)
      }
      guard kinds.contains(type.kind) else { continue }
      switch type.kind {
      case .float:
        // Structs without members have any size; no name, because C has none such for a struct.
        rewrite(type, as: .struct, named: 0)
      case .declarationTag:
        // Nothing refers to it; a byte is not larger than what was tagged.
        rewrite(type, as: .int)
        store(1, at: type.dataOffset &- 4)
        store(8, at: type.dataOffset)
      case .typeTag:
        rewrite(type, as: .const, named: 0)
      case .enum64:
        let member = placeholder ?? addByte(named: "enum64_value")
        placeholder = member
        rewrite(type, as: .union, count: type.count)
        // A member is as long as an enumerator: the name stays, then a type and offset 0.
        for index in 0..<type.count {
          let place = type.dataOffset &+ index &* 12
          store(member.rawValue, at: place &+ 4)
          store(0, at: place &+ 8)
        }
      default: break
      }
    }
  }

  private mutating func rewrite(
    _ type: BTFType, as kind: TypeKind, count: Int = 0, named name: UInt32? = nil
  ) {
    store(
      UInt32(kind.rawValue) << 24 | UInt32(truncatingIfNeeded: count) & 0xff_ffff,
      at: type.dataOffset &- 8)
    if let name { store(name, at: type.dataOffset &- 12) }
  }
}
