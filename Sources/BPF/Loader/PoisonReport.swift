internal import BPFObject
internal import CORE

/// Explains a refusal that came from a CO-RE relocation without an answer.
///
/// The instruction was replaced by a call that no kernel knows. Where the verifier reaches it, its
/// log names the number of that call, which says nothing to anybody.
struct PoisonReport {
  let plan: LoadPlan
  let program: ProgramPlan

  func explain(_ error: BPFError) -> BPFError {
    guard let log = error.verifierLog, let place = PoisonReport.poisonedInstruction(in: log),
      let relocation = relocation(at: place)
    else { return error }
    let line = plan.sourceLine(of: relocation).map { " (\($0): \($0.text))" } ?? ""
    let why: String
    switch relocation.outcome.poisonReason {
    case .accessesFieldIncorrectly:
      why =
        "its size differs in this kernel, and only pointers and unsigned integers can be adapted"
    default:
      why = "this kernel's types do not have it"
    }
    return error.adding { facts in
      facts.reason =
        "the program reaches instruction \(place), whose CO-RE relocation "
        + "\(plan.specification(of: relocation)) has no answer\(line): \(why)"
      facts.advice =
        "Guard the access with bpf_core_field_exists(), bpf_core_type_exists() or "
        + "bpf_core_enum_value_exists(), or give the type a flavour for this kernel"
    }
  }

  /// The last instruction of the log that the verifier refused for calling what it does not know.
  static func poisonedInstruction(in log: String) -> Int? {
    var found: Int?
    for line in log.split(separator: "\n") where line.contains("#195896080") {
      // "12: (85) call unknown#195896080"
      let text = line.drop { $0 == " " }
      guard let colon = text.firstIndex(of: ":"), let number = Int(text[..<colon]) else { continue }
      found = number
    }
    return found
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
