import Bytes

/// What the sections of synthetic files hold.
extension ELFImage {
  struct Symbol {
    var name: String = ""
    var type: UInt8 = 0
    var binding: UInt8 = 0
    var visibility: UInt8 = 0
    var section: UInt16 = 0
    var value: UInt64 = 0
    var size: UInt64 = 0
  }

  struct Relocation {
    var offset: UInt64
    var symbol: UInt32
    var type: UInt32
    var addend: Int64?
  }

  /// A table of symbols, with symbol 0, and its strings.
  static func symbols(_ symbols: [Symbol], _ order: ByteOrder) -> (table: [UInt8], strings: [UInt8])
  {
    var table = Writer(order: order)
    var strings: [UInt8] = [0]
    for symbol in [Symbol()] + symbols {
      table.append(symbol.name.isEmpty ? 0 : UInt32(strings.count))
      table.append(symbol.binding << 4 | symbol.type, symbol.visibility)
      table.append(symbol.section)
      table.append(symbol.value, symbol.size)
      if !symbol.name.isEmpty { strings += Array(symbol.name.utf8) + [0] }
    }
    return (table.bytes, strings)
  }

  static func relocations(_ relocations: [Relocation], _ order: ByteOrder) -> [UInt8] {
    var table = Writer(order: order)
    for relocation in relocations {
      table.append(relocation.offset, UInt64(relocation.symbol) << 32 | UInt64(relocation.type))
      if let addend = relocation.addend { table.append(UInt64(bitPattern: addend)) }
    }
    return table.bytes
  }

  static func note(
    _ name: String, type: UInt32, _ descriptor: [UInt8], alignment: Int = 4, _ order: ByteOrder
  ) -> [UInt8] {
    var note = Writer(order: order)
    note.append(UInt32(name.utf8.count + 1), UInt32(descriptor.count), type)
    note.bytes += Array(name.utf8) + [0]
    note.align(to: alignment)
    note.bytes += descriptor
    note.align(to: alignment)
    return note.bytes
  }

  /// A file with everything that can be read: symbols of both kinds, relocations of both kinds,
  /// segments and notes.
  static func complete(_ order: ByteOrder, _ numbering: Numbering = .plain) -> ELFImage {
    let (symbols, strings) = ELFImage.symbols(
      [
        Symbol(name: "main", type: 2, binding: 1, section: 1, value: 8, size: 16),
        Symbol(name: "counter", type: 1, binding: 2, visibility: 2, section: 2, size: 4),
        Symbol(name: "elsewhere", binding: 1),
      ], order)
    let (dynamic, dynamicStrings) = ELFImage.symbols(
      [Symbol(name: "malloc", type: 2, binding: 1, section: 0xfff1)], order)
    let build: [UInt8] = [0xde, 0xad, 0xbe, 0xef]
    var image = ELFImage(order: order, type: 3, numbering: numbering)
    image.sections = [
      Section(
        name: ".text", type: 1, flags: 6, address: 0x1000, contents: Array(1...24), alignment: 8),
      Section(name: ".bss", type: 8, flags: 3, size: 4),
      Section(
        name: ".rel.text", type: 9,
        contents: relocations([Relocation(offset: 8, symbol: 3, type: 10)], order),
        link: 5, info: 1, alignment: 8, entrySize: 16),
      Section(
        name: ".rela.dyn", type: 4,
        contents: relocations(
          [Relocation(offset: 0x1010, symbol: 1, type: 8, addend: -5)], order),
        link: 7, alignment: 8, entrySize: 24),
      Section(name: ".symtab", type: 2, contents: symbols, link: 6, info: 1, entrySize: 24),
      Section(name: ".strtab", type: 3, contents: strings),
      Section(name: ".dynsym", type: 11, contents: dynamic, link: 8, info: 1, entrySize: 24),
      Section(name: ".dynstr", type: 3, contents: dynamicStrings),
      Section(
        name: ".note", type: 7,
        contents: note("GNU", type: 3, build, order) + note("stapsdt", type: 3, [1, 2, 3], order),
        alignment: 4),
    ]
    image.segments = [
      Segment(type: 1, flags: 5, section: 1, memorySize: 4096), Segment(type: 4, section: 9),
    ]
    return image
  }
}
