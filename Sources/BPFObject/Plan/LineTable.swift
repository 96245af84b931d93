import BTF

/// A place in C source.
public struct SourceLine: Sendable, Hashable, CustomStringConvertible {
  /// The file, as the compiler was given it.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1; 0 when not known.
  public let column: Int
  /// The line's text without the blanks before it.
  public let text: String

  /// File and line.
  public var description: String { "\(file):\(line)" }
}

/// The records of `.BTF.ext` about functions and lines, in order, for the sections that have code.
struct LineTable: Sendable {
  private let types: BTFTable?
  private let info: BTFExt?
  private let functions: [Int: BTFExt.Group]
  private let lines: [Int: BTFExt.Group]

  init(types: BTFTable?, info: BTFExt?, sections: [String: Int]) throws(ObjectError) {
    self.types = types
    self.info = info
    var tables: ([Int: BTFExt.Group], [Int: BTFExt.Group]) = ([:], [:])
    if let types, let info {
      for group in info.functions {
        let name = try readingBTF { () throws(BTFError) in try types.string(at: group.sectionName) }
        if let number = sections[name] { tables.0[number] = group }
      }
      for group in info.lines {
        let name = try readingBTF { () throws(BTFError) in try types.string(at: group.sectionName) }
        if let number = sections[name] { tables.1[number] = group }
      }
    }
    (functions, lines) = tables
  }

  /// The records about the instructions of a function, renumbered to start at `start`.
  func functionRecords(of function: FunctionSpec, at start: Int) throws(BTFError) -> ProgramPlan
    .InfoRecords?
  {
    guard let info, let group = functions[function.sectionIndex] else { return nil }
    return try records(info, group, of: function, at: start) { (index) throws(BTFError) in
      try info.function(index, of: group).instructionOffset
    }
  }

  /// The records about the lines of a function, renumbered to start at `start`.
  func lineRecords(of function: FunctionSpec, at start: Int) throws(BTFError) -> ProgramPlan
    .InfoRecords?
  {
    guard let info, let group = lines[function.sectionIndex] else { return nil }
    return try records(info, group, of: function, at: start) { (index) throws(BTFError) in
      try info.line(index, of: group).instructionOffset
    }
  }

  private func records(
    _ info: BTFExt, _ group: BTFExt.Group, of function: FunctionSpec, at start: Int,
    _ offset: (Int) throws(BTFError) -> UInt32
  ) throws(BTFError) -> ProgramPlan.InfoRecords? {
    // Compilers write the records in the order of the instructions.
    let first = try (0..<group.count).partitionPoint { (index) throws(BTFError) in
      Int(try offset(index)) / 8 >= function.first
    }
    var records = ProgramPlan.InfoRecords(recordSize: group.recordSize, bytes: [])
    var index = first
    while index < group.count {
      let instruction = Int(try offset(index)) / 8
      guard instruction < function.first + function.count else { break }
      guard let place = UInt32(exactly: instruction - function.first + start) else { break }
      try info.append(index, of: group, instruction: place, to: &records.bytes)
      index += 1
    }
    return records.bytes.isEmpty ? nil : records
  }

  /// The records about the lines of a function, by their places counted from its start.
  ///
  /// Damaged records are passed over.
  func starts(of function: FunctionSpec) -> [(place: Int, line: LineInfo)] {
    guard let info, let group = lines[function.sectionIndex] else { return [] }
    func instruction(_ index: Int) -> Int? {
      (try? info.line(index, of: group)).map { Int($0.instructionOffset) / 8 }
    }
    var starts: [(place: Int, line: LineInfo)] = []
    let first = (0..<group.count).partitionPoint { instruction($0) ?? 0 >= function.first }
    for index in first..<group.count {
      guard let line = try? info.line(index, of: group) else { continue }
      let place = Int(line.instructionOffset) / 8 - function.first
      guard place < function.count else { break }
      if place >= 0 { starts.append((place, line)) }
    }
    return starts
  }

  /// The source line that an instruction of a section belongs to.
  func line(section: Int, instruction: Int) -> SourceLine? {
    guard let types, let info, let group = lines[section] else { return nil }
    do throws(BTFError) {
      let after = try (0..<group.count).partitionPoint { (index) throws(BTFError) in
        Int(try info.line(index, of: group).instructionOffset) / 8 > instruction
      }
      guard after > 0 else { return nil }
      let line = try info.line(after - 1, of: group)
      let text = try types.string(at: line.text)
      return SourceLine(
        file: try types.string(at: line.fileName), line: line.line, column: line.column,
        text: String(text.drop { $0 == " " || $0 == "\t" }))
    } catch {
      // A line is told for people's sake; damage here must not hide the failure being explained.
      return nil
    }
  }
}
