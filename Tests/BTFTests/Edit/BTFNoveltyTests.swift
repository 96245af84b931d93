import BTF
import Bytes
import TestSupport
import Testing

/// Newer BTF written as older: each row of what kernels do not know.
@Suite struct BTFNoveltyTests {
  struct Sample {
    var image: BTFImage
    let int, variable, section, prototype, function, optional: UInt32

    init(_ order: ByteOrder) {
      image = BTFImage(order)
      int = image.int("int", 4)
      variable = image.variable("counter", int, linkage: 1)
      section = image.section(".data.x", 8, [(variable, at: 4, size: 4)])
      prototype = image.prototype(int, [("first", int), ("", 0)])
      function = image.function("called", prototype, linkage: 1)
      optional = image.section("?.struct_ops", 4, [(variable, at: 0, size: 4)])
    }

    func older(_ unknown: Set<BTFNovelty>) throws -> BTFTable {
      var editor = try BTFEditor(BTFTable(Bytes(image.make())))
      try editor.replace(unknown)
      return try BTFTable(editor.finish().bytes)
    }
  }

  @Test(arguments: [ByteOrder.little, .big]) func dataSections(order: ByteOrder) throws {
    let sample = Sample(order)
    let older = try sample.older([.dataSection])
    let byte = try older.type(TypeID(sample.variable))
    #expect(byte.kind == .int && byte.statedSize == 1)
    #expect(try older.intEncoding(of: byte).bitCount == 8)
    let section = try older.type(TypeID(sample.section))
    #expect(section.kind == .struct && section.statedSize == 8 && section.count == 1)
    // Dots are no part of a name in C.
    #expect(try older.name(of: section) == "_data_x")
    let member = try older.member(0, of: section)
    #expect(try older.string(at: member.nameOffset) == "counter")
    #expect(member.type == TypeID(sample.variable) && member.bitOffset == 32)
    #expect(try older.name(of: older.type(TypeID(sample.optional))) == "__struct_ops")
  }

  @Test(arguments: [ByteOrder.little, .big]) func functions(order: ByteOrder) throws {
    let sample = Sample(order)
    let older = try sample.older([.function])
    let prototype = try older.type(TypeID(sample.prototype))
    #expect(prototype.kind == .enum && prototype.statedSize == 4 && prototype.count == 2)
    #expect(
      try older.string(at: older.enumerator(0, of: prototype).nameOffset) == "first")
    let function = try older.type(TypeID(sample.function))
    #expect(function.kind == .typedef && function.referent == prototype.id)
    #expect(try older.name(of: function) == "called")
  }

  @Test func globalFunctions() throws {
    let sample = Sample(.host)
    let older = try sample.older([.globalFunction])
    let function = try older.type(TypeID(sample.function))
    #expect(try function.kind == .function && older.linkage(of: function) == .static)
    #expect(function.referent == TypeID(sample.prototype))
  }

  @Test func questionMarks() throws {
    let sample = Sample(.host)
    let older = try sample.older([.questionMark])
    let section = try older.type(TypeID(sample.optional))
    #expect(try section.kind == .dataSection && older.name(of: section) == "_.struct_ops")
    #expect(try older.sectionVariable(0, of: section).type == TypeID(sample.variable))
    #expect(try older.name(of: older.type(TypeID(sample.section))) == ".data.x")
  }

  @Test func layouts() throws {
    var sample = Sample(.host)
    sample.image.layout = [(fixed: UInt8, perElement: UInt8)](repeating: (0, 0), count: 20)
    let older = try sample.older([.layout])
    #expect(older.bytes.span.load(UInt32.self, at: 4) == 24)
    #expect(older.count == Int(sample.image.endID))
    #expect(try older.name(of: older.type(TypeID(sample.variable))) == "counter")
    // Where it does not matter, nothing changes.
    let same = try sample.older([.float])
    #expect(same.bytes.array == sample.image.make())
  }
}
