import BTF
import Bytes
import TestSupport
import Testing

@Suite struct BTFEditorTests {
  @Test(arguments: [ByteOrder.little, .big]) func sectionsAndLinkage(order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4)
    let first = image.variable("first", int, linkage: 1)
    let second = image.variable("second", int, linkage: 1)
    let prototype = image.prototype(int, [])
    let function = image.function("work", prototype, linkage: 1)
    let section = image.section(".data", 0, [(first, at: 0, size: 4), (second, at: 0, size: 4)])
    let after = image.pointer(int)
    let table = try BTFTable(Bytes(image.make()))

    var editor = try BTFEditor(table)
    let entries = [
      SectionVariable(type: TypeID(second), offset: 8, size: 4),
      SectionVariable(type: TypeID(first), offset: 0x0102_0304, size: 5),
    ]
    try editor.setSection(table.type(TypeID(section)), size: 0x0a0b_0c0d, variables: entries)
    try editor.setLinkage(.static, of: table.type(TypeID(first)))
    try editor.setLinkage(.static, of: table.type(TypeID(function)))
    let mended = try editor.finish()

    let data = try mended.type(TypeID(section))
    #expect(data.statedSize == 0x0a0b_0c0d && data.count == 2)
    #expect(try (0..<2).map { try mended.sectionVariable($0, of: data) } == entries)
    #expect(try mended.linkage(of: mended.type(TypeID(first))) == .static)
    #expect(try mended.linkage(of: mended.type(TypeID(second))) == .global)
    let work = try mended.type(TypeID(function))
    #expect(work.kind == .function && work.referent.rawValue == prototype)
    #expect(try mended.linkage(of: work) == .static)
    #expect(try mended.name(of: work) == "work")
    #expect(try mended.type(TypeID(after)).kind == .pointer)
    // What is mended is a copy, and as long as the first.
    #expect(try table.linkage(of: table.type(TypeID(function))) == .global)
    #expect(mended.bytes.count == table.bytes.count && mended.byteOrder == order)
    // Read afresh, the bytes say the same.
    let again = try BTFTable(mended.bytes)
    #expect(try again.type(TypeID(section)) == data)
  }

  @Test func onlyOwnTypesOfTheRightKindAreMended() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let variable = image.variable("v", int, linkage: 1)
    let section = image.section(".data", 4, [(variable, at: 0, size: 4)])
    var over = BTFImage(over: image)
    let alias = over.typedef("alias", int)
    let base = try BTFTable(Bytes(image.make()))
    let table = try BTFTable(Bytes(over.make()), base: base)

    var editor = try BTFEditor(base)
    #expect(throws: BTFError.self) { try editor.setLinkage(.static, of: base.type(TypeID(int))) }
    #expect(throws: BTFError.self) {
      try editor.setSection(base.type(TypeID(section)), size: 4, variables: [])
    }
    #expect(throws: BTFError.self) {
      try editor.setSection(base.type(TypeID(variable)), size: 4, variables: [])
    }
    var over2 = try BTFEditor(table)
    #expect(throws: BTFError.self) {
      try over2.setLinkage(.static, of: table.type(TypeID(variable)))
    }
    #expect(throws: BTFError.self) { try over2.setLinkage(.static, of: table.type(TypeID(alias))) }
    #expect(try over2.finish().bytes.array == table.bytes.array)
  }

  /// New types and strings go behind the old ones, which keep their numbers.
  @Test(arguments: [ByteOrder.little, .big]) func newRecords(order: ByteOrder) throws {
    var image = BTFImage(order)
    let char = image.int("char", 1)
    let prototype = image.prototype(char, [("named", char), ("", char), ("", 0)])
    let variable = image.variable("v", char, linkage: 2)
    let table = try BTFTable(Bytes(image.make()))

    var editor = try BTFEditor(table)
    let int = editor.addInt()
    let name = editor.addString("stand_in")
    let added = editor.addVariable(name: name, type: int, .global)
    try editor.setType(int, of: table.type(TypeID(variable)))
    try editor.nameParameters(of: table.type(TypeID(prototype)), name)
    let mended = try editor.finish()

    #expect(mended.count == table.count + 2 && mended.byteOrder == order)
    #expect(try mended.name(of: mended.type(int)) == "int")
    #expect(try mended.intEncoding(of: mended.type(int)).isSigned)
    #expect(try mended.size(of: int) == 4)
    let new = try mended.type(added)
    #expect(try mended.name(of: new) == "stand_in" && new.referent == int)
    #expect(try mended.linkage(of: new) == .global)
    #expect(try mended.type(TypeID(variable)).referent == int)
    #expect(try mended.name(of: mended.type(TypeID(variable))) == "v")
    let signature = try mended.type(TypeID(prototype))
    let names = try (0..<3).map {
      try mended.string(at: mended.parameter($0, of: signature).nameOffset)
    }
    // The last parameter is `...`, which has no name.
    #expect(names == ["named", "stand_in", ""])
    #expect(throws: BTFError.self) { try editor.setType(int, of: signature) }
    #expect(throws: BTFError.self) { try editor.nameParameters(of: new, name) }
  }

  @Test func newRecordsOfASplitTable() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    var over = BTFImage(over: image)
    _ = over.typedef("own", int)
    let base = try BTFTable(Bytes(image.make()))
    let table = try BTFTable(Bytes(over.make()), base: base)
    var editor = try BTFEditor(table)
    let name = editor.addString("added")
    let added = editor.addVariable(name: name, type: TypeID(int), .static)
    let mended = try editor.finish()
    #expect(added == TypeID(3) && mended.count == 4)
    #expect(try mended.name(of: mended.type(added)) == "added")
    #expect(try mended.name(of: mended.type(TypeID(2))) == "own")
    #expect(mended.search(["added", "own"]) == [[added], [TypeID(2)]])
  }

  /// Kinds that are known by the layout alone are still there when something is added.
  @Test(arguments: [ByteOrder.little, .big]) func theLayoutStays(order: ByteOrder) throws {
    var image = BTFImage(order)
    image.layout = [(fixed: UInt8, perElement: UInt8)](repeating: (0, 0), count: 20) + [(8, 0)]
    let int = image.int("int", 4)
    let newer = image.add(20, "newer", 0, [1, 2])
    let pointer = image.pointer(int)
    let table = try BTFTable(Bytes(image.make()))
    var editor = try BTFEditor(table)
    let added = editor.addVariable(name: editor.addString("v"), type: TypeID(int), .global)
    let mended = try editor.finish()
    #expect(try mended.name(of: mended.type(TypeID(newer))) == "newer")
    #expect(try mended.type(TypeID(pointer)).kind == .pointer)
    #expect(try mended.name(of: mended.type(added)) == "v")

    // Where every kind is known the layout goes: older kernels do not take it.
    var known = BTFImage(order)
    known.layout = image.layout
    _ = known.int("int", 4)
    var other = try BTFEditor(BTFTable(Bytes(known.make())))
    _ = other.addInt()
    let plain = try other.finish()
    let length = plain.bytes.span.load(UInt32.self, at: 4, swapped: order.isSwapped)
    #expect(length == 24 && plain.count == 3)
  }

  @Test(arguments: [ByteOrder.little, .big]) func newerKindsBecomeOlderOnes(order: ByteOrder) throws
  {
    var image = BTFImage(order)
    let int = image.int("int", 4)
    let float = image.add(16, "double", 8)
    let tag = image.add(18, "user", int)
    let tagged = image.pointer(tag)
    let large = image.enum64("large", signed: true, [("ONE", 1), ("MANY", 1 << 40 | 7)])
    let signed = image.enum("signed", signed: true, [("MINUS", .max)])
    let unsigned = image.enum("unsigned", [("PLUS", 1)])
    let variable = image.variable("v", large, linkage: 1)
    let mark = image.add(17, "mark: this", variable, [.max])
    let table = try BTFTable(Bytes(image.make()))

    var editor = try BTFEditor(table)
    try editor.replace([.float, .typeTag, .declarationTag, .enum64])
    let older = try BTFTable(editor.finish().bytes)

    // One type more, at the end: what the members that stand for enumerators are of.
    #expect(older.count == table.count + 1)
    let byte = try older.type(table.endID)
    #expect(byte.kind == .int && byte.statedSize == 1)
    func type(_ id: UInt32) throws -> BTFType { try older.type(TypeID(id)) }
    #expect(try type(float).kind == .struct && type(float).isAnonymous && type(float).count == 0)
    #expect(try type(float).statedSize == 8)
    #expect(try type(tag).kind == .const && type(tag).isAnonymous)
    #expect(try older.resolved(type(tagged).referent).id.rawValue == int)
    #expect(try type(mark).kind == .int && type(mark).statedSize == 1)
    let union = try type(large)
    #expect(union.kind == .union && !union.kindFlag && union.statedSize == 8)
    #expect(try older.name(of: union) == "large")
    let members = try (0..<union.count).map { try older.member($0, of: union) }
    #expect(try members.map { try older.string(at: $0.nameOffset) } == ["ONE", "MANY"])
    #expect(members.allSatisfy { $0.type == byte.id && $0.bitOffset == 0 })
    #expect(try type(signed).kind == .enum && !type(signed).kindFlag && type(signed).count == 1)
    // What every kernel knows stays as it is.
    for id in [int, tagged, unsigned, variable] {
      #expect(try type(id) == table.type(TypeID(id)))
    }
  }

  @Test func kindsThatAreKnownStay() throws {
    var image = BTFImage()
    let float = image.add(16, "double", 8)
    _ = image.enum("signed", signed: true, [("MINUS", .max)])
    let tag = image.add(18, "user", float)
    let table = try BTFTable(Bytes(image.make()))
    var editor = try BTFEditor(table)
    try editor.replace([.typeTag])
    let older = try editor.finish()
    #expect(try older.type(TypeID(tag)).kind == .const)
    var same = try BTFEditor(table)
    try same.replace([])
    #expect(try same.finish().bytes.array == table.bytes.array)
    #expect(try (1..<tag).allSatisfy { try older.type(TypeID($0)) == table.type(TypeID($0)) })
  }
}
