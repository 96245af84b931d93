import Bytes

/// Reads the section headers, and notes where the symbol tables are.
struct SectionList {
  private(set) var sections: [Section] = []
  private(set) var symbolSections = SymbolSections()

  init(_ bytes: Bytes, _ header: FileHeader) throws(ELFError) {
    guard header.sectionHeaderOffset != 0 else {
      guard header.sectionHeaderCount == 0 else {
        throw ELFError(
          .invalidHeader, "file header", at: 40,
          "e_shnum is \(header.sectionHeaderCount) but e_shoff is 0")
      }
      return
    }
    guard header.sectionHeaderSize == Section.headerSize else {
      throw ELFError(
        .invalidHeader, "file header", at: 58,
        "e_shentsize is \(header.sectionHeaderSize), not \(Section.headerSize)")
    }
    let (count, nameIndex) = try SectionList.resolveNumbers(bytes, header)
    let table = bytes.slice(at: header.sectionHeaderOffset, count: count, of: Section.headerSize)
    guard let table else {
      throw ELFError(
        .outOfBounds, "section headers", at: header.sectionHeaderOffset,
        "\(count) headers of \(Section.headerSize) bytes do not fit in the file, which has "
          + "\(bytes.count)")
    }
    try read(table, of: bytes, header, nameIndex: nameIndex)
  }

  /// The number of sections and the index of the one with their names.
  ///
  /// Where they do not fit the file header's 16 bits they stand in the header of section 0.
  private static func resolveNumbers(
    _ bytes: Bytes, _ header: FileHeader
  ) throws(ELFError) -> (count: UInt64, nameIndex: Int) {
    let count = UInt64(header.sectionHeaderCount)
    let nameIndex = Int(header.sectionNameIndex)
    let isExtended = nameIndex == ReservedIndex.extended
    if count != 0, !isExtended { return (count, nameIndex) }
    guard
      let offset = Int(exactly: header.sectionHeaderOffset),
      let first = Fields(
        bytes.span, at: offset, count: Section.headerSize, swapped: header.byteOrder.isSwapped)
    else {
      throw ELFError(
        .outOfBounds, "header of section 0", section: 0, at: header.sectionHeaderOffset,
        "\(Section.headerSize) bytes do not fit in the file, which has \(bytes.count)")
    }
    return (count == 0 ? first.u64(32) : count, isExtended ? Int(first.u32(40)) : nameIndex)
  }

  private mutating func read(
    _ table: Bytes, of bytes: Bytes, _ header: FileHeader, nameIndex: Int
  ) throws(ELFError) {
    let swapped = header.byteOrder.isSwapped
    let span = table.span
    let count = table.count / Section.headerSize
    let noName = Bytes([])
    var names: StringTable?
    if nameIndex != 0 {
      guard
        nameIndex < count,
        let fields = Fields(
          span, at: nameIndex &* Section.headerSize, count: Section.headerSize, swapped: swapped)
      else {
        throw ELFError(
          .invalidLink, "file header", at: 62,
          "e_shstrndx names section \(nameIndex), but there are \(count) sections")
      }
      let section = Section(index: nameIndex, header: fields, nameBytes: noName)
      guard section.type == .stringTable else {
        throw ELFError(
          .invalidLink, "file header", at: 62,
          "e_shstrndx names section \(nameIndex), which is \(section.type), not SHT_STRTAB")
      }
      names = StringTable(bytes: try bytes.contents(of: section))
    }

    var total = ContentsTotal(of: bytes)
    sections.reserveCapacity(count)
    for index in 0..<count {
      let offset = index &* Section.headerSize
      guard let fields = Fields(span, at: offset, count: Section.headerSize, swapped: swapped)
      else { break }
      var name = noName
      if let names {
        do throws(StringTable.Fault) {
          name = try names.string(at: fields.u32(0))
        } catch {
          throw ELFError(
            .invalidName, "header of section \(index)", section: index,
            at: header.sectionHeaderOffset &+ UInt64(offset),
            "the name, at \(fields.u32(0)) in section \(nameIndex), \(error.detail)")
        }
      }
      let section = Section(index: index, header: fields, nameBytes: name)
      if section.type != .noBits, section.type != .null {
        guard total.add(section.offset, section.size) else {
          throw ELFError(
            .overlappingContents, section,
            "the sections up to this one claim more than \(ContentsTotal.limit) times the file's "
              + "\(bytes.count) bytes")
        }
      }
      symbolSections.note(section)
      sections.append(section)
    }
  }
}
