package import CORE

extension Listing {
  /// A listing of a program that the kernel holds, of which others know the names.
  ///
  /// - Parameters:
  ///   - functions: the names of the functions, by the places where they begin.
  ///   - references: the names of what instructions refer to, by their places.
  ///   - lines: the source lines, by the places where they begin.
  ///   - texts: what to write in place of the notation of instructions, by their places.
  package init(
    name: String, instructions: [Instruction], functions: [Int: String],
    references: [Int: String],
    lines: [Int: (file: String, line: Int, column: Int, text: String)], texts: [Int: String]
  ) {
    self.init(name: name, section: "", instructions: instructions)
    self.functions = functions
    self.references = references
    self.lines = lines.mapValues { line in
      SourceLine(file: line.file, line: line.line, column: line.column, text: line.text)
    }
    self.texts = texts
  }

  /// The text of each instruction by itself, in order.
  package var notations: [String] {
    DecodedInstructions(instructions).map { instruction in
      texts[instruction.place] ?? instruction.description
    }
  }
}
