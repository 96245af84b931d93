import BTF

/// Finds in BTF what programs attach to: functions, hooks, tracepoints, iterators of the kernel and
/// its modules, functions of loaded programs.
struct AttachTargets {
  private let tables: TargetTables
  private let programs: [String: TargetProgram]
  /// The types of each wanted name in each table: the kernel's first, then the modules'.
  private var candidates: [String: [[TypeID]]] = [:]

  /// Looks for what all the programs attach to in one pass over each table.
  ///
  /// - Parameter targets: loaded programs, by the names of those that attach to their functions.
  init(
    _ tables: TargetTables, _ targets: [String: TargetProgram], _ programs: [ProgramSpec]
  ) throws(ObjectError) {
    self.tables = tables
    self.programs = targets
    var wanted: Set<String> = []
    var modules: Set<String> = []
    var wantedKinds: Set<TypeKind> = []
    for program in programs where targets[program.name] == nil {
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
      definition.programType == program.type
    else { return nil }
    guard program.type != .ext else {
      throw ObjectError(
        .missingAttachTarget, "the program whose function it replaces is not given",
        program: program.name, section: program.sectionName,
        advice: "give the loaded program in LoadOptions.targetPrograms")
    }
    guard let target = program.target, !target.isEmpty else {
      throw ObjectError(
        .missingAttachTarget, "the section's name does not say what to attach to",
        program: program.name, section: program.sectionName,
        advice: "write SEC(\"\(definition.name)/FUNCTION\"), or set the program's target before "
          + "the object is loaded")
    }
    let (module, name) = split(target)
    let (prefix, kind) = naming(program.expectedAttachType)
    return Request(name: prefix + name, kind: kind, module: module)
  }

  /// Splits `MODULE:FUNCTION`.
  static func split(_ target: String) -> (module: String?, name: String) {
    guard let colon = target.firstIndex(of: ":") else { return (nil, target) }
    return (String(target[..<colon]), String(target[target.index(after: colon)...]))
  }

  /// The type that a program attaches to; `nil` for programs that attach to no type.
  func find(for program: ProgramSpec) throws(ObjectError) -> ProgramPlan.AttachTarget? {
    if let target = programs[program.name] { return try find(for: program, in: target) }
    if let target = try findModule(for: program) { return target }
    guard let request = try AttachTargets.request(of: program) else { return nil }
    guard tables.kernel != nil else {
      throw ObjectError(
        .missingTarget, "'\(request.name)' is looked up in the kernel's BTF, and none was given",
        program: program.name, section: program.sectionName)
    }
    var found: [ProgramPlan.AttachTarget] = []
    for (index, ids) in (candidates[request.name] ?? []).enumerated() {
      guard let table = tables.table(index), allows(request.module, table: index) else { continue }
      for id in ids {
        let type = try readingBTF { () throws(BTFError) in try table.type(id) }
        guard type.kind == request.kind else { continue }
        found.append(ProgramPlan.AttachTarget(name: request.name, id: id, module: index))
        break
      }
      // What the kernel itself has goes before what modules have.
      if index == 0, !found.isEmpty { break }
    }
    guard found.count < 2 else {
      let names = found.map { tables.modules[$0.module - 1].name }
      throw ObjectError(
        .ambiguousAttachTarget,
        "several modules have a \(request.kind) '\(request.name)': "
          + names.joined(separator: ", "),
        program: program.name, section: program.sectionName,
        advice: "name the module: \(names[0]):\(AttachTargets.split(program.target ?? "").name)")
    }
    guard let target = found.first else { throw missing(request, program) }
    return target
  }

  private func find(
    for program: ProgramSpec, in target: TargetProgram
  ) throws(ObjectError) -> ProgramPlan.AttachTarget {
    let name = program.target.flatMap { $0.isEmpty ? nil : $0 }
    do {
      return ProgramPlan.AttachTarget(
        name: name ?? target.name, id: try target.function(named: name), module: 0,
        isInProgram: true)
    } catch {
      var error = error
      error.program = program.name
      error.section = program.sectionName
      throw error
    }
  }

  /// The module whose functions a program of many functions is for; the functions are chosen when it
  /// is attached.
  private func findModule(
    for program: ProgramSpec
  ) throws(ObjectError) -> ProgramPlan.AttachTarget? {
    guard program.definition?.automaticAttachment == .tracingMulti,
      let module = AttachTargets.split(program.target ?? "").module, module != "vmlinux"
    else { return nil }
    guard let index = tables.modules.firstIndex(where: { $0.name == module }) else {
      throw ObjectError(
        .missingAttachTarget, "there is no module '\(module)'", program: program.name,
        section: program.sectionName, advice: "load the module")
    }
    return ProgramPlan.AttachTarget(name: module, id: TypeID(0), module: index + 1)
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

extension AttachTargets {
  private func missing(_ request: Request, _ program: ProgramSpec) -> ObjectError {
    let near = nearNames(request)
    let hint = near.isEmpty ? "" : "; near names: \(near.joined(separator: ", "))"
    if let module = request.module, module != "vmlinux" {
      return ObjectError(
        .missingAttachTarget, "the module '\(module)' has no \(request.kind) '\(request.name)'",
        program: program.name, section: program.sectionName,
        advice: "load the module, or leave its name out when the kernel itself may have it" + hint)
    }
    let advice =
      switch program.expectedAttachType {
      case .traceRawTracepoint, .lsmMAC, .lsmCgroup, .traceIterator:
        "it may be newer than this kernel, or not built into it"
      default: "the function may be inlined, renamed or absent in this kernel"
      }
    return ObjectError(
      .missingAttachTarget, "the kernel's BTF has no \(request.kind) '\(request.name)'",
      program: program.name, section: program.sectionName, advice: advice + hint)
  }

  /// Names of the kind that may be meant, the nearest first.
  private func nearNames(_ request: Request) -> [String] {
    var near = NearNames(to: request.name.utf8)
    for table in [tables.kernel].compactMap({ $0 }) + tables.modules.map(\.types) {
      // Types that cannot be read give no names; the error is about something else.
      try? table.forEachOwnType { type throws(BTFError) in
        guard type.kind == request.kind else { return }
        near.consider(try table.name(of: type))
      }
    }
    return near.names
  }
}
