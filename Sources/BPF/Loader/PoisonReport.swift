internal import BPFObject
internal import CORE

/// Explains a refusal that came from an instruction whose place is held by a call that no kernel knows.
///
/// CO-RE relocations without an answer, calls of kernel functions that are not there and loads of maps
/// that are not created are made such calls. Where the verifier reaches one, its log names the number
/// of that call, which says nothing to anybody.
struct PoisonReport {
  let plan: LoadPlan
  let program: ProgramPlan

  func explain(_ error: BPFError) -> BPFError {
    guard let log = error.verifierLog else { return error }
    for place in PoisonReport.unknownCalls(in: log).reversed() {
      // Of a wide load both halves are such calls; the log may name the second one.
      for start in [place, place - 1] {
        if let absence = program.absences[start] { return explain(absence, at: start, error) }
      }
      if let relocation = relocation(at: place) { return explain(relocation, at: place, error) }
    }
    return error
  }

  private func explain(
    _ absence: ProgramPlan.Absence, at place: Int, _ error: BPFError
  ) -> BPFError {
    let line = plan.sourceLine(of: place, in: program).map { " (\($0): \($0.text))" } ?? ""
    return error.adding { facts in
      facts.reason = "the program reaches instruction \(place)\(line), which needs the \(absence)"
      switch absence {
      case .kernelFunction:
        facts.reason? += "; neither the kernel nor its modules have it as it is declared"
        facts.advice = "Guard the call with bpf_ksym_exists(), or load the module that has it"
      case .map:
        facts.reason? += ", which is not created"
        facts.advice = "Set its autocreate, or guard what uses it with a constant"
      }
    }
  }

  private func explain(
    _ relocation: RelocationOutcome, at place: Int, _ error: BPFError
  ) -> BPFError {
    let line = plan.sourceLine(of: relocation).map { " (\($0): \($0.text))" } ?? ""
    let why =
      switch relocation.outcome.poisonReason {
      case .accessesFieldIncorrectly:
        "its size differs in this kernel, and only pointers and unsigned integers can be adapted"
      default: "this kernel's types do not have it"
      }
    let operation = Instruction.Operation(relocation.outcome.before)
    return error.adding { facts in
      facts.reason =
        "the program reaches instruction \(place), compiled as `\(operation)`, whose CO-RE relocation "
        + "\(plan.specification(of: relocation)) has no answer\(line): \(why)"
      facts.advice =
        "Guard the access with bpf_core_field_exists(), bpf_core_type_exists() or "
        + "bpf_core_enum_value_exists(), or give the type a flavour for this kernel"
    }
  }

  /// The instructions of the log that call what the verifier does not know, in its order.
  static func unknownCalls(in log: String) -> [Int] {
    log.split(separator: "\n").compactMap { line in
      // "12: (85) call unknown#195896080"
      guard line.contains("call unknown#"), let colon = line.firstIndex(of: ":") else { return nil }
      return Int(line[..<colon].drop { $0 == " " })
    }
  }

  private func relocation(at instruction: Int) -> RelocationOutcome? {
    guard let function = program.functions.last(where: { $0.start <= instruction }) else {
      return nil
    }
    return plan.relocations.first {
      $0.functionName == function.name
        && $0.outcome.decision == .poisoned
        && ($0.outcome.instructionIndex == instruction - function.start
          || $0.outcome.instructionIndex == instruction - function.start - 1)
    }
  }
}
