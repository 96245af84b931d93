import Bytes

/// One section of a file, as its header describes it (`Elf64_Shdr`).
///
/// The header's numbers are given as they stand; ``ELFFile/contents(of:)`` is what checks that the
/// section lies inside the file.
public struct Section: Sendable {
  /// The position in the file's list of sections; what symbols and `sh_link` refer to.
  public let index: Int
  /// `sh_type`: what the section holds.
  public let type: SectionType
  /// `sh_flags`: how the section behaves.
  public let flags: SectionFlags
  /// `sh_addr`: the address at run time, 0 in objects.
  public let address: UInt64
  /// `sh_offset`: where the contents stand, in bytes from the start of the file.
  public let offset: UInt64
  /// `sh_size`: bytes in the file, or in memory for ``SectionType/noBits``.
  public let size: UInt64
  /// `sh_link`: the index of another section, by the type's rules.
  public let link: UInt32
  /// `sh_info`: more, by the type's rules.
  public let info: UInt32
  /// `sh_addralign`: alignment in bytes; 0 and 1 mean none.
  public let alignment: UInt64
  /// `sh_entsize`: bytes of an entry where the section is a table, else 0.
  public let entrySize: UInt64

  private let nameBytes: Bytes

  /// The name; empty where the file names no sections.
  ///
  /// Made from the file's bytes at each call; ``isNamed(_:)`` compares without making it.
  public var name: String { nameBytes.span.text }

  /// Whether the section has a certain name; makes no string.
  public func isNamed(_ name: String) -> Bool {
    nameBytes.span.holdsString(name, at: 0, terminated: false)
  }

  /// The section as errors call it.
  var label: String { "section \(index) \"\(name)\"" }
}

extension Section {
  /// Bytes of one section header.
  static let headerSize = 64

  init(index: Int, header: borrowing Fields, nameBytes: Bytes) {
    self.index = index
    self.nameBytes = nameBytes
    type = SectionType(rawValue: header.u32(4))
    flags = SectionFlags(rawValue: header.u64(8))
    address = header.u64(16)
    offset = header.u64(24)
    size = header.u64(32)
    link = header.u32(40)
    info = header.u32(44)
    alignment = header.u64(48)
    entrySize = header.u64(56)
  }
}

extension Section: Hashable {
  /// Whether two sections have the same index, header and name.
  public static func == (a: Section, b: Section) -> Bool {
    a.index == b.index && a.type == b.type && a.flags == b.flags && a.address == b.address
      && a.offset == b.offset && a.size == b.size && a.link == b.link && a.info == b.info
      && a.alignment == b.alignment && a.entrySize == b.entrySize
      && a.nameBytes.span.elementsEqual(b.nameBytes.span)
  }

  /// Hashes what tells the sections of one file apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(index)
    hasher.combine(offset)
    hasher.combine(size)
  }
}
