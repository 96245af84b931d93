import BTF

extension BTFTable {
  /// The kinds and names of the table's own types in order, with the names of their members.
  func ownNames() throws -> [String] {
    try ownIDs.map { id in
      let type = try type(TypeID(id))
      var text = "\(type.kind) \(try name(of: type))"
      guard type.kind.isComposite else { return text }
      for index in 0..<type.count { text += " ." + (try name(of: member(index, of: type))) }
      return text
    }
  }
}
