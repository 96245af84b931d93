import BTF
import Bytes
import CORE

/// Prepares an object for one kernel: CO-RE, linking, references to maps and to the kernel.
struct Planner {
  let object: ObjectFile
  let target: TargetKernel
  let tables: TargetTables
  let lines: LineTable
  let facts: KernelFacts

  init(_ object: ObjectFile, _ target: TargetKernel) throws(ObjectError) {
    self.object = object
    self.target = target
    tables = TargetTables(target)
    facts = KernelFacts(object, target)
    lines = try LineTable(
      types: object.types, info: object.info, sections: object.sectionNumbers)
  }

  func plan(_ selection: Selection) throws(ObjectError) -> LoadPlan {
    let programs = selection.programs
    if let types = target.types, types.byteOrder != object.byteOrder {
      throw ObjectError(
        .foreignByteOrder,
        "the object is \(object.byteOrder)-endian, the kernel's BTF \(types.byteOrder)-endian",
        advice: "compile with -target bpf\(types.byteOrder == .little ? "el" : "eb")")
    }
    for program in programs where program.type == .unspecified {
      throw ObjectError(
        .unknownSection, "the section's name does not say what type of program it is",
        program: program.name, section: program.sectionName,
        advice: "use a known section name, or set the program's type")
    }
    var relocation = try COREPass(object, tables, programs)
    try relocation.run()
    var linked: [(program: ProgramSpec, linker: Linker)] = []
    for program in programs {
      linked.append(
        (program, try Linker(program, in: object, code: relocation.code, lines: lines)))
    }
    let structOps = try StructOpsPass(object, tables, selection)
    let placement = MapPlacement(object, selection)
    // What only programs refer to that are not loaded may be missing.
    let externs = Set(linked.flatMap { $0.linker.relocations.compactMap(\.target.externIndex) })
    let symbols = SymbolResolver(object, target, tables, externs: externs)
    let attachTargets = try AttachTargets(tables, target.programs, programs)
    var fallbacks = try Fallbacks(object, target)
    var plans: [ProgramPlan] = []
    for (program, linker) in linked {
      let code = try LinkedCode(program, linker, self, symbols)
      let planned = try plan(program, linker, code, attachTargets, &fallbacks)
      plans.append(placement.settle(try structOps.settle(planned)))
    }
    return LoadPlan(
      name: object.name, byteOrder: object.byteOrder, license: object.license,
      kernelVersion: object.kernelVersion, types: try fallbacks.types(),
      maps: placement.created(try mapPlans(structOps, fallbacks)), programs: plans,
      relocations: relocation.outcomes, modules: tables.modulesInUse,
      calledModules: symbols.calledModules, relocator: relocation.relocator, lines: lines)
  }

  private func plan(
    _ program: ProgramSpec, _ linker: Linker, _ code: LinkedCode, _ attachTargets: AttachTargets,
    _ fallbacks: inout Fallbacks
  ) throws(ObjectError) -> ProgramPlan {
    var spec = program
    fallbacks.settle(&spec)
    var instructions = code.instructions
    fallbacks.settle(&instructions)
    let describes = target.has(.btf) && target.has(.btfFunction)
    let functions = try fallbacks.settle(linker.functionInfo, for: program)
    // One link for all the places of a probe: libbpf's choice where the kernel has such links.
    if program.definition?.flags.contains(.usdt) == true, program.expectedAttachType.rawValue == 0,
      target.has(.uprobeMultiLinks)
    {
      spec.expectedAttachType = .traceUprobeMulti
    }
    return ProgramPlan(
      spec: spec, instructions: instructions, references: code.references, absences: code.absences,
      jumpTables: code.jumpTables,
      functions: linker.functions,
      functionInfo: describes ? functions : .none, lineInfo: describes ? linker.lineInfo : .none,
      attachTarget: try attachTargets.find(for: program))
  }
}
