/// Rows of text in columns that are as wide as they need to be.
struct TextTable {
  private let heads: [String]
  private var rows: [[String]] = []

  init(_ heads: String...) { self.heads = heads }

  /// Adds a row; empty cells are shown as a dash.
  mutating func add(_ cells: String...) {
    rows.append(cells.map { $0.isEmpty ? "-" : $0 })
  }

  /// The lines, each indented by two blanks.
  var text: String {
    var widths = heads.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    var text = ""
    // Numbers stand to the right.
    let isNumeric = heads.indices.map { column in
      let cells = rows.map { $0[column] }.filter { $0 != "-" }
      return !cells.isEmpty && cells.allSatisfy { Int($0) != nil }
    }
    for row in [heads] + rows {
      var line = " "
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += " " + (isNumeric[column] ? padding + cell : cell + padding)
        if column < row.count - 1 { line += " " }
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }
}
