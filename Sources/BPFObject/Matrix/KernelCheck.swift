import BTF
import CORE

/// Holds an object against one kernel.
struct KernelCheck {
  typealias Outcome = RelocationMatrix.Outcome
  typealias Breakage = RelocationMatrix.Breakage
  typealias Guard = RelocationMatrix.Guard

  /// What became of a relocation.
  enum Answer {
    case resolved
    case poisoned(COREOutcome)
    case failed(COREError)
  }

  let survey: ObjectSurvey
  let tables: TargetTables
  private(set) var relocator: CORERelocator?
  /// The functions' instructions after CO-RE, by the functions' places.
  private(set) var code: [Int: [Instruction]] = [:]
  /// In the order of the survey's relocations.
  private(set) var answers: [Answer] = []
  /// What the externs are on this kernel, by their places.
  let externs: ExternAnswers
  /// Whether the verifier looks at global functions that nothing calls: it did before kernel 6.8.
  let verifiesUncalledFunctions: Bool

  init(_ survey: ObjectSurvey, _ target: TargetKernel) {
    self.survey = survey
    tables = TargetTables(target)
    verifiesUncalledFunctions =
      survey.hasGlobalSubprograms && KernelCheck.verifiesUncalledFunctions(target)
    externs = ExternAnswers(survey, target, tables)
    relocate()
  }

  /// Whether the kernel is of the time before it noted which global functions are called.
  private static func verifiesUncalledFunctions(_ target: TargetKernel) -> Bool {
    if let types = target.types,
      let note = try? types.firstType(named: "bpf_func_info_aux", where: { $0 == .struct })
    {
      return !(0..<note.count).contains { index in
        guard let member = try? types.member(index, of: note) else { return false }
        return (try? types.string(at: member.nameOffset)) == "called"
      }
    }
    return target.version.map { $0 < KernelVersion(6, 8) } ?? false
  }

  private mutating func relocate() {
    guard let types = survey.object.types, !survey.relocations.isEmpty else { return }
    var relocator = tables.relocator(from: types, for: survey.relocations)
    for relocation in survey.relocations where code[relocation.function] == nil {
      let function = survey.object.functions[relocation.function]
      code[relocation.function] = Array(survey.object.instructions(of: function) ?? [])
    }
    for relocation in survey.relocations {
      do throws(COREError) {
        let outcome = try relocator.relocate(
          relocation.record, number: relocation.number, at: relocation.instruction,
          in: &code[relocation.function, default: []])
        answers.append(outcome.decision == .poisoned ? .poisoned(outcome) : .resolved)
      } catch {
        answers.append(.failed(error))
      }
    }
    self.relocator = relocator
  }

  // MARK: - Outcomes

  /// The outcomes of the survey's relocations, in their order.
  func relocationOutcomes(_ reach: [ProgramReach]) -> [Outcome] {
    zip(survey.relocations, answers).map { relocation, answer in
      switch answer {
      case .resolved: return .resolved
      case .failed(let error):
        let users = reach.filter { $0.places(relocation.function, relocation.instruction) != nil }
        return .broken(Breakage(reason: error.detail, programs: users.map(\.program.name)))
      case .poisoned(let outcome):
        return self.outcome(reach, relocation.function, relocation.instruction) {
          relocator?.poisonDescription(of: outcome) ?? "the kernel has no answer"
        }
      }
    }
  }

  /// The outcomes of the survey's externs, in their order.
  func externOutcomes(_ reach: [ProgramReach]) -> [Outcome] {
    survey.externs.map { use in
      switch externs[use.index] {
      case .value, .unknownValue, .present: return .resolved
      case .absent(let reason):
        var worst = Outcome.guarded(.check)
        for (function, instruction) in externs.calls(of: use.index, survey) {
          let outcome = self.outcome(reach, function, instruction) { reason }
          if outcome.isBroken { worst = outcome }
        }
        return worst
      case .failed(let reason):
        let users = survey.linked.filter { program in
          program.references.contains { $0.target.externIndex == use.index }
        }
        return .broken(Breakage(reason: reason, programs: users.map(\.name)))
      }
    }
  }

  /// The outcome for an instruction that the kernel would refuse.
  private func outcome(
    _ reach: [ProgramReach], _ function: Int, _ instruction: Int, _ reason: () -> String
  ) -> Outcome {
    var programs: [String] = []
    var isUsed = false
    var needsConstants = false
    for program in reach {
      guard let place = program.places(function, instruction) else { continue }
      isUsed = true
      if program.reached(place) { programs.append(program.program.name) }
      if program.reachedWithoutConstants(place) { needsConstants = true }
    }
    guard programs.isEmpty else {
      return .broken(Breakage(reason: reason(), programs: programs))
    }
    return .guarded(!isUsed ? .unused : needsConstants ? .constant : .check)
  }

  /// The outcomes of what programs attach to, in the survey's order.
  func attachOutcomes() -> [Outcome] {
    let targets = Result { () throws(ObjectError) in
      try AttachTargets(tables, [:], survey.attaching)
    }
    return survey.attaching.map { program in
      do throws(ObjectError) {
        _ = try targets.get().find(for: program)
        return .resolved
      } catch {
        return .broken(Breakage(reason: error.detail, programs: [program.name]))
      }
    }
  }
}

extension KernelCheck {
  /// The outcomes of the structs of functions that maps give to the kernel, in the survey's order.
  func structOpsOutcomes() -> [Outcome] {
    let object = survey.object
    let maps = survey.structOpsMaps.map { object.maps[$0] }
    let structs = KernelStructs(tables, names: Set(maps.compactMap(\.structOps?.kernelTypeName)))
    return maps.map { map in
      guard let structOps = map.structOps, let types = object.types else { return .resolved }
      do throws(ObjectError) {
        let kernel = try structs.find(structOps.kernelTypeName)
        _ = try StructOpsMatcher(map: map, structOps: structOps, local: types, kernel: kernel)
          .match()
        return .resolved
      } catch {
        return .broken(
          Breakage(reason: error.detail, programs: structOps.programs.values.sorted()))
      }
    }
  }
}
