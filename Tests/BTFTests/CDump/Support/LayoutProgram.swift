import BTF

/// A C program that has the compiler say what it made of a dump.
///
/// Static assertions hold sizes, offsets and enumerators against BTF. What no constant of C tells,
/// the places of bitfields and the types of members, comes back in the compiled object's BTF, for
/// which the program has a variable of each type. (Clang takes its time for those: it looks each
/// name up among all others.)
struct LayoutProgram {
  /// The text of the program, without the dump.
  private(set) var text = ""
  /// The types that have a variable: `v_` and the number.
  private(set) var ids: [TypeID] = []
  /// The number of static assertions.
  private(set) var assertions = 0

  private let dump: CDump
  private let table: BTFTable

  /// - Parameter onlyBitfields: whether only structs with bitfields have variables.
  init(of dump: CDump, _ table: BTFTable, onlyBitfields: Bool = false) throws {
    self.dump = dump
    self.table = table
    for id in 1..<UInt32(table.count) where dump.defines(TypeID(id)) {
      let type = try table.type(TypeID(id))
      let target = try table.resolved(type.id)
      switch type.kind {
      case .struct, .union, .enum, .enum64:
        guard !type.isAnonymous, type.kind.isComposite || type.count > 0 else { continue }
      case .typedef:
        guard target.isAnonymous, target.kind.isComposite || target.kind.isEnumeration else {
          continue
        }
      default: continue
      }
      let word = type.kind == .typedef ? "" : type.kind.isEnumeration ? "enum " : "\(type.kind) "
      let name = word + (try dump.name(of: type.id))
      if try !onlyBitfields || hasBitfields(target) {
        text += "\(name) v_\(type.id.rawValue);\n"
        ids.append(type.id)
      }
      assert("sizeof(\(name)) == \(target.statedSize)")
      if target.kind.isComposite { try assertMembers(of: target, name, at: 0) }
    }
    try assertEnumerators()
  }

  private func hasBitfields(_ type: BTFType) throws -> Bool {
    guard type.kind.isComposite else { return false }
    for index in 0..<type.count {
      let member = try table.member(index, of: type)
      if member.bitSize > 0 { return true }
      let target = try table.resolved(member.type)
      if target.isAnonymous, try hasBitfields(target) { return true }
    }
    return false
  }

  private mutating func assert(_ condition: String) {
    text += "_Static_assert(\(condition), \"\");\n"
    assertions += 1
  }

  /// The offsets and sizes of members, those of structs without a name among them.
  private mutating func assertMembers(of type: BTFType, _ name: String, at start: UInt32) throws {
    for index in 0..<type.count {
      let member = try table.member(index, of: type)
      guard member.bitSize == 0 else { continue }
      let target = try table.resolved(member.type)
      let offset = start + member.bitOffset / 8
      let memberName = try table.name(of: member)
      if memberName.isEmpty {
        if target.kind.isComposite { try assertMembers(of: target, name, at: offset) }
        continue
      }
      // What has been renamed (of words of the language, the tests have only this one), or has no
      // size, is left to the object's BTF.
      guard memberName.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
        memberName != "while", let size = try? table.size(of: member.type)
      else { continue }
      assert("__builtin_offsetof(\(name), \(memberName)) == \(offset)")
      assert("sizeof(((\(name) *)0)->\(memberName)) == \(size)")
    }
  }

  /// The enumerators of all enums that are written once.
  private mutating func assertEnumerators() throws {
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      guard type.kind.isEnumeration else { continue }
      for index in 0..<type.count {
        let enumerator = try table.enumerator(index, of: type)
        let value =
          type.kindFlag || type.kind == .enum64
          ? enumerator.value : enumerator.value & 0xffff_ffff
        let name = try dump.name(of: type.id, enumerator: index)
        guard name != "true", name != "false", !name.contains("___") else { continue }
        assert("(unsigned long)\(name) == \(value)UL")
      }
    }
  }
}
