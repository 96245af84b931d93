import BTF

/// Reads the source lines of many instructions; each text is read once.
struct SourceLines {
  private let types: BTFTable
  private var texts: [UInt32: String] = [:]
  /// How much text may still be read: records can claim the same long text again and again.
  private var budget = 1 << 26

  init(types: BTFTable) { self.types = types }

  /// The lines of a function, by the places where they begin, counted from its start.
  mutating func lines(of function: FunctionSpec, in table: LineTable) -> [Int: SourceLine] {
    var lines: [Int: SourceLine] = [:]
    for (place, info) in table.starts(of: function) { lines[place] = line(info) }
    return lines
  }

  /// The line of a record; `nil` when the record is damaged, or texts have become too many.
  private mutating func line(_ info: LineInfo) -> SourceLine? {
    guard budget > 0, let file = string(at: info.fileName), let text = string(at: info.text)
    else { return nil }
    return SourceLine(file: file, line: info.line, column: info.column, text: text)
  }

  private mutating func string(at offset: UInt32) -> String? {
    if let known = texts[offset] { return known }
    guard let text = try? types.string(at: offset) else { return nil }
    budget -= text.utf8.count
    let trimmed = String(text.drop { $0 == " " || $0 == "\t" })
    texts[offset] = trimmed
    return trimmed
  }
}
