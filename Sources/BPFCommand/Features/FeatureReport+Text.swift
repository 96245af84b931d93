import BPF
import BPFObject

/// The report for people.
extension FeatureReport {
  var text: String {
    var text = "Linux \(facts.release ?? "of unknown release")"
    if let version = facts.version { text += " (\(version))" }
    text += "\n\nMachine\n" + machine
    if facts.options.isEmpty {
      text +=
        "\nThe kernel does not tell how it was built (no /proc/config.gz or /boot/config-…).\n"
    } else {
      text += "\nBuild options\n" + options
    }
    for group in groups {
      let count = group.rows.count { $0.support == .supported }
      text += "\n\(group.title): \(count) of \(group.rows.count)\n" + table(group.rows)
    }
    for group in helpers { text += "\n" + self.text(of: group) }
    return text
  }

  private var machine: String {
    var table = TextTable("WHAT", "VALUE")
    for (name, value) in facts.settings { table.add(name, value ?? "cannot be read") }
    table.add("security modules", facts.securityModules?.joined(separator: ",") ?? "cannot be read")
    table.add("lockdown", facts.lockdown ?? "cannot be read")
    for (name, isHeld) in facts.capabilities { table.add(name, isHeld ? "yes" : "no") }
    for (type, paths) in facts.mounts {
      table.add(type, paths.isEmpty ? "not mounted" : paths.joined(separator: " "))
    }
    return table.text
  }

  private var options: String {
    var table = TextTable("OPTION", "VALUE")
    for (name, value) in facts.options { table.add(name, value ?? "not set") }
    return table.text
  }

  private func table(_ rows: [Row]) -> String {
    var table = TextTable("NAME", "HERE", "SINCE", "WHY NOT")
    for row in rows {
      table.add(row.name, row.support.word, row.firstKernel ?? "", row.reason ?? "")
    }
    return table.text
  }

  /// The helpers in lines: those that can be called, and those of which that is not known.
  private func text(of group: Helpers) -> String {
    var text = "Helpers of \(group.type.cName)\n"
    let callable = group.rows.filter { $0.support == .supported }.map(\.name)
    text += callable.isEmpty ? "  none\n" : callable.map { "  \($0)\n" }.joined()
    var reasons: [String: Int] = [:]
    for row in group.rows {
      if case .unknown(let reason) = row.support { reasons[reason, default: 0] += 1 }
    }
    for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) {
      text += "  cannot tell of \(counted(count, "helper")): \(reason)\n"
    }
    return text
  }
}

extension Support {
  /// One word.
  var word: String {
    switch self {
    case .supported: "yes"
    case .unsupported: "no"
    case .unknown: "cannot tell"
    }
  }
}
