/// Rows of text in columns that are as wide as they need to be.
package struct TextTable {
  private let heads: [String]
  private var rows: [[String]] = []

  package init(_ heads: String...) { self.heads = heads }

  package init(_ heads: [String]) { self.heads = heads }

  /// Adds a row; empty cells are shown as a dash.
  package mutating func add(_ cells: String...) { add(cells) }

  /// Adds a row of as many cells as there are heads.
  package mutating func add(_ cells: [String]) {
    rows.append(cells.map { $0.isEmpty ? "-" : $0 })
  }

  /// The lines, each indented by two blanks.
  package var text: String {
    var widths = heads.map(\.count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    var text = ""
    // Numbers stand to the right, also several in a cell: "61/5/0+2".
    let isNumeric = heads.indices.map { column in
      let cells = rows.map { $0[column] }.filter { $0 != "-" }
      return !cells.isEmpty && cells.allSatisfy(TextTable.isNumeric)
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

  private static func isNumeric(_ cell: String) -> Bool {
    cell.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "+"): true
      default: false
      }
    }
  }
}
