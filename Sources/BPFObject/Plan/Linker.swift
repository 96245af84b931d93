import BTF
import Bytes
import CORE

/// Puts a program together: its own instructions, and behind them those of every subprogram that it
/// reaches, each once, in the order in which they are first met.
///
/// The order is libbpf's (depth first, callers before callees), so that the same object gives the
/// same instructions.
struct Linker {
  let object: ObjectFile
  /// The functions' instructions after CO-RE, by the functions' places.
  let code: [Int: [Instruction]]
  let lines: LineTable

  private(set) var instructions: [Instruction] = []
  private(set) var relocations: [(instruction: Int, target: CodeRelocation.Target)] = []
  private(set) var functions: [ProgramPlan.Function] = []
  private(set) var functionInfo = ProgramPlan.InfoRecords.none
  private(set) var lineInfo = ProgramPlan.InfoRecords.none
  private var dropsFunctionInfo = false
  private var dropsLineInfo = false
  /// Where each subprogram that was appended begins, by its place in `ObjectFile.functions`.
  private var starts: [Int: Int] = [:]
  private let programName: String

  /// The most instructions that a kernel takes (`BPF_COMPLEXITY_LIMIT_INSNS`), and so a bound for
  /// objects whose functions call each other without end.
  static let limit = 1_000_000

  init(
    _ program: ProgramSpec, in object: ObjectFile, code: [Int: [Instruction]], lines: LineTable
  ) throws(ObjectError) {
    self.object = object
    self.code = code
    self.lines = lines
    programName = program.name
    guard let index = object.place(of: program) else {
      throw ObjectError(.noSuchProgram, "the object has no such function", program: program.name)
    }
    try append(index)
    try walk(from: index, start: 0)
    if let callback = try object.exceptionCallback(of: program), starts[callback] == nil {
      let start = instructions.count
      try append(callback)
      try walk(from: callback, start: start)
    }
  }

  /// Appends every subprogram that a function reaches.
  private mutating func walk(from index: Int, start: Int) throws(ObjectError) {
    // Callees are met while their callers are walked, which may append more; a worklist in the order
    // of a depth-first walk instead of recursion keeps hostile objects from exhausting the stack.
    var pending = [Frame(function: index, start: start, next: 0)]
    while var frame = pending.popLast() {
      let function = object.functions[frame.function]
      var callee: Int?
      while frame.next < function.count, callee == nil {
        callee = try link(frame.next, of: function, start: frame.start)
        frame.next += 1
      }
      if let callee {
        pending.append(frame)
        pending.append(Frame(function: callee, start: starts[callee] ?? 0, next: 0))
      }
    }
  }

  private struct Frame {
    let function: Int
    let start: Int
    var next: Int
  }

  private mutating func append(_ index: Int) throws(ObjectError) {
    let function = object.functions[index]
    guard let own = code[index] else {
      throw ObjectError(
        .missingFunction, "'\(function.name)' is not among the programs to load",
        program: programName)
    }
    let start = instructions.count
    guard start + function.count <= Linker.limit else {
      throw ObjectError(
        .malformedProgram, "with its subprograms it has more than \(Linker.limit) instructions",
        program: programName)
    }
    starts[index] = start
    instructions.append(contentsOf: own)
    functions.append(ProgramPlan.Function(spec: function, index: index, start: start))
    for relocation in object.relocations(of: function) {
      relocations.append((relocation.instruction - function.first + start, relocation.target))
    }
    try appendInfo(function, start)
  }

  /// The first function decides: an object without records for it has none to pass on, while one
  /// that has them for a part of a program only would be refused by the kernel.
  private mutating func appendInfo(_ function: FunctionSpec, _ start: Int) throws(ObjectError) {
    if !dropsFunctionInfo {
      let found = try readingBTF { () throws(BTFError) in
        try lines.functionRecords(of: function, at: start)
      }
      if let found {
        functionInfo.recordSize = found.recordSize
        functionInfo.bytes += found.bytes
      } else if start == 0 {
        dropsFunctionInfo = true
      } else {
        throw missing("func_info", function)
      }
    }
    if !dropsLineInfo {
      let found = try readingBTF { () throws(BTFError) in
        try lines.lineRecords(of: function, at: start)
      }
      if let found {
        lineInfo.recordSize = found.recordSize
        lineInfo.bytes += found.bytes
      } else if start == 0 {
        dropsLineInfo = true
      } else {
        throw missing("line_info", function)
      }
    }
  }

  private func missing(_ what: String, _ function: FunctionSpec) -> ObjectError {
    ObjectError(
      .malformedBTF, ".BTF.ext has no \(what) for the subprogram '\(function.name)'",
      program: programName, advice: "compile every part of the object with -g")
  }

  private func unlinked(_ detail: String, _ function: FunctionSpec, _ place: Int) -> ObjectError {
    var error = ObjectError(
      .missingFunction, detail, program: programName, section: function.sectionName,
      instruction: place)
    error.operation = instructions.operation(at: place)
    return error
  }

  /// Sets the distance of a call or function address, and gives the callee when it is a new one.
  private mutating func link(
    _ offset: Int, of function: FunctionSpec, start: Int
  ) throws(ObjectError) -> Int? {
    let place = start + offset
    var instruction = instructions[place]
    // Only these two can refer to a function; most instructions are neither.
    guard instruction.isCall || instruction.isWideLoad else { return nil }
    let target = object.relocation(at: function.first + offset, of: function)
    if case .functionAddress = target { instruction.source = Instruction.pseudoFunction }
    guard instruction.isSubprogramCall || instruction.isFunctionAddress else { return nil }
    let callee: Int64
    switch target {
    case .externCall: return nil
    case .call(let symbolOffset):
      // A symbol of the function itself comes with -1, one of the section with the distance.
      callee = Int64(clamping: symbolOffset / 8) + Int64(instruction.immediate) + 1
    case .functionAddress(let symbolOffset):
      callee = Int64(clamping: symbolOffset / 8) + Int64(instruction.immediate) / 8
    case nil where instruction.isSubprogramCall && function.sectionIndex == object.textSection:
      // Inside .text, the distance was known to the compiler.
      callee = Int64(function.first + offset) + Int64(instruction.immediate) + 1
    default:
      throw unlinked("a call or function address without a usable relocation", function, place)
    }
    guard let index = object.subprogram(at: callee) else {
      throw unlinked("no function starts at instruction \(callee) of .text", function, place)
    }
    var isNew = false
    if starts[index] == nil {
      try append(index)
      isNew = true
    }
    let distance = (starts[index] ?? 0) - place - 1
    instruction.immediate = Int32(truncatingIfNeeded: distance)
    instructions[place] = instruction
    return isNew ? index : nil
  }
}
