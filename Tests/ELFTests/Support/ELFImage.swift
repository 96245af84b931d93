import Bytes

/// Makes the bytes of an ELF file, well-formed or not, in either byte order.
///
/// Laid out as file header, program headers, contents, section headers. Section 0 and, at the end,
/// the section with the names are added to ``sections``.
struct ELFImage {
  struct Section {
    var name: String
    var type: UInt32
    var flags: UInt64 = 0
    var address: UInt64 = 0
    var contents: [UInt8] = []
    /// `sh_size` where it is not the number of bytes of the contents.
    var size: UInt64?
    var link: UInt32 = 0
    var info: UInt32 = 0
    var alignment: UInt64 = 1
    var entrySize: UInt64 = 0
  }

  /// A segment whose contents are those of a section.
  struct Segment {
    var type: UInt32
    var flags: UInt32 = 4
    var section: Int
    var memorySize: UInt64?
  }

  /// Whether the numbers of sections and segments stand in section 0.
  enum Numbering { case plain, extended }

  var order = ByteOrder.little
  var type: UInt16 = 1
  var machine: UInt16 = 247
  var numbering = Numbering.plain
  var sections: [Section] = []
  var segments: [Segment] = []
  /// What the section with the names holds before the names.
  var namePrefix: [UInt8] = [0]

  /// Where the parts of an image stand, in bytes.
  struct Layout {
    var contents: [Int] = []
    var sectionHeaders = 0

    func header(ofSection index: Int) -> Int { sectionHeaders + 64 * index }
  }

  /// Makes the bytes.
  func make() -> (bytes: [UInt8], layout: Layout) {
    var names = namePrefix
    let all = [Section(name: "", type: 0)] + sections + [Section(name: ".shstrtab", type: 3)]
    var nameOffsets: [UInt32] = []
    for section in all {
      nameOffsets.append(section.name.isEmpty ? 0 : UInt32(names.count))
      if !section.name.isEmpty { names += Array(section.name.utf8) + [0] }
    }

    var layout = Layout()
    var body = Writer(order: order)
    let start = 64 + 56 * segments.count
    for (index, section) in all.enumerated() {
      let contents = index == all.count - 1 ? names : section.contents
      body.align(to: 8)
      layout.contents.append(start + body.bytes.count)
      body.bytes += contents
    }
    body.align(to: 8)
    layout.sectionHeaders = start + body.bytes.count

    var image = Writer(order: order)
    image.bytes =
      [0x7f, 0x45, 0x4c, 0x46, 2, order == .little ? 1 : 2, 1] + Array(repeating: 0, count: 9)
    let isExtended = numbering == .extended
    image.append(type, machine)
    image.append(UInt32(1))
    image.append(UInt64(0), segments.isEmpty ? 0 : 64, UInt64(layout.sectionHeaders))
    image.append(UInt32(0))
    image.append(UInt16(64), 56, isExtended ? 0xffff : UInt16(segments.count))
    image.append(UInt16(64), isExtended ? 0 : UInt16(all.count))
    image.append(isExtended ? 0xffff : UInt16(all.count - 1))
    for segment in segments {
      let section = all[segment.section]
      let size = UInt64(section.contents.count)
      image.append(segment.type, segment.flags)
      image.append(UInt64(layout.contents[segment.section]), section.address, section.address)
      image.append(size, segment.memorySize ?? size, section.alignment)
    }
    image.bytes += body.bytes
    for (index, section) in all.enumerated() {
      let isFirst = index == 0 && isExtended
      let count = index == all.count - 1 ? names.count : section.contents.count
      image.append(nameOffsets[index], section.type)
      image.append(section.flags, section.address)
      image.append(index == 0 ? 0 : UInt64(layout.contents[index]))
      image.append(isFirst ? UInt64(all.count) : section.size ?? UInt64(count))
      image.append(isFirst ? UInt32(all.count - 1) : section.link)
      image.append(isFirst ? UInt32(segments.count) : section.info)
      image.append(section.alignment, section.entrySize)
    }
    return (image.bytes, layout)
  }

  /// The image as ``ELFFile`` takes it.
  var bytes: Bytes { Bytes(make().bytes) }
}

/// Appends integers in a byte order.
struct Writer {
  let order: ByteOrder
  var bytes: [UInt8] = []

  mutating func append<T: FixedWidthInteger & UnsignedInteger>(_ values: T...) {
    for value in values { bytes += Writer.bytes(of: value, order) }
  }

  mutating func align(to alignment: Int) {
    while !bytes.count.isMultiple(of: alignment) { bytes.append(0) }
  }

  static func bytes<T: FixedWidthInteger & UnsignedInteger>(
    of value: T, _ order: ByteOrder
  ) -> [UInt8] {
    let shifts = stride(from: 0, to: T.bitWidth, by: 8)
    let little = shifts.map { UInt8(truncatingIfNeeded: value >> T($0)) }
    return order == .little ? little : little.reversed()
  }
}

extension [UInt8] {
  /// Writes an integer over the bytes at an offset.
  mutating func patch<T: FixedWidthInteger & UnsignedInteger>(
    _ value: T, at offset: Int, _ order: ByteOrder = .little
  ) {
    replaceSubrange(offset..<offset + T.bitWidth / 8, with: Writer.bytes(of: value, order))
  }
}
