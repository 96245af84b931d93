import Bytes
import ELF
import Testing

/// The work for a file is linear in its size, whatever the file says.
@Suite(.timeLimit(.minutes(10))) struct CostTests {
  @Test func namesThatShareALongStringAreRefused() throws {
    var image = ELFImage()
    image.sections = Array(repeating: .init(name: "", type: 1), count: 20_000)
    image.namePrefix = Array(repeating: 0x61, count: 1 << 20)
    let error = try #require(throws: ELFError.self) { try ELFFile(image.bytes) }
    #expect(error.code == .invalidName)
    #expect(error.description.contains("longer than 16384 bytes"))
  }

  @Test func sectionsThatAllClaimTheWholeFileAreRefused() throws {
    var image = ELFImage()
    image.sections = Array(repeating: .init(name: "", type: 1), count: 100)
    var (bytes, layout) = image.make()
    for index in 1...100 {
      bytes.patch(UInt64(0), at: layout.header(ofSection: index) + 24)
      bytes.patch(UInt64(bytes.count), at: layout.header(ofSection: index) + 32)
    }
    let error = try #require(throws: ELFError.self) { try ELFFile(Bytes(bytes)) }
    #expect(error.code == .overlappingContents)
    #expect(error.section == 9)
  }

  @Test func segmentsThatAllClaimTheWholeFileAreRefused() throws {
    var image = ELFImage()
    image.sections = [.init(name: "a", type: 1, contents: Array(repeating: 1, count: 10_000))]
    image.segments = Array(repeating: .init(type: 4, section: 1), count: 100)
    let error = try #require(throws: ELFError.self) { try ELFFile(image.bytes) }
    #expect(error.code == .overlappingContents)
    #expect(error.description.contains("the segments up to this one"))
  }

  @Test func eachOfManySymbolTablesFindsItsExtendedSectionIndices() throws {
    let tables = 2000
    let (symbols, strings) = ELFImage.symbols([.init(section: 0xffff)], .little)
    var image = ELFImage()
    image.sections = [.init(name: "", type: 3, contents: strings)]
    for number in 0..<UInt32(tables) {
      let index = 2 + 3 * number
      var indices = Writer(order: .little)
      indices.append(0, index)
      image.sections += [
        .init(name: "", type: 2, contents: symbols, link: 1, entrySize: 24),
        .init(name: "", type: 18, contents: indices.bytes, link: index, entrySize: 4),
        .init(name: "", type: 9, link: index, entrySize: 16),
      ]
    }
    let file = try ELFFile(image.bytes)
    let found = try file.sections.filter { $0.type == .relocations }.map {
      try file.relocations(of: $0).symbols?[1].section
    }
    #expect(found == (0..<tables).map { .index(2 + 3 * $0) })
  }
}
