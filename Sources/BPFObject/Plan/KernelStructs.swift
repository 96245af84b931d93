import BTF

/// Finds the structs of struct_ops maps in the kernel's BTF and its modules'.
struct KernelStructs {
  private let tables: TargetTables
  /// The structs of each wanted name in each table: the kernel's first, then the modules'.
  private var candidates: [String: [TypeID?]] = [:]

  /// What the types of values are called, before the struct's own name.
  static let prefix = "bpf_struct_ops_"

  /// Looks for all the structs in one pass over each table.
  init(_ tables: TargetTables, names: Set<String>) {
    self.tables = tables
    guard let kernel = tables.kernel, !names.isEmpty else { return }
    let wanted = names.flatMap { [$0, KernelStructs.prefix + $0] }.sorted()
    let kinds = BTFTable.Kinds { $0 == .struct }
    func search(_ table: BTFTable) {
      let found = table.search(bytes: wanted.map { Array($0.utf8) }, .exact, kinds: kinds)
      for (name, ids) in zip(wanted, found) { candidates[name, default: []].append(ids.first) }
    }
    search(kernel)
    guard names.contains(where: { (candidates[KernelStructs.prefix + $0]?[0] ?? nil) == nil })
    else { return }
    for module in tables.modules { search(module.types) }
  }

  /// A struct of functions, and the value that has it in it.
  struct Match {
    let types: BTFTable
    let module: Int
    let type: BTFType
    let value: BTFType
    /// Where in the value the struct stands, in bytes.
    let offset: Int
  }

  /// The kernel's struct of a name.
  ///
  /// - Throws: ``ObjectError/Code/missingKernelStruct`` when the kernel has none.
  func find(_ name: String) throws(ObjectError) -> Match {
    guard tables.kernel != nil else {
      throw ObjectError(
        .missingTarget, "struct \(name) is looked up in the kernel's BTF, and none was given")
    }
    let values = candidates[KernelStructs.prefix + name] ?? []
    guard let place = values.firstIndex(where: { $0 != nil }), let valueID = values[place] else {
      throw ObjectError(
        .missingKernelStruct, "the kernel's BTF has no struct '\(KernelStructs.prefix)\(name)'",
        advice: "a kernel that is too old, or a module that is not loaded, may be the reason")
    }
    // A module's struct of functions may be one that the kernel has.
    guard let id = (candidates[name]?[place] ?? nil) ?? (candidates[name]?[0] ?? nil) else {
      throw ObjectError(.missingKernelStruct, "the kernel's BTF has no struct '\(name)'")
    }
    guard let types = tables.table(place) else {
      throw ObjectError(.missingKernelStruct, "the kernel's BTF has no struct '\(name)'")
    }
    return try readingBTF { () throws(BTFError) -> Match? in
      let value = try types.type(valueID)
      for index in 0..<value.count {
        let member = try types.member(index, of: value)
        guard member.type == id else { continue }
        return Match(
          types: types, module: place, type: try types.type(id), value: value,
          offset: Int(member.bitOffset / 8))
      }
      return nil
    }.orThrow {
      ObjectError(
        .incompatibleKernelStruct,
        "the kernel's struct '\(KernelStructs.prefix)\(name)' has no struct '\(name)' in it")
    }
  }
}

extension Optional {
  /// The value, or the error to throw where there is none.
  func orThrow<Failure: Error>(_ failure: () -> Failure) throws(Failure) -> Wrapped {
    guard let self else { throw failure() }
    return self
  }
}
