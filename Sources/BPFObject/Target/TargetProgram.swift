public import BTF

/// A program in the kernel, as a target of programs that trace or replace its functions.
public struct TargetProgram: Sendable {
  /// The name of its entry function.
  public let name: String
  /// The types that it was loaded with, which describe its functions.
  public let types: BTFTable

  /// A program by its name and types.
  public init(name: String, types: BTFTable) {
    self.name = name
    self.types = types
  }

  /// The function of a name in the program's types.
  ///
  /// - Parameter name: the entry function's when `nil`.
  /// - Throws: ``ObjectError`` of code ``ObjectError/Code/missingAttachTarget``, which names the
  ///   functions that there are.
  public func function(named name: String?) throws(ObjectError) -> TypeID {
    let wanted = name ?? self.name
    var functions: [String] = []
    var found: TypeID?
    try readingBTF { () throws(BTFError) in
      try types.forEachOwnType { type throws(BTFError) in
        guard type.kind == .function else { return }
        let name = try types.name(of: type)
        if name == wanted { found = found ?? type.id }
        functions.append(name)
      }
    }
    // The kernel keeps 15 bytes of a program's name.
    if found == nil, name == nil, wanted.utf8.count == 15 {
      let full = functions.filter { $0.hasPrefix(wanted) }
      if full.count == 1 { return try function(named: full[0]) }
    }
    guard let found else {
      throw ObjectError(
        .missingAttachTarget, "the program '\(self.name)' has no function '\(wanted)'",
        advice: "it has \(functions.sorted().joined(separator: ", "))")
    }
    return found
  }
}
