import Bytes
import ELF
import TestSupport
import Testing

@Suite struct RelocationTableTests {
  @Test(arguments: ["", "eb/"])
  func readsACompiledObject(folder: String) throws {
    let file = try ELFFile(Fixture.object("\(folder)subprogs"))
    let section = try #require(file.section(named: ".relsocket"))
    let table = try file.relocations(of: section)
    #expect(table.target?.name == "socket")
    #expect(table.map(\.offset) == [0x8, 0x20, 0x38, 0x58])
    #expect(table.map(\.type) == [10, 10, 10, 10])
    #expect(table.allSatisfy { $0.addend == nil })
    let symbols = try #require(table.symbols)
    #expect(symbols.section.name == ".symtab")
    let names = try table.map { try symbols.name(of: symbols[$0.symbolIndex]) }
    #expect(names == ["shared", "shared", "concealed", "replaceable"])
  }

  @Test(arguments: [ByteOrder.little, .big])
  func readsBothKinds(order: ByteOrder) throws {
    let file = try ELFFile(ELFImage.complete(order).bytes)
    let plain = try file.relocations(of: #require(file.section(named: ".rel.text")))
    #expect(plain.map(\.offset) == [8])
    #expect(plain.map(\.type) == [10])
    #expect(plain.map(\.symbolIndex) == [3])
    #expect(plain.map(\.addend) == [nil])
    #expect(plain.target?.name == ".text")
    let dynamic = try file.relocations(of: #require(file.section(named: ".rela.dyn")))
    #expect(dynamic.map(\.offset) == [0x1010])
    #expect(dynamic.map(\.addend) == [-5])
    #expect(dynamic.target == nil)
    #expect(dynamic.symbols?.section.name == ".dynsym")
  }

  @Test func withoutASymbolTableNoRelocationMayNameASymbol() throws {
    func file(symbol: UInt32) throws -> ELFFile {
      var image = ELFImage()
      image.sections = [
        .init(
          name: ".rela.plt", type: 4,
          contents: ELFImage.relocations(
            [.init(offset: 0, symbol: symbol, type: 37, addend: 9)], .little),
          entrySize: 24)
      ]
      return try ELFFile(image.bytes)
    }
    let table = try { try $0.relocations(of: $0.sections[1]) }(file(symbol: 0))
    #expect(table.map(\.addend) == [9])
    #expect(table.symbols == nil)
    let error = try #require(throws: ELFError.self) {
      try { try $0.relocations(of: $0.sections[1]) }(file(symbol: 1))
    }
    #expect(error.code == .invalidSymbolIndex)
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let what: String
    let code: ELFError.Code
    let says: String
    let damage: @Sendable (inout ELFImage) -> Void
    var testDescription: String { what }
  }

  static let refusals = [
    Refusal(what: "type", code: .wrongSectionType, says: "SHT_PROGBITS hold no relocations") {
      $0.sections[2].type = 1
    },
    Refusal(what: "entry size", code: .invalidEntrySize, says: "sh_entsize is 24, not 16") {
      $0.sections[2].entrySize = 24
    },
    Refusal(what: "target", code: .invalidLink, says: "sh_info names section 11, but") {
      $0.sections[2].info = 11
    },
    Refusal(what: "symbol table", code: .wrongSectionType, says: "section 1 \".text\"") {
      $0.sections[2].link = 1
    },
    Refusal(what: "no symbols", code: .invalidLink, says: "sh_link names section 11, but") {
      $0.sections[2].link = 11
    },
    Refusal(
      what: "symbol", code: .invalidSymbolIndex,
      says: "relocation 1 of section 3 \".rel.text\" at byte"
    ) {
      $0.sections[2].contents += ELFImage.relocations(
        [.init(offset: 0, symbol: 4, type: 1)], .little)
    },
  ]

  @Test(arguments: refusals)
  func refuses(_ refusal: Refusal) throws {
    var image = ELFImage.complete(.little)
    refusal.damage(&image)
    let file = try ELFFile(image.bytes)
    let error = try #require(throws: ELFError.self) { try file.relocations(of: file.sections[3]) }
    #expect(error.code == refusal.code)
    #expect(error.description.contains(refusal.says))
  }
}
