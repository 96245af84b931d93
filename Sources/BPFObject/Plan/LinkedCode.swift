import CORE

/// The instructions of a program with what they refer to filled in, as far as it is known before
/// anything is created.
struct LinkedCode {
  private(set) var instructions: [Instruction]
  private(set) var references: [ProgramPlan.Reference] = []
  private(set) var absences: [Int: ProgramPlan.Absence] = [:]
  private(set) var jumpTables: [ProgramPlan.JumpTable] = []
  /// The places of tables in ``jumpTables`` by their offsets in the section.
  private var tablePlaces: [UInt64: Int] = [:]

  private let object: ObjectFile
  private let program: String

  init(
    _ program: ProgramSpec, _ linker: Linker, _ planner: Planner, _ symbols: SymbolResolver
  ) throws(ObjectError) {
    instructions = linker.instructions
    object = planner.object
    self.program = program.name
    for (place, target) in linker.relocations {
      switch target {
      case .call, .functionAddress: break
      case .map(let map):
        instructions[place].source = Instruction.pseudoMapDescriptor
        instructions[place].immediate = 0
        references.append(ProgramPlan.Reference(instruction: place, target: .map(map)))
      case .mapValue(let map, let symbolOffset):
        let offset = instructions[place].immediate &+ Int32(truncatingIfNeeded: symbolOffset)
        try referToValue(at: offset, of: map, place)
      case .arenaValue(let map, let symbolOffset):
        let offset = try planner.arenaOffset(planner.object.maps[map]) &+ UInt64(symbolOffset)
        try referToValue(
          at: instructions[place].immediate &+ Int32(truncatingIfNeeded: offset), of: map, place)
      case .jumpTable(let offset, let size):
        do { try referToJumpTable(offset, size, place, linker) } catch { throw at(place, error) }
      case .externValue(let index):
        do { try referToExtern(index, place, planner, symbols) } catch { throw at(place, error) }
      case .externCall(let index):
        do { try callExtern(index, place, symbols) } catch { throw at(place, error) }
      }
    }
    references.sort { $0.instruction < $1.instruction }
  }

  /// An error with the place that it is about.
  private func at(_ place: Int, _ error: ObjectError) -> ObjectError {
    var error = error
    error.program = program
    error.instruction = place
    error.operation = instructions.operation(at: place)
    return error
  }

  // MARK: - Loads of 64 bits

  /// Sets source register and both halves of a wide load.
  private mutating func setLoad(
    _ place: Int, source: UInt8, _ low: UInt32, _ high: UInt32
  ) throws(ObjectError) {
    guard place + 1 < instructions.count else {
      throw ObjectError(
        .malformedProgram, "a wide load has no second half", program: program, instruction: place)
    }
    instructions[place].source = source
    instructions[place].immediate = Int32(bitPattern: low)
    instructions[place + 1].immediate = Int32(bitPattern: high)
  }

  /// Makes a wide load the load of an address in a map's value.
  private mutating func referToValue(
    at offset: Int32, of map: Int, _ place: Int
  ) throws(ObjectError) {
    try setLoad(
      place, source: Instruction.pseudoMapValue, 0, UInt32(bitPattern: offset))
    references.append(ProgramPlan.Reference(instruction: place, target: .mapValue(map)))
  }

  /// Makes a wide load that of a table of jumps, which becomes an instruction array of its own for
  /// this program.
  private mutating func referToJumpTable(
    _ offset: UInt64, _ size: UInt64, _ place: Int, _ linker: Linker
  ) throws(ObjectError) {
    if tablePlaces[offset] == nil {
      tablePlaces[offset] = jumpTables.count
      jumpTables.append(try JumpTableReader(object, linker).table(offset, size, at: place))
    }
    try setLoad(place, source: Instruction.pseudoMapValue, 0, 0)
    references.append(
      ProgramPlan.Reference(instruction: place, target: .jumpTable(tablePlaces[offset] ?? 0)))
  }

  private mutating func referToExtern(
    _ index: Int, _ place: Int, _ planner: Planner, _ symbols: SymbolResolver
  ) throws(ObjectError) {
    let item = object.externs[index]
    if item.kind == .kconfig, let map = planner.configurationMap {
      _ = try planner.facts.value(of: item)
      try referToValue(at: Int32(truncatingIfNeeded: item.offset), of: map, place)
      return
    }
    switch try symbols.resolution(of: index) {
    case .address(let address):
      try setLoad(place, source: 0, 0, 0)
      references.append(
        ProgramPlan.Reference(
          instruction: place, target: .symbol(name: item.name, address: address)))
    case .type(let id, let module):
      try setLoad(place, source: Instruction.pseudoBTFID, id.rawValue, 0)
      references.append(
        ProgramPlan.Reference(
          instruction: place, target: .kernelType(name: item.kernelName, module: module)))
    // The address of what is not there is null, which is what programs test for.
    case .absent: try setLoad(place, source: 0, 0, 0)
    }
  }

  // MARK: - Calls

  /// What the calls of missing functions are made to call, plus the number of the extern: libbpf's
  /// number, by which the verifier's complaint is recognised.
  static let missingFunction: Int32 = 2_002_000_000

  private mutating func callExtern(
    _ index: Int, _ place: Int, _ symbols: SymbolResolver
  ) throws(ObjectError) {
    switch try symbols.resolution(of: index) {
    case .type(let id, let module):
      instructions[place].source = Instruction.pseudoKernelFunctionCall
      instructions[place].immediate = Int32(bitPattern: id.rawValue)
      instructions[place].offset = module == 0 ? 0 : symbols.place(ofModule: module)
      references.append(
        ProgramPlan.Reference(
          instruction: place,
          target: .kernelFunction(name: object.externs[index].kernelName, module: module)))
    case .absent, .address:
      absences[place] = .kernelFunction(object.externs[index].kernelName)
      instructions[place].destination = 0
      instructions[place].source = 0
      instructions[place].offset = 0
      instructions[place].immediate =
        LinkedCode.missingFunction &+ Int32(truncatingIfNeeded: index)
    }
  }
}
