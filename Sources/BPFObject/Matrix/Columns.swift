/// Lines of cells in columns that are as wide as they need to be: the first to the left, as it holds
/// names, the others to the right.
package struct Columns {
  private var lines: [[String]]

  /// Columns with the given heads.
  package init(_ heads: [String]) { lines = [heads] }

  /// Adds a line.
  package mutating func add(_ line: [String]) { lines.append(line) }

  /// Leaves out the last column where nothing but `cell` stands in it.
  package mutating func dropLastColumn(full cell: String) {
    guard lines.dropFirst().allSatisfy({ $0.last == cell }) else { return }
    lines = lines.map { $0.dropLast() }
  }

  /// The text, each line indented by two blanks.
  package var text: String {
    var widths: [Int] = []
    for line in lines {
      for (column, cell) in line.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return lines.map { line in
      let cells = line.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }
      return "  " + cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
