import BPFObject
import BTF
import CORE

/// The report for people.
extension RelocationReport {
  var text: String {
    guard case .success(let object) = opened else { return "" }
    var text = "\(fileName) on a kernel of \(counted(target.types?.count ?? 0, "type"))\n"
    var tally = Tally()
    if case .success(let plan) = whole {
      text += describe(plan, &tally)
    }
    for (program, plan) in alone {
      switch plan {
      case .success(let plan):
        let isOff = (try? whole?.get()) != nil
        text += describe(plan, &tally, note: isOff ? "not loaded by default" : nil)
      case .failure(let error):
        tally.failed += 1
        text += "\n\(program.name)  SEC(\"\(program.sectionName)\")\n  cannot be prepared: \(error)\n"
      }
    }
    return text + "\n" + tally.text(programs: object.programs.count) + "\n"
  }

  private struct Tally {
    var decisions: [COREOutcome.Decision: Int] = [:]
    var prepared = 0
    var failed = 0

    func text(programs: Int) -> String {
      let total = decisions.values.reduce(0, +)
      let parts: [String] = [
        (COREOutcome.Decision.patched, "patched"), (.unchanged, "unchanged"),
        (.poisoned, "poisoned"),
      ].map { "\(decisions[$0] ?? 0) \($1)" }
      return "\(prepared) of \(counted(programs, "program")) can be prepared; "
        + "\(counted(total, "relocation")): " + parts.joined(separator: ", ")
    }
  }

  private func describe(_ plan: LoadPlan, _ tally: inout Tally, note: String? = nil) -> String {
    var text = ""
    var groups: [String: [RelocationOutcome]] = [:]
    for relocation in plan.relocations {
      groups[relocation.functionName, default: []].append(relocation)
      tally.decisions[relocation.outcome.decision, default: 0] += 1
    }
    for program in plan.programs {
      tally.prepared += 1
      text += "\n\(program.spec.name)  SEC(\"\(program.spec.sectionName)\")  "
      text += counted(program.instructions.count, "instruction")
      if let target = program.attachTarget { text += ", attaches to \(target.name) \(target.id)" }
      if let note { text += ", \(note)" }
      text += "\n"
      text += describe(groups.removeValue(forKey: program.spec.name) ?? [], of: plan)
    }
    for (name, relocations) in groups.sorted(by: { $0.key < $1.key }) {
      text += "\n\(name)  subprogram\n" + describe(relocations, of: plan)
    }
    return text
  }

  private func describe(_ relocations: [RelocationOutcome], of plan: LoadPlan) -> String {
    var text = ""
    var lastLine: SourceLine?
    for relocation in relocations {
      let line = plan.sourceLine(of: relocation)
      if let line, line != lastLine { text += "  \(line)  \(line.text)\n" }
      lastLine = line
      let outcome = relocation.outcome
      text += "    insn \(outcome.instructionIndex)  \(plan.specification(of: relocation))\n"
      text += "      \(outcome.decision.rawValue)"
      if outcome.decision != .poisoned {
        text += ": \(outcome.changeDescription)\n"
        continue
      }
      text += ": \(plan.poisonDescription(of: relocation) ?? "no reason is known")\n"
      for candidate in plan.candidates(of: relocation) {
        text += "      candidate \(candidate.type) \(candidate.kind) \(candidate.name)\n"
      }
    }
    return text
  }
}
