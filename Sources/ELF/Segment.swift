public import Bytes

/// One segment of a program: what is mapped, or found in, its memory (`Elf64_Phdr`).
public struct Segment: Sendable, Hashable {
  /// The position in the program header table.
  public let index: Int
  /// `p_type`: what the segment is for.
  public let type: SegmentType
  /// `p_flags`: how the memory may be used.
  public let flags: SegmentFlags
  /// `p_offset`: where the contents stand, in bytes from the start of the file.
  public let offset: UInt64
  /// `p_vaddr`: the address in memory.
  public let address: UInt64
  /// `p_filesz`: bytes in the file.
  public let fileSize: UInt64
  /// `p_memsz`: bytes in memory.
  public let memorySize: UInt64
  /// `p_align`: alignment in bytes; 0 and 1 mean none.
  public let alignment: UInt64

  /// The segment as errors call it.
  var label: String { "segment \(index)" }
}

/// What a segment is for (`p_type`).
public struct SegmentType: RawRepresentable, Sendable, Hashable {
  /// The value of `p_type`.
  public let rawValue: UInt32

  /// Any value, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `PT_NULL`: nothing.
  public static let null = SegmentType(rawValue: 0)
  /// `PT_LOAD`: is mapped.
  public static let load = SegmentType(rawValue: 1)
  /// `PT_DYNAMIC`: what the dynamic linker needs.
  public static let dynamic = SegmentType(rawValue: 2)
  /// `PT_INTERP`: the path of the dynamic linker.
  public static let interpreter = SegmentType(rawValue: 3)
  /// `PT_NOTE`: notes.
  public static let note = SegmentType(rawValue: 4)
  /// `PT_PHDR`: the program headers themselves.
  public static let programHeaders = SegmentType(rawValue: 6)
  /// `PT_TLS`: what each thread starts with.
  public static let threadLocal = SegmentType(rawValue: 7)
}

/// How a segment's memory may be used (`p_flags`).
public struct SegmentFlags: OptionSet, Sendable, Hashable {
  /// The value of `p_flags`.
  public let rawValue: UInt32

  /// Any set of bits, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `PF_X`: executed.
  public static let execute = SegmentFlags(rawValue: 1)
  /// `PF_W`: written.
  public static let write = SegmentFlags(rawValue: 2)
  /// `PF_R`: read.
  public static let read = SegmentFlags(rawValue: 4)
}

extension Segment {
  /// Bytes of one program header.
  static let headerSize = 56

  init(index: Int, header: borrowing Fields) {
    self.index = index
    type = SegmentType(rawValue: header.u32(0))
    flags = SegmentFlags(rawValue: header.u32(4))
    offset = header.u64(8)
    address = header.u64(16)
    fileSize = header.u64(32)
    memorySize = header.u64(40)
    alignment = header.u64(48)
  }
}

extension ELFFile {
  /// The bytes of a segment as they stand in the file.
  ///
  /// - Throws: ``ELFError`` when the segment does not lie wholly inside the file.
  public func contents(of segment: Segment) throws(ELFError) -> Bytes {
    guard let contents = bytes.slice(at: segment.offset, count: segment.fileSize) else {
      throw ELFError(
        .outOfBounds, segment.label, at: segment.offset,
        "\(segment.fileSize) bytes do not fit in the file, which has \(bytes.count)")
    }
    return contents
  }

  /// The byte offset in the file of what stands at an address in memory; what a uprobe is set on.
  ///
  /// - Returns: `nil` when no mapped segment takes the address from the file.
  public func fileOffset(ofAddress address: UInt64) -> UInt64? {
    for segment in segments where segment.type == .load && address >= segment.address {
      let distance = address &- segment.address
      let (offset, overflow) = segment.offset.addingReportingOverflow(distance)
      if distance < segment.fileSize, !overflow { return offset }
    }
    return nil
  }

  static func readSegments(
    _ bytes: Bytes, _ header: FileHeader, firstSection: Section?
  ) throws(ELFError) -> [Segment] {
    // A number that does not fit 16 bits (PN_XNUM) stands in the header of section 0.
    let isExtended = header.programHeaderCount == 0xffff
    let count =
      isExtended
      ? firstSection.map { UInt64($0.info) } ?? 0xffff : UInt64(header.programHeaderCount)
    guard count != 0 else { return [] }
    guard header.programHeaderOffset != 0, header.programHeaderSize == Segment.headerSize else {
      throw ELFError(
        .invalidHeader, "file header", at: 54,
        "\(count) program headers, but e_phoff is \(header.programHeaderOffset) and e_phentsize "
          + "\(header.programHeaderSize), not \(Segment.headerSize)")
    }
    let table = bytes.slice(at: header.programHeaderOffset, count: count, of: Segment.headerSize)
    guard let table else {
      throw ELFError(
        .outOfBounds, "program headers", at: header.programHeaderOffset,
        "\(count) headers of \(Segment.headerSize) bytes do not fit in the file, which has "
          + "\(bytes.count)")
    }
    let span = table.span
    var total = ContentsTotal(of: bytes)
    var segments: [Segment] = []
    segments.reserveCapacity(table.count / Segment.headerSize)
    for offset in stride(from: 0, to: table.count, by: Segment.headerSize) {
      guard
        let fields = Fields(
          span, at: offset, count: Segment.headerSize, swapped: header.byteOrder.isSwapped)
      else { break }
      let segment = Segment(index: segments.count, header: fields)
      guard total.add(segment.offset, segment.fileSize) else {
        throw ELFError(
          .overlappingContents, segment.label, at: segment.offset,
          "the segments up to this one claim more than \(ContentsTotal.limit) times the file's "
            + "\(bytes.count) bytes")
      }
      segments.append(segment)
    }
    return segments
  }
}
