import Bytes
import ELF
import TestSupport
import Testing

@Suite struct ELFFileTests {
  @Test(arguments: [("", ByteOrder.little), ("eb/", .big)])
  func readsACompiledObject(folder: String, order: ByteOrder) throws {
    let file = try ELFFile(Fixture.object("\(folder)subprogs"))
    #expect(file.byteOrder == order)
    #expect(file.type == .relocatable)
    #expect(file.machine == .bpf)
    #expect(file.segments.isEmpty)
    #expect(
      file.sections.map(\.name) == [
        "", ".strtab", ".text", ".rel.text", "socket", ".relsocket", "tc", ".reltc", "classifier",
        ".relclassifier", ".bss", ".maps", "license", ".BTF", ".rel.BTF", ".BTF.ext",
        ".rel.BTF.ext", ".llvm_addrsig", ".symtab",
      ])
    #expect(file.sections.map(\.index) == Array(0..<19))
    let license = try #require(file.section(named: "license"))
    let text = try file.contents(of: license).array
    #expect(text == Array("GPL\0".utf8))
  }

  @Test(arguments: [ByteOrder.little, .big])
  func readsEveryFieldOfTheHeader(order: ByteOrder) throws {
    var (image, _) = ELFImage(order: order, type: 0xfe01, machine: 0x1234).make()
    image.patch(UInt64(0x1122_3344_5566_7788), at: 24, order)
    image.patch(UInt32(0xaabb_ccdd), at: 48, order)
    let file = try ELFFile(Bytes(image))
    #expect(file.byteOrder == order)
    #expect(file.type == FileType(rawValue: 0xfe01))
    #expect(file.type.description == "e_type 65025")
    #expect(file.machine == Machine(rawValue: 0x1234))
    #expect(file.entry == 0x1122_3344_5566_7788)
    #expect(file.flags == 0xaabb_ccdd)
    #expect(file.sections.map(\.name) == ["", ".shstrtab"])
  }

  @Test func aFileWithoutSectionsIsAFile() throws {
    var image = Array(ELFImage().make().bytes.prefix(64))
    image.patch(UInt64(0), at: 40)
    image.patch(UInt16(0), at: 60)
    let file = try ELFFile(Bytes(image))
    #expect(file.sections.isEmpty)
    #expect(file.section(named: "") == nil)
    #expect(try file.symbolTable() == nil)
    #expect(try file.dynamicSymbolTable() == nil)
  }

  struct Refusal: CustomTestStringConvertible, Sendable {
    let what: String
    let code: ELFError.Code
    let offset: UInt64
    let says: String
    let damage: @Sendable (inout [UInt8]) -> Void
    var testDescription: String { what }
  }

  static let refusals = [
    Refusal(what: "empty", code: .notELF, offset: 0, says: "7f") { $0 = [] },
    Refusal(what: "text", code: .notELF, offset: 0, says: "7f") { $0 = Array("#include".utf8) },
    Refusal(what: "magic only", code: .outOfBounds, offset: 0, says: "after 4 of") {
      $0 = Array($0.prefix(4))
    },
    Refusal(what: "cut header", code: .outOfBounds, offset: 0, says: "after 63 of") {
      $0 = Array($0.prefix(63))
    },
    Refusal(what: "32-bit", code: .unsupportedClass, offset: 4, says: "32-bit (ELFCLASS32)") {
      $0[4] = 1
    },
    Refusal(what: "no class", code: .unsupportedClass, offset: 4, says: "EI_CLASS is 7") {
      $0[4] = 7
    },
    Refusal(what: "no order", code: .unsupportedByteOrder, offset: 5, says: "EI_DATA is 3") {
      $0[5] = 3
    },
    Refusal(what: "EI_VERSION", code: .unsupportedVersion, offset: 6, says: "EI_VERSION is 2") {
      $0[6] = 2
    },
    Refusal(what: "e_version", code: .unsupportedVersion, offset: 20, says: "e_version is 0") {
      $0[20] = 0
    },
    Refusal(what: "e_shentsize", code: .invalidHeader, offset: 58, says: "e_shentsize is 40") {
      $0[58] = 40
    },
    Refusal(what: "no e_shoff", code: .invalidHeader, offset: 40, says: "e_shoff is 0") {
      $0.patch(UInt64(0), at: 40)
    },
    Refusal(what: "e_shnum", code: .outOfBounds, offset: 80, says: "65280 headers of 64 bytes") {
      $0.patch(UInt16(0xff00), at: 60)
    },
    Refusal(what: "e_shoff", code: .outOfBounds, offset: .max, says: "2 headers of 64 bytes") {
      $0.patch(UInt64.max, at: 40)
    },
    Refusal(what: "e_shstrndx", code: .invalidLink, offset: 62, says: "names section 2, but") {
      $0.patch(UInt16(2), at: 62)
    },
    Refusal(what: "e_phentsize", code: .invalidHeader, offset: 54, says: "e_phentsize 32") {
      $0.patch(UInt64(64), at: 32)
      $0.patch(UInt16(32), at: 54)
      $0.patch(UInt16(1), at: 56)
    },
    Refusal(what: "e_phnum", code: .outOfBounds, offset: 64, says: "9 headers of 56 bytes") {
      $0.patch(UInt64(64), at: 32)
      $0.patch(UInt16(9), at: 56)
    },
  ]

  @Test(arguments: refusals)
  func refuses(_ refusal: Refusal) throws {
    var (image, _) = ELFImage().make()
    refusal.damage(&image)
    let error = try #require(throws: ELFError.self) { try ELFFile(Bytes(image)) }
    #expect(error.code == refusal.code)
    #expect(error.offset == refusal.offset)
    #expect(error.description.contains(refusal.says))
    #expect(error.description.hasPrefix("ELF "))
    #expect(error.description.hasSuffix("."))
  }
}
