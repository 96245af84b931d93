import BTF

/// Finds in the kernel's BTF what programs attach to: functions, hooks, tracepoints, iterators.
struct AttachTargets {
  private let target: TargetKernel
  private var found: [String: ProgramPlan.AttachTarget] = [:]

  init(_ target: TargetKernel) { self.target = target }

  /// The type that a program attaches to; `nil` for programs that attach to no type.
  mutating func find(for program: ProgramSpec) throws(ObjectError) -> ProgramPlan.AttachTarget? {
    guard let definition = program.definition, definition.flags.contains(.attachesToBTF),
      definition.programType == program.type, program.type != .ext
    else { return nil }
    guard var name = program.target, !name.isEmpty else {
      throw ObjectError(
        .missingAttachTarget, "the section's name does not say what to attach to",
        program: program.name, section: program.sectionName,
        advice: "write SEC(\"\(definition.name)/FUNCTION\")")
    }
    var moduleName: String?
    if let colon = name.firstIndex(of: ":") {
      moduleName = String(name[..<colon])
      name = String(name[name.index(after: colon)...])
    }
    let (prefix, kind) = AttachTargets.naming(program.expectedAttachType)
    let wanted = prefix + name
    if let known = found[wanted], moduleName == nil { return known }
    guard let types = target.types else {
      throw ObjectError(
        .missingTarget, "'\(wanted)' is looked up in the kernel's BTF, and none was given",
        program: program.name, section: program.sectionName)
    }
    let isNamed = moduleName != nil && moduleName != "vmlinux"
    let tables = (isNamed ? [] : [types]) + (moduleName == "vmlinux" ? [] : target.modules)
    for (index, table) in tables.enumerated() {
      let match = try readingBTF { () throws(BTFError) in
        try table.firstType(named: wanted) { $0 == kind }
      }
      guard let match else { continue }
      let result = ProgramPlan.AttachTarget(
        name: wanted, id: match.id, module: index + (isNamed ? 1 : 0))
      if moduleName == nil { found[wanted] = result }
      return result
    }
    throw ObjectError(
      .missingAttachTarget, "the kernel's BTF has no \(kind) '\(wanted)'", program: program.name,
      section: program.sectionName,
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
