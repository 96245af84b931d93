import Bytes

/// The file header (`Elf64_Ehdr`).
struct FileHeader {
  /// Bytes of the header.
  static let size = 64

  let byteOrder: ByteOrder
  let type: FileType
  let machine: Machine
  let entry: UInt64
  let flags: UInt32
  let programHeaderOffset: UInt64
  let programHeaderSize: UInt16
  let programHeaderCount: UInt16
  let sectionHeaderOffset: UInt64
  let sectionHeaderSize: UInt16
  let sectionHeaderCount: UInt16
  let sectionNameIndex: UInt16

  init(_ bytes: Bytes) throws(ELFError) {
    let span = bytes.span
    let subject = "file header"
    let magic: UInt32? = span.load(at: 0)
    guard let magic, UInt32(bigEndian: magic) == 0x7f45_4c46 else {
      throw ELFError(
        .notELF, subject, at: 0, "the file does not start with the bytes 7f 'E' 'L' 'F'")
    }
    guard let identification = Fields(span, at: 0, count: 16, swapped: false) else {
      throw FileHeader.cut(bytes)
    }
    let fileClass = identification.u8(4)
    guard fileClass == 2 else {
      throw ELFError(
        .unsupportedClass, subject, at: 4,
        fileClass == 1
          ? "the file is 32-bit (ELFCLASS32); only 64-bit files can be read"
          : "EI_CLASS is \(fileClass); only 2 (ELFCLASS64) can be read")
    }
    switch identification.u8(5) {
    case 1: byteOrder = .little
    case 2: byteOrder = .big
    case let data:
      throw ELFError(
        .unsupportedByteOrder, subject, at: 5,
        "EI_DATA is \(data), neither 1 (little-endian) nor 2 (big-endian)")
    }
    guard identification.u8(6) == 1 else {
      throw ELFError(
        .unsupportedVersion, subject, at: 6, "EI_VERSION is \(identification.u8(6)), not 1")
    }
    guard
      let fields = Fields(span, at: 0, count: FileHeader.size, swapped: byteOrder.isSwapped)
    else { throw FileHeader.cut(bytes) }
    guard fields.u32(20) == 1 else {
      throw ELFError(.unsupportedVersion, subject, at: 20, "e_version is \(fields.u32(20)), not 1")
    }
    type = FileType(rawValue: fields.u16(16))
    machine = Machine(rawValue: fields.u16(18))
    entry = fields.u64(24)
    programHeaderOffset = fields.u64(32)
    sectionHeaderOffset = fields.u64(40)
    flags = fields.u32(48)
    programHeaderSize = fields.u16(54)
    programHeaderCount = fields.u16(56)
    sectionHeaderSize = fields.u16(58)
    sectionHeaderCount = fields.u16(60)
    sectionNameIndex = fields.u16(62)
  }

  private static func cut(_ bytes: Bytes) -> ELFError {
    ELFError(
      .outOfBounds, "file header", at: 0,
      "the file ends after \(bytes.count) of the header's \(size) bytes")
  }
}
