import BTF

/// Finds in the kernel's BTF what programs attach to: functions, hooks, tracepoints, iterators.
struct AttachTargets {
  private let tables: TargetTables
  /// The types of each wanted name in each table: the kernel's first, then the modules'.
  private var candidates: [String: [[TypeID]]] = [:]

  /// Looks for what all the programs attach to in one pass over each table.
  init(_ tables: TargetTables, _ programs: [ProgramSpec]) throws(ObjectError) {
    self.tables = tables
    var wanted: Set<String> = []
    var modules: Set<String> = []
    var wantedKinds: Set<TypeKind> = []
    for program in programs {
      guard let request = try AttachTargets.request(of: program) else { continue }
      wanted.insert(request.name)
      if let module = request.module, module != "vmlinux" { modules.insert(request.name) }
      wantedKinds.insert(request.kind)
    }
    guard let kernel = tables.kernel, !wanted.isEmpty else { return }
    let kinds = BTFTable.Kinds { wantedKinds.contains($0) }
    func search(_ table: BTFTable, _ names: [String]) {
      let found = table.search(bytes: names.map { Array($0.utf8) }, .exact, kinds: kinds)
      for (name, ids) in zip(names, found) { candidates[name, default: []].append(ids) }
    }
    search(kernel, wanted.sorted())
    let missing = wanted.filter { modules.contains($0) || candidates[$0]?.first?.isEmpty ?? true }
    guard !missing.isEmpty else { return }
    for module in tables.modules { search(module.types, missing.sorted()) }
  }

  /// What a program attaches to, by its section's name.
  struct Request {
    /// With the prefix of its kind.
    let name: String
    let kind: TypeKind
    /// The module that must have it, or `vmlinux`; any when `nil`.
    let module: String?
  }

  static func request(of program: ProgramSpec) throws(ObjectError) -> Request? {
    guard let definition = program.definition, definition.flags.contains(.attachesToBTF),
      definition.programType == program.type, program.type != .ext
    else { return nil }
    guard var name = program.target, !name.isEmpty else {
      throw ObjectError(
        .missingAttachTarget, "the section's name does not say what to attach to",
        program: program.name, section: program.sectionName,
        advice: "write SEC(\"\(definition.name)/FUNCTION\")")
    }
    var module: String?
    if let colon = name.firstIndex(of: ":") {
      module = String(name[..<colon])
      name = String(name[name.index(after: colon)...])
    }
    let (prefix, kind) = naming(program.expectedAttachType)
    return Request(name: prefix + name, kind: kind, module: module)
  }

  /// The type that a program attaches to; `nil` for programs that attach to no type.
  func find(for program: ProgramSpec) throws(ObjectError) -> ProgramPlan.AttachTarget? {
    guard let request = try AttachTargets.request(of: program) else { return nil }
    guard tables.kernel != nil else {
      throw ObjectError(
        .missingTarget, "'\(request.name)' is looked up in the kernel's BTF, and none was given",
        program: program.name, section: program.sectionName)
    }
    for (index, ids) in (candidates[request.name] ?? []).enumerated() {
      guard let table = tables.table(index), allows(request.module, table: index) else { continue }
      for id in ids {
        let type = try readingBTF { () throws(BTFError) in try table.type(id) }
        if type.kind == request.kind {
          return ProgramPlan.AttachTarget(name: request.name, id: id, module: index)
        }
      }
    }
    if let module = request.module, module != "vmlinux" {
      throw ObjectError(
        .missingAttachTarget, "the module '\(module)' has no \(request.kind) '\(request.name)'",
        program: program.name, section: program.sectionName,
        advice: "load the module, or leave its name out when the kernel itself may have it")
    }
    throw ObjectError(
      .missingAttachTarget, "the kernel's BTF has no \(request.kind) '\(request.name)'",
      program: program.name, section: program.sectionName,
      advice: "the function may be inlined, renamed or absent in this kernel")
  }

  /// Whether what a program attaches to may be in a table, if it says in which module it is.
  private func allows(_ module: String?, table: Int) -> Bool {
    guard let module else { return true }
    guard table > 0 else { return module == "vmlinux" }
    let name = tables.modules[table - 1].name
    // Types from a file may come without a name; then any module may be meant.
    return name == module || name.isEmpty && module != "vmlinux"
  }

  /// The prefix of the kernel's names for what an attach type attaches to, and their kind.
  private static func naming(_ type: AttachType) -> (prefix: String, kind: TypeKind) {
    switch type {
    case .traceRawTracepoint: ("btf_trace_", .typedef)
    case .lsmMAC, .lsmCgroup: ("bpf_lsm_", .function)
    case .traceIterator: ("bpf_iter_", .function)
    default: ("", .function)
    }
  }
}
