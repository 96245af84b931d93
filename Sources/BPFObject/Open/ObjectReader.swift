import BTF
import Bytes
import CORE
import ELF

/// Reads an object: each step adds what the following ones build on.
struct ObjectReader {
  let name: String
  let elf: ELFFile
  let symbols: SymbolTable
  /// What each section is for, by its number.
  let roles: [SectionRole]
  let textSection: Int?
  /// The sections of relocations of each section, by their numbers.
  let relocationTables: [Int: [Int]]

  var license = ""
  var kernelVersion: UInt32?
  var types: BTFTable?
  var info: BTFExt?
  /// The descriptions of data sections in the mended types, by the sections' names.
  var dataSections: [String: TypeID] = [:]
  var externs: [ExternSpec] = []
  /// The externs by the numbers of their symbols.
  var externOfSymbol: [Int: Int] = [:]
  /// The size of the map `.kconfig` in bytes.
  var kernelConfigurationSize = 0
  var maps: [MapSpec] = []
  /// The maps of `.maps` by the offsets of their variables.
  var mapAtOffset: [UInt64: Int] = [:]
  /// The maps of data sections by the numbers of their sections.
  var mapOfSection: [Int: Int] = [:]
  var variables: [VariableSpec] = []
  var functions: [FunctionSpec] = []
  var programs: [ProgramSpec] = []

  init(_ bytes: Bytes, name: String) throws(ObjectError) {
    self.name = name
    do { elf = try ELFFile(bytes) } catch { throw ObjectError(error) }
    guard elf.type == .relocatable, elf.machine == .bpf || elf.machine == .none else {
      throw ObjectError(
        .notBPF, "the file is \(elf.type) for \(elf.machine), not a relocatable object for BPF",
        advice: "compile with clang -target bpf -c")
    }
    let table: SymbolTable?
    do { table = try elf.symbolTable() } catch { throw ObjectError(error) }
    guard let table else {
      throw ObjectError(
        .notBPF, "the file has no symbol table",
        advice: "it was stripped; strip only debug sections (llvm-strip -g)")
    }
    symbols = table
    roles = elf.sections.map(SectionRole.init)
    var tables: [Int: [Int]] = [:]
    for (index, role) in roles.enumerated() {
      if case .relocations(of: let target) = role { tables[target, default: []].append(index) }
    }
    relocationTables = tables
    textSection = elf.sections.first { $0.isNamed(".text") && $0.type == .programBits }?.index
  }

  mutating func read() throws(ObjectError) -> ObjectFile {
    try readAttributes()
    try readTypes()
    try readFunctions()
    try readExterns()
    try mendTypes()
    try readMapDefinitions()
    try readArena()
    try readDataSections()
    try readKernelConfiguration()
    try readStructOps()
    try readMapSlots()
    let code = try readCode()
    let jumpTables = try readJumpTables()
    let exceptionCallbacks = try readExceptionCallbacks()
    return ObjectFile(
      name: name, byteOrder: elf.byteOrder, license: license, kernelVersion: kernelVersion,
      programs: SpecList(programs), maps: SpecList(maps), variables: SpecList(variables),
      externs: SpecList(externs), types: types,
      elfSections: elf.sections, info: info, code: code, jumpTables: jumpTables,
      functions: functions,
      exceptionCallbacks: exceptionCallbacks,
      textSection: textSection)
  }

  private mutating func readAttributes() throws(ObjectError) {
    for (section, role) in zip(elf.sections, roles) {
      switch role {
      case .legacyMaps:
        throw ObjectError(
          .legacyMaps, "map definitions of the time before BTF", section: "maps",
          advice: "declare each map as an anonymous struct in SEC(\".maps\") with __uint and __type"
        )
      case .license:
        let bytes = try contents(of: section)
        let span = bytes.span
        let length = span.lengthOfCString(at: 0) ?? span.byteCount
        // The kernel reads at most 128 bytes; libbpf, and so every existing object, 63.
        license = span.extracting(0..<min(length, 63)).text
      case .version:
        let bytes = try contents(of: section)
        guard bytes.count == 4,
          let version: UInt32 = bytes.span.load(at: 0, swapped: elf.byteOrder.isSwapped)
        else {
          throw ObjectError(
            .malformedSection, "\(bytes.count) bytes are not one 32-bit number", section: "version")
        }
        kernelVersion = version
      default: break
      }
    }
  }
}

// Small steps that turn the errors of the layers below into this one's.
extension ObjectReader {
  func contents(of section: Section) throws(ObjectError) -> Bytes {
    do { return try elf.contents(of: section) } catch { throw ObjectError(error) }
  }

  func symbolName(_ symbol: Symbol) throws(ObjectError) -> String {
    do {
      if symbol.type == .section, symbol.nameOffset == 0, let section = elf.section(of: symbol) {
        return section.name
      }
      return try symbols.name(of: symbol)
    } catch { throw ObjectError(error) }
  }

  func relocations(in section: Section) throws(ObjectError) -> RelocationTable {
    do { return try elf.relocations(of: section) } catch { throw ObjectError(error) }
  }
}

/// Runs a reading of BTF and turns its error into this layer's.
func readingBTF<T>(_ body: () throws(BTFError) -> T) throws(ObjectError) -> T {
  do { return try body() } catch { throw ObjectError(error) }
}
