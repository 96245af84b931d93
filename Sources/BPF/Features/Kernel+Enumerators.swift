internal import BPFObject
internal import BTF

extension Kernel {
  /// Whether the kernel's own types name a constant; `nil` when the kernel has no types.
  ///
  /// For what cannot be told apart by an error number: where the constant is, the kernel's source
  /// has the code behind it.
  func names(_ constant: String, in enumeration: String) -> Bool? {
    guard let types = try? types(),
      let type = try? types.firstType(named: enumeration, where: { $0.isEnumeration })
    else { return nil }
    return (0..<type.count).contains { index in
      guard let offset = try? types.enumerator(index, of: type).nameOffset else { return false }
      return (try? types.string(at: offset)) == constant
    }
  }

  /// The same as an answer, where the options that the part needs are set.
  func supportByName(_ part: KernelPart, _ constant: String, in enumeration: String) -> Support {
    switch names(constant, in: enumeration) {
    case nil: return .unknown("no call tells, and the kernel has no BTF to look into")
    case false?: return .unsupported
    case true?: break
    }
    for option in part.options where wasBuilt(with: option) == false { return .unsupported }
    return .supported
  }
}
