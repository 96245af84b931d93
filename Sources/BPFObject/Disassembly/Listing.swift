public import CORE

/// The instructions of a program or subprogram as text, with what is known of them.
///
/// The form is that of the verifier's log, so that the two can be read side by side:
///
///     ; if (!event) @ ./src/execsnoop.bpf.c:61
///     12: (15) if r0 == 0 goto +3 <L1>
///
/// What the bytes alone do not say stands in angle brackets: the label of a jump, or the name of a
/// map, variable, function or symbol.
public struct Listing: Sendable {
  /// The function's name.
  public let name: String
  /// The name of the ELF section.
  public let section: String
  /// The instructions.
  public let instructions: [Instruction]
  /// The names of the functions, by the places where they begin.
  var functions: [Int: String] = [:]
  /// The names of what instructions refer to, by their places.
  var references: [Int: String] = [:]
  /// The source lines, by the places where they begin.
  var lines: [Int: SourceLine] = [:]
  /// What is written in place of the notation of instructions, by their places.
  var texts: [Int: String] = [:]

  init(name: String, section: String, instructions: [Instruction]) {
    self.name = name
    self.section = section
    self.instructions = instructions
  }
}

extension Listing: CustomStringConvertible {
  /// The lines, each indented by two blanks.
  public var description: String {
    var text = ""
    append(to: &text)
    return text
  }

  /// Appends the lines to a text.
  public func append(to text: inout String) {
    let decoded = Array(DecodedInstructions(instructions))
    let labels = Labels(decoded, count: instructions.count)
    let width = String(max(instructions.count - 1, 0)).utf8.count
    var lastLine: SourceLine?
    for instruction in decoded {
      let place = instruction.place
      // The first function's name is the listing's.
      if place > 0, let function = functions[place] {
        text.append("  ")
        text.append(function)
        text.append(":\n")
        lastLine = nil
      }
      if let label = labels.label(at: place) {
        text.append("  L")
        text.append(decimal: Int64(label))
        text.append(":\n")
      }
      // The records tell expressions of one line apart, which say the same here.
      if let line = lines[place] {
        if line.line != lastLine?.line || line.file != lastLine?.file {
          text.append("  ; ")
          text.append(line.text)
          text.append(" @ ")
          text.append(line.file)
          text.append(":")
          text.append(decimal: Int64(line.line))
          text.append("\n")
        }
        lastLine = line
      }
      append(instruction, labels, width, to: &text)
    }
  }

  private func append(
    _ instruction: DecodedInstruction, _ labels: Labels, _ width: Int, to text: inout String
  ) {
    let number = String(instruction.place)
    for _ in number.utf8.count..<(width + 2) { text.append(" ") }
    text.append(number)
    text.append(": (")
    text.append(hexadecimal(instruction.instruction.opcode))
    text.append(") ")
    if let special = texts[instruction.place] {
      text.append(special)
    } else {
      instruction.write(to: &text)
    }
    if let target = instruction.jumpTarget, let label = labels.label(at: target) {
      text.append(" <L")
      text.append(decimal: Int64(label))
      text.append(">")
    } else if let name = references[instruction.place]
      ?? instruction.functionTarget.flatMap({ functions[$0] })
    {
      text.append(" <")
      text.append(name)
      text.append(">")
    }
    text.append("\n")
  }
}

/// Numbers for the places that jumps lead to, from 1 in the order of the places.
private struct Labels {
  /// 0 where there is no label.
  private var numbers: [Int32]

  init(_ decoded: [DecodedInstruction], count: Int) {
    numbers = [Int32](repeating: 0, count: count)
    for instruction in decoded {
      if let target = instruction.jumpTarget, numbers.indices.contains(target) {
        numbers[target] = 1
      }
    }
    var next: Int32 = 0
    for instruction in decoded {
      if numbers[instruction.place] != 0 {
        next &+= 1
        numbers[instruction.place] = next
      }
      // No instruction begins at the second half of a wide load, though a jump may lead there.
      if instruction.count == 2 { numbers[instruction.place + 1] = 0 }
    }
  }

  func label(at place: Int) -> Int32? {
    guard numbers.indices.contains(place), numbers[place] != 0 else { return nil }
    return numbers[place]
  }
}
