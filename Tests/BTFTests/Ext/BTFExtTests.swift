import BTF
import Bytes
import Testing

@Suite struct BTFExtTests {
  /// The words of a part: the size of a record, then groups of a name and records.
  struct Part {
    var recordSize: UInt32
    var groups: [(name: UInt32, records: [[UInt32]])] = []

    var words: [UInt32] {
      [recordSize] + groups.flatMap { [$0.name, UInt32($0.records.count)] + $0.records.joined() }
    }
  }

  static func bytes(
    _ order: ByteOrder = .host, headerLength: UInt32 = 32, version: UInt8 = 1, parts: [Part?]
  ) -> [UInt8] {
    var header: [UInt32] = [headerLength]
    var body: [UInt32] = []
    for part in parts {
      let words = part?.words ?? []
      header += [UInt32(body.count * 4), UInt32(words.count * 4)]
      body += words
    }
    while header.count * 4 + 4 < Int(headerLength) { header.append(0) }
    func integer(_ word: UInt32) -> [UInt8] {
      let little = (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
      return order == .little ? little : little.reversed()
    }
    let magic: [UInt8] = order == .little ? [0x9f, 0xeb] : [0xeb, 0x9f]
    return magic + [version, 0] + header.flatMap(integer) + body.flatMap(integer)
  }

  private static let functions = Part(
    recordSize: 8, groups: [(5, [[0, 10], [64, 11]]), (9, [[8, 12]])])
  private static let lines = Part(
    recordSize: 16, groups: [(5, [[0, 1, 2, 3 << 10 | 4], [8, 1, 6, 7 << 10]])])
  private static let relocations = Part(recordSize: 16, groups: [(5, [[24, 7, 8, 2]])])

  static func code(_ bytes: [UInt8]) -> BTFError.Code? {
    do { _ = try BTFExt(Bytes(bytes)) } catch { return error.code }
    return nil
  }

  @Test(arguments: [ByteOrder.little, .big]) func groupsAndRecords(order: ByteOrder) throws {
    let ext = try BTFExt(
      Bytes(
        BTFExtTests.bytes(
          order, parts: [BTFExtTests.functions, BTFExtTests.lines, BTFExtTests.relocations])))
    #expect(ext.byteOrder == order)
    #expect(ext.functions.map(\.sectionName) == [5, 9])
    #expect(ext.functions.map(\.count) == [2, 1])
    #expect(try ext.function(1, of: ext.functions[0]) == ext.function(1, of: ext.functions[0]))
    let second = try ext.function(1, of: ext.functions[0])
    #expect(second.instructionOffset == 64 && second.type == TypeID(11))
    #expect(try ext.function(0, of: ext.functions[1]).type == TypeID(12))
    let line = try ext.line(0, of: ext.lines[0])
    #expect(line.fileName == 1 && line.text == 2 && line.line == 3 && line.column == 4)
    #expect(try ext.line(1, of: ext.lines[0]).line == 7)
    let relocation = try ext.relocation(0, of: ext.relocations[0])
    #expect(relocation.instructionOffset == 24 && relocation.type == TypeID(7))
    #expect(relocation.accessString == 8 && relocation.kind == 2)
    for index in [2, -1, Int.max, Int.min] {
      let error = #expect(throws: BTFError.self) { try ext.line(index, of: ext.lines[0]) }
      #expect(error?.code == .noSuchElement)
    }
  }

  /// A newer compiler appends fields to records: they are carried along, and not looked at.
  @Test(arguments: [ByteOrder.little, .big]) func longerRecords(order: ByteOrder) throws {
    let functions = Part(recordSize: 16, groups: [(5, [[0, 10, 91, 92], [8, 11, 93, 94]])])
    let lines = Part(recordSize: 20, groups: [(5, [[0, 1, 2, 3, 95]])])
    let ext = try BTFExt(Bytes(BTFExtTests.bytes(order, parts: [functions, lines, nil])))
    #expect(try ext.function(1, of: ext.functions[0]).type == TypeID(11))
    var bytes: [UInt8] = []
    try ext.append(1, of: ext.functions[0], instruction: 0x0102, to: &bytes)
    let expected: [UInt8] =
      order == .little
      ? [2, 1, 0, 0, 11, 0, 0, 0, 93, 0, 0, 0, 94, 0, 0, 0]
      : [0, 0, 1, 2, 0, 0, 0, 11, 0, 0, 0, 93, 0, 0, 0, 94]
    #expect(bytes == expected)
    #expect(throws: BTFError.self) {
      try ext.append(1, of: ext.lines[0], instruction: 0, to: &bytes)
    }
    #expect(throws: BTFError.self) {
      try ext.append(.max, of: ext.lines[0], instruction: 0, to: &bytes)
    }
  }

  /// Old compilers wrote no relocations: their header has 24 bytes.
  @Test func theShortHeader() throws {
    let ext = try BTFExt(
      Bytes(
        BTFExtTests.bytes(headerLength: 24, parts: [BTFExtTests.functions, BTFExtTests.lines])))
    #expect(ext.functions.count == 2 && ext.lines.count == 1 && ext.relocations.isEmpty)
    #expect(try ext.function(0, of: ext.functions[0]).type == TypeID(10))
    let longer = try BTFExt(
      Bytes(BTFExtTests.bytes(headerLength: 40, parts: [BTFExtTests.functions, nil, nil])))
    #expect(longer.functions.count == 2)
  }

  @Test func partsThatAreEmpty() throws {
    let ext = try BTFExt(Bytes(BTFExtTests.bytes(parts: [nil, nil, nil])))
    #expect(ext.functions.isEmpty && ext.lines.isEmpty && ext.relocations.isEmpty)
  }

  @Test func whatIsRefused() {
    func part(_ size: UInt32, _ groups: [(name: UInt32, records: [[UInt32]])] = []) -> [UInt8] {
      BTFExtTests.bytes(parts: [Part(recordSize: size, groups: groups), nil, nil])
    }
    let good = part(8, [(1, [[0, 1]])])
    #expect(BTFExtTests.code(good) == nil)
    #expect(BTFExtTests.code([]) == .notBTF)
    #expect(BTFExtTests.code(Array(good[..<3])) == .malformedHeader)
    #expect(
      BTFExtTests.code(BTFExtTests.bytes(version: 2, parts: [nil, nil, nil])) == .unsupportedVersion
    )
    #expect(BTFExtTests.code(BTFExtTests.bytes(headerLength: 20, parts: [nil])) == .malformedHeader)
    #expect(BTFExtTests.code(Array(good.dropLast())) == .malformedHeader)
    // Sizes of records that no reader can use, and groups without records.
    for size in [0, 4, 7, 10, 0xffff_fffc] as [UInt32] {
      #expect(BTFExtTests.code(part(size, [(1, [[0, 1]])])) == .malformedInfo, "\(size)")
    }
    #expect(BTFExtTests.code(part(8, [(1, [])])) == .malformedInfo)
    #expect(BTFExtTests.code(part(8, [(1, [[0, 1]]), (1, [])])) == .malformedInfo)
    // Fewer records than a group promises, and a group's head that is cut.
    #expect(BTFExtTests.code(part(8, [(1, [[0, 1], [0]])])) == .malformedInfo)
    #expect(BTFExtTests.code(part(0xffff_fff8, [(1, [[0]])])) == .malformedInfo)
    let lines = BTFExtTests.bytes(parts: [nil, Part(recordSize: 8, groups: [(1, [[0, 1]])]), nil])
    #expect(BTFExtTests.code(lines) == .malformedInfo)
  }

  @Test func errorsSayWhichPartAndWhere() throws {
    let bytes = BTFExtTests.bytes(parts: [nil, Part(recordSize: 16, groups: [(1, [])]), nil])
    let error = #expect(throws: BTFError.self) { try BTFExt(Bytes(bytes)) }
    #expect(
      try #require(error).description
        == "BTF: .BTF.ext: line_info: a group without records, at byte 36")
  }
}
