import BPF
import BPFObject
import SystemPackage

/// Objects held against the running kernel.
struct HostReport: Report {
  /// An object and what it misses.
  struct Entry {
    let file: String
    let answer: Result<(Requirements, [UnmetNeed]), any Error>
  }

  let entries: [Entry]

  init(_ objects: [String], kernel: Kernel, programs: Set<String>?) {
    entries = objects.map { file in
      Entry(
        file: file,
        answer: Result {
          let object = try ObjectFile(contentsOf: FilePath(file))
          let requirements = try object.requirements(programs: programs)
          return (requirements, try kernel.check(requirements))
        })
    }
  }

  /// The objects that could not be checked.
  var failures: [(object: String, error: any Error)] {
    entries.compactMap { entry in
      if case .failure(let error) = entry.answer { (entry.file, error) } else { nil }
    }
  }

  /// Whether nothing is certainly missing.
  var isMet: Bool {
    entries.allSatisfy { entry in
      switch entry.answer {
      case .success((_, let unmet)): !unmet.contains(where: \.isCertain)
      case .failure: false
      }
    }
  }
}

/// The report for people.
extension HostReport {
  var text: String {
    var text = ""
    for entry in entries {
      guard case .success((let requirements, let unmet)) = entry.answer else { continue }
      let name = FilePath(entry.file).lastComponent?.string ?? entry.file
      text += "\(name): " + counted(requirements.needs.count, "need") + " of this kernel, "
      let count = unmet.count(where: \.isCertain)
      text += count == 0 ? "all met" : "\(count) unmet"
      text += unmet.count == count ? "\n" : ", \(unmet.count - count) that it does not tell\n"
      for need in unmet {
        text += "  \(need.isCertain ? "missing" : "cannot tell"): \(need.what)\n"
        if !need.users.isEmpty { text += "    for: \(need.users.joined(separator: ", "))\n" }
        text += "    why: \(need.reason)\n    do:  \(need.remedy)\n"
      }
    }
    return text
  }
}

/// The report for programs: one JSON object.
///
///     {"met":BOOL,"objects":[{"object","error":TEXT|null,
///       "requirements":[{"what","users":[NAME…],"guarded":BOOL,"since":VERSION|null}],
///       "unmet":[{"what","users":[NAME…],"since":VERSION|null,"reason","remedy","certain":BOOL}]}]}
extension HostReport {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("met", isMet)
      json.array("objects") { json in
        for entry in entries { json.object { json in write(entry, to: &json) } }
      }
    }
    json.newline()
  }

  private func write(_ entry: Entry, to json: inout JSONWriter) {
    json.field("object", entry.file)
    switch entry.answer {
    case .failure(let error): json.field("error", "\(error)")
    case .success((let requirements, let unmet)):
      json.field("error", nil)
      json.array("requirements") { json in
        for need in requirements.needs {
          json.object { json in
            json.field("what", need.part.description)
            users(need.users, to: &json)
            json.field("guarded", need.isGuarded)
            json.field("since", need.part.firstKernel)
          }
        }
      }
      json.array("unmet") { json in
        for need in unmet {
          json.object { json in
            json.field("what", need.what)
            users(need.users, to: &json)
            json.field("since", need.firstKernel)
            json.field("reason", need.reason)
            json.field("remedy", need.remedy)
            json.field("certain", need.isCertain)
          }
        }
      }
    }
  }

  private func users(_ names: [String], to json: inout JSONWriter) {
    json.array("users") { json in
      for name in names { json.element(name) }
    }
  }
}
