import Bytes
import ELF
import Testing

@Suite struct SectionTests {
  @Test(arguments: [ByteOrder.little, .big])
  func readsEveryFieldOfAHeader(order: ByteOrder) throws {
    var image = ELFImage(order: order)
    image.sections = [
      .init(
        name: ".data", type: 0x7000_0001, flags: 0x8000_0000_0000_0003, address: 0x1234_5678_9abc,
        contents: [1, 2, 3], link: 0xaabb, info: 0xccdd_eeff, alignment: 16, entrySize: 5)
    ]
    let (bytes, layout) = image.make()
    let file = try ELFFile(Bytes(bytes))
    let section = try #require(file.section(named: ".data"))
    #expect(section.index == 1)
    #expect(section.type == SectionType(rawValue: 0x7000_0001))
    #expect(section.type.description == "sh_type 0x70000001")
    #expect(section.flags == SectionFlags(rawValue: 1 << 63).union([.write, .alloc]))
    #expect(section.address == 0x1234_5678_9abc)
    #expect(section.offset == UInt64(layout.contents[1]))
    #expect(section.size == 3)
    #expect(section.link == 0xaabb)
    #expect(section.info == 0xccdd_eeff)
    #expect(section.alignment == 16)
    #expect(section.entrySize == 5)
    let contents = try file.contents(of: section).array
    #expect(contents == [1, 2, 3])
  }

  @Test func aSectionIsFoundByItsWholeNameAndTheFirstWins() throws {
    var image = ELFImage()
    image.sections = [".maps.more", ".map", ".maps", ".maps"].map { .init(name: $0, type: 1) }
    let file = try ELFFile(image.bytes)
    #expect(file.section(named: ".maps")?.index == 3)
    #expect(file.section(named: ".map")?.index == 2)
    #expect(file.section(named: ".maps\0") == nil)
    #expect(file.section(named: ".maps\0.maps") == nil)
    #expect(file.section(named: "")?.index == 0)
  }

  @Test func aNameThatIsNotUTF8IsStillAName() throws {
    var image = ELFImage()
    image.sections = [.init(name: "abc", type: 1)]
    var (bytes, layout) = image.make()
    bytes[layout.contents[2] + 2] = 0xff
    #expect(try ELFFile(Bytes(bytes)).sections[1].name == "a\u{fffd}c")
  }

  @Test(arguments: [UInt32(8), 0])
  func sectionsWithoutBytesSaySo(type: UInt32) throws {
    var image = ELFImage()
    image.sections = [.init(name: ".bss", type: type, size: 1 << 40)]
    let file = try ELFFile(image.bytes)
    let section = file.sections[1]
    #expect(section.size == 1 << 40)
    let error = try #require(throws: ELFError.self) { try file.contents(of: section) }
    #expect(error.code == .noContents)
    #expect(error.section == 1)
    #expect(error.description.contains("section 1 \".bss\""))
  }

  @Test(arguments: [
    (UInt64(0), UInt64.max), (.max, 1), (.max, .max), (1 << 63, 1), (64, 1 << 63), (0, 1 << 40),
  ])
  func damageInOneSectionDoesNotHideTheOthers(offset: UInt64, size: UInt64) throws {
    var image = ELFImage()
    image.sections = [
      .init(name: "bad", type: 1), .init(name: "good", type: 1, contents: [7]),
    ]
    var (bytes, layout) = image.make()
    bytes.patch(offset, at: layout.header(ofSection: 1) + 24)
    bytes.patch(size, at: layout.header(ofSection: 1) + 32)
    let file = try ELFFile(Bytes(bytes))
    let error = try #require(throws: ELFError.self) { try file.contents(of: file.sections[1]) }
    #expect(error.code == .outOfBounds)
    #expect(error.offset == offset)
    #expect(error.description.contains("section 1 \"bad\""))
    let good = try file.contents(of: file.sections[2]).array
    #expect(good == [7])
  }

