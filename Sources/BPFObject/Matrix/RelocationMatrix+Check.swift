import BTF
import CORE
public import SystemPackage

extension RelocationMatrix {
  /// Holds the object in a file against some kernels.
  ///
  /// - Parameters:
  ///   - path: the object, as clang compiled it.
  ///   - kernels: the kernels.
  ///   - selection: the names of the programs to follow; `nil` for those that are loaded by default.
  /// - Throws: ``ObjectError`` when the object cannot be read, or no kernel has its byte order.
  public init(
    object path: FilePath, kernels: [RecordedKernel], programs selection: Set<String>? = nil
  ) throws(ObjectError) {
    try self.init(ObjectFile(contentsOf: path), kernels: kernels, programs: selection)
  }

  /// Holds an object against some kernels.
  ///
  /// The values of its constants and which of its programs are loaded by default count as they are.
  ///
  /// - Parameters:
  ///   - object: the object.
  ///   - kernels: the kernels.
  ///   - selection: the names of the programs to follow; `nil` for those that are loaded by default.
  /// - Throws: ``ObjectError`` when the object contradicts itself, or no kernel has its byte order.
  public init(
    _ object: ObjectFile, kernels: [RecordedKernel], programs selection: Set<String>? = nil
  ) throws(ObjectError) {
    let survey = try ObjectSurvey(object, programs: selection)
    let fit = kernels.filter {
      ($0.target.types?.byteOrder ?? object.byteOrder) == object.byteOrder
    }
    guard !fit.isEmpty else {
      throw ObjectError(
        .foreignByteOrder,
        kernels.isEmpty
          ? "there are no kernels to check the object against"
          : "the object is \(object.byteOrder)-endian, and no kernel is",
        advice: "give the BTF of a kernel that is to run it")
    }
    objectName = object.name
    self.kernels = fit.map(\.name)
    unfitKernels = kernels.filter { kernel in
      (kernel.target.types?.byteOrder ?? object.byteOrder) != object.byteOrder
    }.map(\.name)
    programs = survey.programs.map(\.name)
    programsLeftOut = object.programs.map(\.name).filter {
      !survey.programs.map(\.name).contains($0)
    }
    let needs = survey.needs()
    let columns = fit.map { survey.outcomes(on: $0.target) }
    rows = needs.enumerated().map { number, need in
      Row(
        need: need,
        cells: zip(fit, columns).map { Cell(kernel: $0.name, outcome: $1[number]) })
    }
  }
}

extension ObjectSurvey {
  /// Everything that the object needs: relocations, externs, attach targets, and what cannot be put
  /// together at all.
  func needs() -> [RelocationMatrix.Need] {
    relocationNeeds() + externNeeds() + attachNeeds() + structOpsNeeds()
      + unlinked.map { program, error in
        need(.preparation, program.name, nil, program: program, instruction: error.instruction)
      }
  }

  /// The outcomes of all needs on one kernel, in their order.
  func outcomes(on target: TargetKernel) -> [RelocationMatrix.Outcome] {
    let check = KernelCheck(self, target)
    let reach = linked.map { ProgramReach($0, check) }
    return check.relocationOutcomes(reach) + check.externOutcomes(reach) + check.attachOutcomes()
      + check.structOpsOutcomes()
      + unlinked.map { program, error in
        .broken(RelocationMatrix.Breakage(reason: error.detail, programs: [program.name]))
      }
  }

  private func relocationNeeds() -> [RelocationMatrix.Need] {
    guard let types = object.types else { return [] }
    let relocator = CORERelocator(local: types, target: nil)
    return relocations.map { relocation in
      let (type, field) = ObjectSurvey.subject(relocator.specification(of: relocation.record))
      return need(
        .relocation(RelocationKind(rawValue: relocation.record.kind)), type, field,
        function: relocation.function, relocation.instruction)
    }
  }

  /// Type and field out of a specification: `<byte_off> [5] struct task_struct.pid (0:2 @ offset 8)`.
  static func subject(_ specification: String) -> (type: String, field: String?) {
    var text = specification[...]
    if let end = text.firstRange(of: "] ") { text = text[end.upperBound...] }
    if let end = text.firstRange(of: " ("), !text.hasPrefix("(") { text = text[..<end.lowerBound] }
    if let separator = text.firstRange(of: "::") {
      let enumerator = text[separator.upperBound...].prefix { $0 != " " }
      return (String(text[..<separator.lowerBound]), String(enumerator))
    }
    guard let start = text.firstIndex(where: { $0 == "." || $0 == "[" }) else {
      return (String(text), nil)
    }
    let field = text[start...]
    return (String(text[..<start]), String(field.hasPrefix(".") ? field.dropFirst() : field))
  }

  private func externNeeds() -> [RelocationMatrix.Need] {
    externs.map { use in
      let item = object.externs[use.index]
      let kind: RelocationMatrix.Need.Kind =
        switch item.kind {
        case .kconfig: .configuration
        case .kernelVariable: .kernelVariable
        case .kernelFunction: .kernelFunction
        }
      return need(kind, item.name, nil, function: use.function, use.instruction)
    }
  }

  private func attachNeeds() -> [RelocationMatrix.Need] {
    attaching.map { program in
      need(.attachTarget, program.target ?? "", nil, program: program, instruction: nil)
    }
  }

  private func structOpsNeeds() -> [RelocationMatrix.Need] {
    structOpsMaps.map { place in
      let map = object.maps[place]
      return RelocationMatrix.Need(
        kind: .attachTarget, type: "struct \(map.structOps?.typeName ?? "")", field: nil,
        function: map.name, section: map.sectionName ?? "", instruction: nil, source: nil)
    }
  }

  private func need(
    _ kind: RelocationMatrix.Need.Kind, _ type: String, _ field: String?, function index: Int,
    _ instruction: Int
  ) -> RelocationMatrix.Need {
    let function = object.functions[index]
    return RelocationMatrix.Need(
      kind: kind, type: type, field: field, function: function.name, section: function.sectionName,
      instruction: instruction, source: line(index, instruction))
  }

  private func need(
    _ kind: RelocationMatrix.Need.Kind, _ type: String, _ field: String?, program: ProgramSpec,
    instruction: Int?
  ) -> RelocationMatrix.Need {
    RelocationMatrix.Need(
      kind: kind, type: type, field: field, function: program.name, section: program.sectionName,
      instruction: instruction,
      source: lines.line(section: program.sectionIndex, instruction: program.firstInstruction))
  }
}
