import Bytes
import ELF
import Testing

@Suite struct NoteTests {
  static func file(_ contents: [UInt8], alignment: UInt64 = 4, _ order: ByteOrder = .little) throws
    -> ELFFile
  {
    var image = ELFImage(order: order)
    image.sections = [.init(name: ".note", type: 7, contents: contents, alignment: alignment)]
    return try ELFFile(image.bytes)
  }

  @Test(arguments: [ByteOrder.little, .big], [4, 8])
  func readsNotesOfBothAlignments(order: ByteOrder, alignment: Int) throws {
    let contents = [
      ("GNU", UInt32(5), [1, 2, 3, 4, 5] as [UInt8]), ("stapsdt", 3, []), ("x", 9, [6]),
    ]
    .flatMap { ELFImage.note($0, type: $1, $2, alignment: alignment, order) }
    let file = try NoteTests.file(contents, alignment: UInt64(alignment), order)
    let notes = try file.notes(in: file.sections[1])
    #expect(notes.map(\.name) == ["GNU", "stapsdt", "x"])
    #expect(notes.map(\.type) == [5, 3, 9])
    let descriptors = notes.map { $0.descriptor.array }
    #expect(descriptors == [[1, 2, 3, 4, 5], [], [6]])
    let name = notes[0].nameBytes.array
    #expect(name == Array("GNU\0".utf8))
  }

  @Test func theLastNoteNeedsNoPadding() throws {
    let contents = Array(ELFImage.note("a", type: 1, [1], .little).dropLast(3))
    let file = try NoteTests.file(contents)
    let descriptors = try file.notes(in: file.sections[1]).map { $0.descriptor.array }
    #expect(descriptors == [[1]])
  }

  @Test(arguments: [
    (0, UInt32.max), (4, .max), (0, 5), (4, 9), (0, 0x7fff_ffff),
  ])
  func aNoteMustFit(field: Int, value: UInt32) throws {
    let first = ELFImage.note("one", type: 1, [], .little)
    var contents = first + ELFImage.note("two", type: 1, [1, 2, 3, 4], .little)
    contents.removeLast(field == 0 && value == 5 ? 4 : 0)
    contents.patch(value, at: first.count + field)
    let file = try NoteTests.file(contents)
    let section = file.sections[1]
    let error = try #require(throws: ELFError.self) { try file.notes(in: section) }
    #expect(error.code == .invalidNote)
    #expect(error.offset == section.offset + UInt64(first.count))
    #expect(error.description.contains("note in section 1 \".note\""))
  }

  @Test func onlyNoteSectionsHoldNotes() throws {
    let file = try NoteTests.file([])
    #expect(try file.notes(in: file.sections[1]).isEmpty)
    let error = try #require(throws: ELFError.self) { try file.notes(in: file.sections[2]) }
    #expect(error.code == .wrongSectionType)
  }
}
