import BTF

/// A C program that has a variable of every type of a dump, so that the compiled object's BTF says
/// what the compiler made of them.
struct LayoutProgram {
  /// The text of the program, without the dump.
  private(set) var text = ""
  /// The types that have a variable: `v_` and the number.
  private(set) var ids: [TypeID] = []
  /// The enumerators that are held against their values by static assertions.
  private(set) var assertions = 0

  init(of dump: CDump, _ table: BTFTable) throws {
    for id in 1..<UInt32(table.count) where dump.defines(TypeID(id)) {
      let type = try table.type(TypeID(id))
      switch type.kind {
      case .struct, .union, .enum, .enum64:
        if type.isAnonymous {
          // An enum that has a place of its own; those that are part of a type come with that.
          if type.kind.isEnumeration { try assertEnumerators(of: type, dump, table) }
        } else if type.kind.isComposite || type.count > 0 {
          let word = type.kind.isEnumeration ? "enum" : type.kind.description
          add(type.id, "\(word) \(try dump.name(of: type.id))")
        }
      case .typedef:
        let target = try table.resolved(type.id)
        guard target.isAnonymous, target.kind.isComposite || target.kind.isEnumeration else {
          continue
        }
        add(type.id, try dump.name(of: type.id))
      default: continue
      }
    }
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      guard type.kind.isEnumeration, type.isAnonymous else { continue }
      try assertEnumerators(of: type, dump, table)
    }
  }

  private mutating func add(_ id: TypeID, _ name: String) {
    text += "\(name) v_\(id.rawValue);\n"
    ids.append(id)
  }

  private mutating func assertEnumerators(
    of type: BTFType, _ dump: CDump, _ table: BTFTable
  ) throws {
    for index in 0..<type.count {
      let enumerator = try table.enumerator(index, of: type)
      let value =
        type.kindFlag || type.kind == .enum64
        ? enumerator.value : enumerator.value & 0xffff_ffff
      let name = try dump.name(of: type.id, enumerator: index)
      guard name != "true", name != "false" else { continue }
      text += "_Static_assert((unsigned long)\(name) == \(value)UL, \"\(name)\");\n"
      assertions += 1
    }
  }
}
