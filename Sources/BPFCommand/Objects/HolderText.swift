import BPF

extension [ObjectHolders.Process] {
  /// `bpf (4711), systemd (1)`.
  var text: String { map { "\($0.command) (\($0.id))" }.joined(separator: ", ") }

  /// The member `pids` of an object's JSON.
  func write(to json: inout JSONWriter) {
    json.array("pids") { json in
      for process in self {
        json.object { json in
          json.field("pid", process.id)
          json.field("comm", process.command)
        }
      }
    }
  }
}

/// Facts with their names to the left, for the look at one object.
struct FactList {
  private var facts: [(name: String, value: String)] = []

  /// Adds a fact; one without a value is left out.
  mutating func add(_ name: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    facts.append((name, value))
  }

  /// The lines, each indented by two blanks.
  var text: String {
    let width = facts.map(\.name.count).max() ?? 0
    return facts.map { fact in
      "  " + fact.name + String(repeating: " ", count: width - fact.name.count + 2) + fact.value
        + "\n"
    }.joined()
  }
}
