import BPFObject

/// The report for people.
extension CheckReport {
  /// A table of objects and kernels, and what is broken of each object.
  var text: String {
    let names = kernels.map(\.name)
    var table = TextTable(["resolved/guarded/broken"] + names)
    var details = ""
    for entry in entries {
      guard case .success(let matrix) = entry.matrix else {
        table.add([entry.name] + names.map { _ in "-" })
        continue
      }
      let cells = names.map { kernel in
        guard matrix.kernels.contains(kernel) else { return "-" }
        let counts = matrix.counts(on: kernel)
        let allowed = counts.allowed == 0 ? "" : "+\(counts.allowed)"
        return "\(counts.resolved)/\(counts.guarded)/\(counts.broken)\(allowed)"
      }
      table.add([entry.name] + cells)
      if !matrix.broken.isEmpty { details += "\n\(entry.name)\n\(matrix.brokenText)" }
    }
    return table.text + details + "\n" + summary + "\n"
  }

  /// One line.
  private var summary: String {
    let matrices = entries.compactMap { try? $0.matrix.get() }
    let needs = matrices.reduce(0) { $0 + $1.rows.count }
    let broken = matrices.reduce(0) { $0 + $1.broken.count }
    var text = counted(matrices.count, "object") + " on " + counted(kernels.count, "kernel") + ": "
    text += counted(needs, "need") + ", \(broken) broken"
    if !failures.isEmpty { text += "; " + counted(failures.count, "object") + " not checked" }
    return text
  }
}
