import BTF

/// Finds in the kernel's BTF what programs attach to: functions, hooks, tracepoints, iterators.
struct AttachTargets {
  private let target: TargetKernel
  /// The types of each wanted name in each table: the kernel's first, then the modules'.
  private var candidates: [String: [[TypeID]]] = [:]

  /// Looks for what all the programs attach to in one pass over each table.
  init(_ target: TargetKernel, _ programs: [ProgramSpec]) throws(ObjectError) {
    self.target = target
    var wanted: Set<String> = []
    var wantedKinds: Set<TypeKind> = []
    for program in programs {
      guard let request = try AttachTargets.request(of: program) else { continue }
      wanted.insert(request.name)
      wantedKinds.insert(request.kind)
    }
    let kinds = BTFTable.Kinds { wantedKinds.contains($0) }
    guard let types = target.types, !wanted.isEmpty else { return }
    let names = wanted.sorted()
    for table in [types] + target.modules {
      let found = table.search(bytes: names.map { Array($0.utf8) }, .exact, kinds: kinds)
      for (name, ids) in zip(names, found) { candidates[name, default: []].append(ids) }
    }
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
    guard let types = target.types else {
      throw ObjectError(
        .missingTarget, "'\(request.name)' is looked up in the kernel's BTF, and none was given",
        program: program.name, section: program.sectionName)
    }
    let tables = [types] + target.modules
    for (index, ids) in (candidates[request.name] ?? []).enumerated() {
      // The tables do not carry the names of their modules: any but the kernel's may be meant.
      if request.module == "vmlinux", index > 0 { continue }
      if let module = request.module, module != "vmlinux", index == 0 { continue }
      for id in ids {
        let type = try readingBTF { () throws(BTFError) in try tables[index].type(id) }
        if type.kind == request.kind {
          return ProgramPlan.AttachTarget(name: request.name, id: id, module: index)
        }
      }
    }
    throw ObjectError(
      .missingAttachTarget, "the kernel's BTF has no \(request.kind) '\(request.name)'",
      program: program.name, section: program.sectionName,
      advice: "the function may be inlined, renamed or absent in this kernel")
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
