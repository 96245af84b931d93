import Bytes
import ELF
import TestSupport
import Testing

@Suite struct SymbolTableTests {
  static func file(
    _ symbols: [ELFImage.Symbol], _ order: ByteOrder = .little,
    _ change: (inout ELFImage) -> Void = { _ in }
  ) throws -> ELFFile {
    let (table, strings) = ELFImage.symbols(symbols, order)
    var image = ELFImage(order: order)
    image.sections = [
      .init(name: ".symtab", type: 2, contents: table, link: 2, info: 1, entrySize: 24),
      .init(name: ".strtab", type: 3, contents: strings),
    ]
    change(&image)
    return try ELFFile(image.bytes)
  }

  static func symbolTable(of file: ELFFile) throws -> SymbolTable {
    try #require(try file.symbolTable())
  }

  @Test(arguments: ["", "eb/"])
  func readsACompiledObject(folder: String) throws {
    let file = try ELFFile(Fixture.object("\(folder)subprogs"))
    let table = try SymbolTableTests.symbolTable(of: file)
    let names = try table.map { symbol in try table.name(of: symbol) }
    #expect(
      names
        == [
          "", ".text", "middle", "leaf", "socket", "tc", "add_index", "classifier", "add_element",
          "unreached", "touched", "shared", "concealed", "replaceable", "calls_global", "calls_all",
          "calls_loop", "calls_for_each", "numbers", "LICENSE",
        ].map { [".text", "socket", "tc", "classifier"].contains($0) ? "" : $0 })
    #expect(table.map(\.index) == Array(0..<20))
    let callsAll = try #require(table.symbol(named: "calls_all"))
    #expect(callsAll.value == 0x18)
    #expect(callsAll.size == 96)
    #expect(callsAll.type == .function)
    #expect(callsAll.binding == .global)
    #expect(callsAll.visibility == .default)
    #expect(file.section(of: callsAll)?.name == "socket")
    #expect(table.symbol(named: "middle")?.binding == .local)
    #expect(table.symbol(named: "concealed")?.visibility == .hidden)
    #expect(table.symbol(named: "replaceable")?.binding == .weak)
    #expect(table.symbol(named: "touched")?.type == .object)
    #expect(table[1].type == .section)
    #expect(table[1].section == .index(2))
  }

  @Test(arguments: [ByteOrder.little, .big])
  func readsEveryField(order: ByteOrder) throws {
    let file = try SymbolTableTests.file(
      [
        .init(
          name: "x", type: 0xa, binding: 0xc, visibility: 0xff, section: 2,
          value: 0x1122_3344_5566_7788, size: .max)
      ], order)
    let table = try SymbolTableTests.symbolTable(of: file)
    let symbol = table[1]
    #expect(symbol.nameOffset == 1)
    #expect(symbol.type == .indirectFunction)
    #expect(symbol.binding == SymbolBinding(rawValue: 0xc))
    #expect(symbol.visibility == .protected)
    #expect(symbol.section == .index(2))
    #expect(symbol.value == 0x1122_3344_5566_7788)
    #expect(symbol.size == .max)
  }

  @Test func sectionIndicesAreOfSectionsThatExist() throws {
    let indices: [UInt16] = [0, 1, 3, 4, 0xfeff, 0xff00, 0xfff1, 0xfff2, 0xffff]
    let file = try SymbolTableTests.file(indices.map { .init(section: $0) })
    let table = try SymbolTableTests.symbolTable(of: file)
    #expect(
      table.dropFirst().map(\.section) == [
        .undefined, .index(1), .index(3), .other(4), .other(0xfeff), .other(0xff00), .absolute,
        .common, .other(0xffff),
      ])
    #expect(
      table.dropFirst().map { file.section(of: $0)?.index } == [nil, 1, 3]
        + Array(repeating: nil, count: 6))
  }

  @Test func extendedSectionIndicesAreOfSectionsThatExist() throws {
    let file = try SymbolTableTests.file([.init(section: 0xffff), .init(section: 0xffff)]) {
      var indices = Writer(order: .little)
      indices.append(UInt32(0), 3, 99)
      $0.sections.append(
        .init(name: ".shndx", type: 18, contents: indices.bytes, link: 1, entrySize: 4))
    }
    let table = try SymbolTableTests.symbolTable(of: file)
    #expect(table.map(\.section) == [.undefined, .index(3), .other(99)])
  }

  @Test func anIndexFromOutsideIsLookedUpSafely() throws {
    let table = try SymbolTableTests.symbolTable(of: SymbolTableTests.file([.init(name: "a")]))
    #expect(table.symbol(at: 1)?.nameOffset == 1)
    #expect([-1, 2, .max, .min].allSatisfy { table.symbol(at: $0) == nil })
  }

  @Test func namesAreWhole() throws {
    let file = try SymbolTableTests.file(
      [.init(name: "counter"), .init(name: "count"), .init(name: "ähnlich"), .init(name: "")])
    let table = try SymbolTableTests.symbolTable(of: file)
    #expect(table.symbol(named: "count")?.index == 2)
    #expect(table.symbol(named: "ähnlich")?.index == 3)
    #expect(table.symbol(named: "")?.index == 0)
    #expect(table.symbol(named: "counter\0count") == nil)
    #expect(table.isName("", of: table[4]))
    #expect(!table.isName("", of: table[1]))
  }

  @Test func aNameThatCannotBeReadConcernsOnlyItsSymbol() throws {
    let file = try SymbolTableTests.file([
      .init(name: "first"), .init(name: "second"), .init(name: "cut"),
    ]) { image in
      image.sections[0].contents.patch(UInt32(5000), at: 24)
      image.sections[1].contents.removeLast()
    }
    let table = try SymbolTableTests.symbolTable(of: file)
    let outside = try #require(throws: ELFError.self) { try table.name(of: table[1]) }
    #expect(outside.code == .invalidName)
    #expect(outside.offset == file.sections[1].offset + 24)
    #expect(outside.description.contains("symbol 1 at byte"))
    #expect(outside.description.contains("at 5000 in section 2 \".strtab\", lies outside"))
    #expect(try table.name(of: table[2]) == "second")
    let cut = try #require(throws: ELFError.self) { try table.name(of: table[3]) }
    #expect(cut.description.contains("runs over the end"))
    #expect(table.symbol(named: "cut") == nil)
  }

  @Test func namesHaveALimit() throws {
    let longest = String(repeating: "n", count: 1 << 14)
    let file = try SymbolTableTests.file([.init(name: longest), .init(name: longest + "n")])
    let table = try SymbolTableTests.symbolTable(of: file)
    #expect(try table.name(of: table[1]) == longest)
    let error = try #require(throws: ELFError.self) { try table.name(of: table[2]) }
    #expect(error.description.contains("longer than 16384 bytes"))
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let what: String
    let code: ELFError.Code
    let says: String
    let damage: @Sendable (inout ELFImage) -> Void
    var testDescription: String { what }
  }

  static let refusals = [
    Refusal(what: "entry size", code: .invalidEntrySize, says: "sh_entsize is 16, not 24") {
      $0.sections[0].entrySize = 16
    },
    Refusal(what: "cut entry", code: .invalidEntrySize, says: "47 bytes are no whole number") {
      $0.sections[0].contents.removeLast()
    },
    Refusal(what: "no link", code: .invalidLink, says: "names section 0, but") {
      $0.sections[0].link = 0
    },
    Refusal(what: "link outside", code: .invalidLink, says: "names section 4294967295, but") {
      $0.sections[0].link = .max
    },
    Refusal(what: "link to itself", code: .invalidLink, says: "SHT_SYMTAB, not SHT_STRTAB") {
      $0.sections[0].link = 1
    },
    Refusal(what: "two tables", code: .duplicateSymbolTable, says: "section 3 \"second\"") {
      $0.sections.append($0.sections[0])
      $0.sections[2].name = "second"
    },
    Refusal(what: "outside the file", code: .outOfBounds, says: "2400000 bytes do not fit") {
      $0.sections[0].size = 2_400_000
    },
  ]

  @Test(arguments: refusals)
  func refuses(_ refusal: Refusal) throws {
    let file = try SymbolTableTests.file([.init(name: "a")], .little, refusal.damage)
    let error = try #require(throws: ELFError.self) { try file.symbolTable() }
    #expect(error.code == refusal.code)
    #expect(error.description.contains(refusal.says))
    let other = try #require(throws: ELFError.self) { try file.symbolTable(in: file.sections[2]) }
    #expect(other.code == .wrongSectionType)
  }
}
