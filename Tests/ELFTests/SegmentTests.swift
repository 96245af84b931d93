import Bytes
import ELF
import SystemPackage
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct SegmentTests {
  @Test(arguments: [ByteOrder.little, .big])
  func readsEveryField(order: ByteOrder) throws {
    let file = try ELFFile(ELFImage.complete(order).bytes)
    #expect(file.segments.map(\.index) == [0, 1])
    #expect(file.segments.map(\.type) == [.load, .note])
    let segment = file.segments[0]
    #expect(segment.flags == [.read, .execute])
    #expect(segment.offset == file.sections[1].offset)
    #expect(segment.address == 0x1000)
    #expect(segment.fileSize == 24)
    #expect(segment.memorySize == 4096)
    #expect(segment.alignment == 8)
    let contents = try file.contents(of: segment).array
    #expect(contents == Array(1...24))
  }

  @Test func anAddressHasAPlaceInTheFileWhereTheFileFillsIt() throws {
    let file = try ELFFile(ELFImage.complete(.little).bytes)
    let start = file.sections[1].offset
    #expect(file.fileOffset(ofAddress: 0x1000) == start)
    #expect(file.fileOffset(ofAddress: 0x1017) == start + 23)
    #expect(file.fileOffset(ofAddress: 0x1018) == nil)
    #expect(file.fileOffset(ofAddress: 0xfff) == nil)
    #expect(file.fileOffset(ofAddress: .max) == nil)
  }

  @Test func aSegmentOutsideTheFileIsRefusedWhenItIsAskedFor() throws {
    var (bytes, _) = ELFImage.complete(.little).make()
    bytes.patch(UInt64.max, at: 64 + 8)
    let file = try ELFFile(Bytes(bytes))
    let error = try #require(throws: ELFError.self) { try file.contents(of: file.segments[0]) }
    #expect(error.code == .outOfBounds)
    #expect(error.description.contains("segment 0"))
    #expect(file.fileOffset(ofAddress: 0x1001) == nil)
  }

  static let program: FilePath = "/bin/true"

  @Test(.enabled("needs a 64-bit ELF \(program)") { unsafe access(program.string, R_OK) == 0 })
  func readsAProgramOfTheSystem() throws {
    let file = try ELFFile(Bytes(contentsOf: SegmentTests.program))
    #expect(file.type == .sharedObject || file.type == .executable)
    #expect(file.byteOrder == .host)

    let entry = try #require(file.fileOffset(ofAddress: file.entry))
    let text = try #require(file.section(named: ".text"))
    #expect(text.offset..<text.offset + text.size ~= entry)

    let interpreter = try #require(file.segments.first { $0.type == .interpreter })
    let path = try file.contents(of: interpreter).array
    #expect(path.starts(with: "/lib".utf8))

    let symbols = try #require(try file.dynamicSymbolTable())
    #expect(symbols.symbol(named: "__libc_start_main")?.section == .undefined)

    let inSegments = try file.segments.filter { $0.type == .note }.flatMap {
      try file.notes(in: $0)
    }
    let buildID = try #require(inSegments.first { $0.type == 3 && $0.name == "GNU" })
    let section = try #require(file.section(named: ".note.gnu.build-id"))
    let inSection = try file.notes(in: section)
    #expect(inSection.count == 1)
    let (one, other) = (buildID.descriptor.array, inSection.first?.descriptor)
    #expect(!one.isEmpty)
    #expect(one == other?.array)
  }
}
