public import Bytes

/// One note (`Elf64_Nhdr`): a build id, or the place of a USDT probe.
public struct Note: Sendable {
  /// `n_type`: the meaning of the descriptor; each owner numbers its own.
  public let type: UInt32
  /// The owner's bytes, with the NUL that ends them.
  public let nameBytes: Bytes
  /// The note itself.
  public let descriptor: Bytes

  /// The owner, such as `GNU` or `stapsdt`.
  public var name: String {
    let span = nameBytes.span
    let length = span.lengthOfCString(at: 0) ?? span.byteCount
    return span.extracting(first: length).text
  }
}

extension ELFFile {
  /// The notes that a section holds.
  ///
  /// - Throws: ``ELFError`` when the section is not `SHT_NOTE`, does not lie inside the file, or
  ///   holds a note that is cut.
  public func notes(in section: Section) throws(ELFError) -> [Note] {
    guard section.type == .note else {
      throw ELFError(.wrongSectionType, section, "sections of type \(section.type) hold no notes")
    }
    return try notes(
      in: try contents(of: section), alignment: section.alignment, label: section.label,
      section: section.index, offset: section.offset)
  }

  /// The notes that a segment holds; they are there even where section headers were removed.
  ///
  /// - Throws: ``ELFError`` when the segment does not lie inside the file, or holds a note that is
  ///   cut.
  public func notes(in segment: Segment) throws(ELFError) -> [Note] {
    guard segment.type == .note else { return [] }
    return try notes(
      in: try contents(of: segment), alignment: segment.alignment, label: segment.label,
      section: nil, offset: segment.offset)
  }

  private func notes(
    in contents: Bytes, alignment: UInt64, label: String, section: Int?, offset base: UInt64
  ) throws(ELFError) -> [Note] {
    // The format says 8 for 64-bit files; in fact all but GNU properties are aligned to 4.
    let mask = alignment == 8 ? 7 : 3
    var notes: [Note] = []
    var offset = 0
    while offset < contents.count {
      let header = Fields(contents.span, at: offset, count: 12, swapped: byteOrder.isSwapped)
      guard let header else { throw cut(offset) }
      // Three numbers of at most 32 bits on top of an offset in memory: none of this overflows.
      let name = offset &+ 12
      let nameSize = Int(header.u32(0))
      let descriptor = (name &+ nameSize &+ mask) & ~mask
      let descriptorSize = Int(header.u32(4))
      guard
        let nameBytes = contents.slice(at: name, count: nameSize),
        let descriptorBytes = contents.slice(
          at: descriptorSize == 0 ? 0 : descriptor, count: descriptorSize)
      else { throw cut(offset) }
      notes.append(
        Note(type: header.u32(8), nameBytes: nameBytes, descriptor: descriptorBytes))
      offset = (descriptor &+ descriptorSize &+ mask) & ~mask
    }
    return notes

    func cut(_ offset: Int) -> ELFError {
      ELFError(
        .invalidNote, "note in \(label)", section: section, at: base &+ UInt64(offset),
        "the note runs over the end of the \(contents.count) bytes that hold it")
    }
  }
}
