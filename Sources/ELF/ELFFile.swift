public import Bytes

/// A 64-bit ELF file of either byte order, read in place.
///
/// Opening checks the file header and both header tables; each section is checked when it is asked
/// for, so that damage in one does not hide the others. Nothing is copied: tables and contents are
/// windows on ``bytes``. The work for a file, whatever it claims, is linear in its size.
///
/// Nothing here is about BPF: objects, executables, shared libraries and core files are all read.
public struct ELFFile: Sendable {
  /// The whole file.
  public let bytes: Bytes
  /// `EI_DATA`: the order of every integer in the file.
  public let byteOrder: ByteOrder
  /// `e_type`: what the file is for.
  public let type: FileType
  /// `e_machine`: the instruction set.
  public let machine: Machine
  /// `e_flags`: bits whose meaning is the machine's.
  public let flags: UInt32
  /// `e_entry`: the address at which a program starts, else 0.
  public let entry: UInt64

  /// The sections; the position is the index by which the file refers to them.
  ///
  /// Section 0 is no section (``SectionType/null``). Empty where the file has no section headers.
  public let sections: [Section]
  /// The segments (program headers); empty in objects.
  public let segments: [Segment]

  /// Which sections are tables of symbols, noted while the headers were read.
  let symbolSections: SymbolSections

  /// Reads the headers of a file.
  ///
  /// - Throws: ``ELFError`` when this is no 64-bit ELF file, or when a header or a section's name
  ///   lies outside the file.
  public init(_ bytes: Bytes) throws(ELFError) {
    let header = try FileHeader(bytes)
    let sections = try SectionList(bytes, header)
    self.bytes = bytes
    self.sections = sections.sections
    symbolSections = sections.symbolSections
    segments = try ELFFile.readSegments(bytes, header, firstSection: sections.sections.first)
    byteOrder = header.byteOrder
    type = header.type
    machine = header.machine
    flags = header.flags
    entry = header.entry
  }

  /// The first section of a name.
  public func section(named name: String) -> Section? {
    sections.first { $0.isNamed(name) }
  }

  /// The section in which a symbol is defined, or `nil` when it is in none.
  public func section(of symbol: Symbol) -> Section? {
    guard case .index(let index) = symbol.section, index < sections.count else { return nil }
    return sections[index]
  }

  /// The bytes of a section as they stand in the file, compressed where
  /// ``SectionFlags/compressed`` says so.
  ///
  /// - Throws: ``ELFError`` with ``ELFError/Code/noContents`` for ``SectionType/noBits`` and
  ///   ``SectionType/null``, which have a size but no bytes, and
  ///   ``ELFError/Code/outOfBounds`` when the section does not lie wholly inside the file.
  public func contents(of section: Section) throws(ELFError) -> Bytes {
    try bytes.contents(of: section)
  }
}

extension Bytes {
  /// The bytes of a section of the file that these bytes are.
  func contents(of section: Section) throws(ELFError) -> Bytes {
    guard section.type != .noBits, section.type != .null else {
      throw ELFError(.noContents, section, "sections of type \(section.type) have no bytes")
    }
    guard let contents = slice(at: section.offset, count: section.size) else {
      throw ELFError(
        .outOfBounds, section, "\(section.size) bytes do not fit in the file, which has \(count)")
    }
    return contents
  }

  /// A window that a header describes; an empty one may stand anywhere.
  func slice(at offset: UInt64, count: UInt64) -> Bytes? {
    if count == 0 { return slice(at: 0, count: 0) }
    guard let offset = Int(exactly: offset), let count = Int(exactly: count) else { return nil }
    return slice(at: offset, count: count)
  }
}
