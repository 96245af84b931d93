import BPFObject

extension RelocationReport {
  /// The final instructions of every program that can be prepared.
  var instructions: String {
    var text = ""
    if case .success(let plan) = whole { append(plan, to: &text) }
    for (_, plan) in alone {
      if case .success(let plan) = plan { append(plan, to: &text) }
    }
    return text
  }

  private func append(_ plan: LoadPlan, to text: inout String) {
    for listing in plan.listings() { listing.appendSection(to: &text) }
  }
}

extension Listing {
  /// Appends a headline and the lines.
  func appendSection(to text: inout String) {
    text += "\nInstructions of \(name)  SEC(\"\(section)\")\n"
    append(to: &text)
  }
}