  @Test func aSectionMayEndWithTheFileAndAnEmptyOneMayStandAnywhere() throws {
    var image = ELFImage()
    image.sections = [.init(name: "a", type: 1), .init(name: "b", type: 1)]
    var (bytes, layout) = image.make()
    bytes.patch(UInt64(bytes.count - 1), at: layout.header(ofSection: 1) + 24)
    bytes.patch(UInt64(1), at: layout.header(ofSection: 1) + 32)
    bytes.patch(UInt64.max, at: layout.header(ofSection: 2) + 24)
    let file = try ELFFile(Bytes(bytes))
    #expect(try file.contents(of: file.sections[1]).count == 1)
    #expect(try file.contents(of: file.sections[2]).count == 0)
  }

  @Test(arguments: [ByteOrder.little, .big])
  func numbersThatDoNotFitStandInSectionZero(order: ByteOrder) throws {
    let plain = try ELFFile(ELFImage.complete(order).bytes)
    let extended = try ELFFile(ELFImage.complete(order, .extended).bytes)
    #expect(extended.sections.dropFirst() == plain.sections.dropFirst())
    #expect(extended.segments == plain.segments)
    #expect(extended.sections[0].size == UInt64(extended.sections.count))
  }

  @Test func moreSectionsThanSixteenBitsCount() throws {
    var image = ELFImage(numbering: .extended)
    image.sections = Array(repeating: .init(name: "", type: 1), count: 70_000)
    image.sections[69_998].name = "late"
    let (symbols, strings) = ELFImage.symbols([.init(name: "s", section: 0xffff)], .little)
    image.sections[0] = .init(
      name: ".symtab", type: 2, contents: symbols, link: 2, entrySize: 24)
    image.sections[1] = .init(name: ".strtab", type: 3, contents: strings)
    var indices = Writer(order: .little)
    indices.append(UInt32(0), 69_999)
    image.sections[2] = .init(
      name: ".symtab_shndx", type: 18, contents: indices.bytes, link: 1, entrySize: 4)
    let file = try ELFFile(image.bytes)
    #expect(file.sections.count == 70_002)
    let table = try #require(try file.symbolTable())
    #expect(table[1].section == .index(69_999))
    #expect(file.section(of: table[1])?.name == "late")
  }

  @Test func extendedNumbersAreCheckedToo() throws {
    var (bytes, layout) = ELFImage(numbering: .extended).make()
    for count in [10_000_000, UInt64.max, UInt64.max / 64 + 2] {
      bytes.patch(count, at: layout.sectionHeaders + 32)
      let error = try #require(throws: ELFError.self) { try ELFFile(Bytes(bytes)) }
      #expect(error.code == .outOfBounds)
      #expect(error.description.contains("\(count) headers"))
    }
  }

  @Test func theNamesMustBeInAStringTable() throws {
    var (bytes, layout) = ELFImage().make()
    bytes.patch(UInt32(1), at: layout.header(ofSection: 1) + 4)
    let error = try #require(throws: ELFError.self) { try ELFFile(Bytes(bytes)) }
    #expect(error.code == .invalidLink)
    #expect(error.description.contains("SHT_PROGBITS, not SHT_STRTAB"))
    bytes.patch(UInt16(0), at: 62)
    #expect(try ELFFile(Bytes(bytes)).sections.map(\.name) == ["", ""])
  }

  @Test func aNameMustLieInTheStringTableAndEnd() throws {
    var image = ELFImage()
    image.sections = [.init(name: "name", type: 1)]
    let (good, layout) = image.make()
    var outside = good
    outside.patch(UInt32(1000), at: layout.header(ofSection: 1))
    var unterminated = good
    let nameTable = layout.header(ofSection: 2)
    unterminated.patch(UInt64(3), at: nameTable + 32)
    for (bytes, says) in [
      (outside, "at 1000 in section 2, lies outside"), (unterminated, "the end"),
    ] {
      let error = try #require(throws: ELFError.self) { try ELFFile(Bytes(bytes)) }
      #expect(error.code == .invalidName)
      #expect(error.section == 1)
      #expect(error.offset == UInt64(layout.header(ofSection: 1)))
      #expect(error.description.contains(says))
    }
  }
}
