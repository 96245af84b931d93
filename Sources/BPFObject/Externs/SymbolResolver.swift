import BTF
import CORE

/// Finds the kernel's symbols and functions that programs refer to (`.ksyms`).
struct SymbolResolver {
  /// What became of an extern.
  enum Resolution: Hashable {
    /// A symbol without a type; its address, when the symbols of the kernel are known.
    case address(UInt64?)
    /// A variable or function in the kernel's BTF (0) or that of a module.
    case type(TypeID, module: Int)
    /// The kernel does not have it, and the object can do without.
    case absent
  }

  private let object: ObjectFile
  private let target: TargetKernel
  private let tables: TargetTables
  private var results: [Int: Result<Resolution, ObjectError>] = [:]
  /// The modules whose functions are called, in the order of the externs: their places in `fd_array`
  /// count from 1.
  private(set) var calledModules: [Int] = []

  /// Looks for all the given externs in one pass over each table.
  init(
    _ object: ObjectFile, _ target: TargetKernel, _ tables: TargetTables, externs: Set<Int>
  ) {
    self.object = object
    self.target = target
    self.tables = tables
    let wanted = externs.filter { object.externs.indices.contains($0) }.sorted()
    resolveAddresses(wanted.filter { object.externs[$0].isTypeless })
    resolveTypes(wanted.filter { !object.externs[$0].isTypeless })
  }

  /// What an extern is in the kernel.
  ///
  /// - Throws: ``ObjectError`` when it is strong and missing, or not what the object declares.
  func resolution(of index: Int) throws(ObjectError) -> Resolution {
    guard let result = results[index] else { return .absent }
    return try result.get()
  }

  /// The place of a module in `fd_array`.
  func place(ofModule number: Int) -> Int16 {
    guard let place = calledModules.firstIndex(of: number) else { return 0 }
    return Int16(clamping: place + 1)
  }

  // MARK: - Symbols without a type

  private mutating func resolveAddresses(_ wanted: [Int]) {
    guard let symbols = target.symbols else {
      for index in wanted { results[index] = .success(.address(nil)) }
      return
    }
    let found = symbols.lookUp(Set(wanted.map { object.externs[$0].name }))
    for index in wanted {
      let item = object.externs[index]
      results[index] = SymbolResolver.address(of: item, found[item.name] ?? .missing)
    }
  }

  private static func address(
    of item: ExternSpec, _ lookup: KernelSymbols.Lookup
  ) -> Result<Resolution, ObjectError> {
    switch lookup {
    case .found(let address): return .success(.address(address))
    case .missing:
      if item.isWeak { return .success(.absent) }
      return .failure(
        ObjectError(
          .unresolvedExtern, "the kernel has no symbol '\(item.name)'", section: ".ksyms",
          advice: "declare it __weak and test its address, or use another one"))
    case .ambiguous(let a, let b):
      return .failure(
        ObjectError(
          .unresolvedExtern,
          "the kernel has several symbols '\(item.name)', for example at 0x"
            + String(a, radix: 16) + " and 0x" + String(b, radix: 16), section: ".ksyms",
          advice: "there is no way to say which one is meant; use another symbol"))
    case .hidden:
      return .failure(
        ObjectError(
          .unresolvedExtern, "the kernel hides the address of '\(item.name)'", section: ".ksyms",
          advice: "addresses need CAP_SYSLOG, and kernel.kptr_restrict below 2"))
    }
  }

  // MARK: - Variables and functions in BTF

  private mutating func resolveTypes(_ wanted: [Int]) {
    guard !wanted.isEmpty else { return }
    guard let kernel = tables.kernel, let local = object.types else {
      for index in wanted {
        let item = object.externs[index]
        results[index] =
          item.isWeak
          ? .success(.absent)
          : .failure(
            ObjectError(
              .missingTarget, "'\(item.name)' is looked up in the kernel's BTF, and none was given",
              section: ".ksyms"))
      }
      return
    }
    var missing = wanted
    search(kernel, 0, local, &missing)
    if !missing.isEmpty {
      for (place, module) in tables.modules.enumerated() {
        search(module.types, place + 1, local, &missing)
      }
    }
    for index in missing { results[index] = absence(of: object.externs[index]) }
    noteCalledModules(wanted)
  }

  private mutating func search(
    _ table: BTFTable, _ number: Int, _ local: BTFTable, _ missing: inout [Int]
  ) {
    guard !missing.isEmpty else { return }
    let names = missing.map { object.externs[$0].kernelName }
    let kinds = BTFTable.Kinds { $0 == .function || $0 == .variable }
    let found = table.search(bytes: names.map { Array($0.utf8) }, .exact, kinds: kinds)
    var comparison = TypeCompatibility(local: local, target: table)
    var rest: [Int] = []
    for (index, ids) in zip(missing, found) {
      let item = object.externs[index]
      let kind: TypeKind = item.kind == .kernelFunction ? .function : .variable
      // The first of that name, as the kernel itself takes it.
      let type = ids.lazy.compactMap { try? table.type($0) }.first { $0.kind == kind }
      guard let type else {
        rest.append(index)
        continue
      }
      let declared = item.kind == .kernelFunction ? try? local.type(item.type).referent : item.type
      results[index] = result(for: item, declared ?? .void, type, number, &comparison)
    }
    missing = rest
  }

  private func result(
    for item: ExternSpec, _ declared: TypeID, _ type: BTFType, _ number: Int,
    _ comparison: inout TypeCompatibility
  ) -> Result<Resolution, ObjectError> {
    switch comparison.compare(declared, type.referent) {
    case .compatible: return .success(.type(type.id, module: number))
    // Declaring a function in several flavours is how objects ask which of them this kernel has.
    case .incompatible where item.isWeak && item.kind == .kernelFunction: return .success(.absent)
    case .incompatible:
      return .failure(
        ObjectError(
          .unresolvedExtern,
          "'\(item.name)' is declared with another type than the kernel's \(type.kind) "
            + "'\(item.kernelName)' has", section: ".ksyms",
          advice: item.kind == .kernelFunction
            ? "declare it as this kernel has it, or each form __weak with a suffix such as ___old"
            : "declare it as this kernel has it"))
    case .unknown(let reason):
      return .failure(ObjectError(.malformedBTF, "'\(item.name)': \(reason)", section: ".ksyms"))
    }
  }

  private func absence(of item: ExternSpec) -> Result<Resolution, ObjectError> {
    if item.isWeak { return .success(.absent) }
    return .failure(
      ObjectError(
        .unresolvedExtern,
        "neither the kernel nor its modules have a \(item.kind.construct) '\(item.kernelName)'",
        section: ".ksyms",
        advice: "declare it __weak and test it with bpf_ksym_exists(), or load the module that has "
          + "it"))
  }

  private mutating func noteCalledModules(_ externs: [Int]) {
    for index in externs where object.externs[index].kind == .kernelFunction {
      guard case .success(.type(_, let module)) = results[index], module > 0,
        !calledModules.contains(module)
      else { continue }
      calledModules.append(module)
    }
  }
}
