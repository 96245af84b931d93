import BTF

/// What a variable of the kernel's configuration can hold.
enum ConfigurationType: Hashable {
  case boolean
  case character(isSigned: Bool)
  case integer(isSigned: Bool)
  /// `enum libbpf_tristate`: 0, 1, and 2 for an option that is a module.
  case tristate
  /// A string with the NUL that ends it.
  case text

  /// The type of a variable; `nil` for types that no option has.
  init?(_ id: TypeID, in types: BTFTable) throws(BTFError) {
    let type = try types.resolved(id)
    switch type.kind {
    case .int:
      let encoding = try types.intEncoding(of: type)
      let size = try types.size(of: type.id)
      switch (encoding.isBool, size) {
      case (true, 1): self = .boolean
      case (true, _): return nil
      case (false, 1): self = .character(isSigned: encoding.isSigned)
      case (false, 2), (false, 4), (false, 8): self = .integer(isSigned: encoding.isSigned)
      default: return nil
      }
    case .enum, .enum64:
      guard try types.name(of: type) == "libbpf_tristate", try types.size(of: type.id) == 4 else {
        return nil
      }
      self = .tristate
    case .array:
      let shape = try types.arrayShape(of: type)
      guard shape.count > 0, case .character = try ConfigurationType(shape.element, in: types)
      else { return nil }
      self = .text
    default: return nil
    }
  }
}
