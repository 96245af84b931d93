import BTF
import Bytes
import TestSupport
import Testing

/// Every kind of type as a compiler may write it, in both byte orders.
@Suite struct KindTests {
  static let orders: [ByteOrder] = [.little, .big]

  @Test func kindsHaveTheKernelsNumbersAndNames() {
    let names = [
      "void", "int", "ptr", "array", "struct", "union", "enum", "fwd", "typedef", "volatile",
      "const", "restrict", "func", "func_proto", "var", "datasec", "float", "decl_tag", "type_tag",
      "enum64", "kind20",
    ]
    for (number, name) in names.enumerated() {
      #expect(TypeKind(rawValue: UInt8(number)).description == name)
    }
    let modifiers = (0..<128).filter { TypeKind(rawValue: $0).isModifier }
    #expect(modifiers == [8, 9, 10, 11, 18])
    #expect((0..<128).filter { TypeKind(rawValue: $0).isComposite } == [4, 5])
    #expect((0..<128).filter { TypeKind(rawValue: $0).isEnumeration } == [6, 19])
  }

  @Test(arguments: orders) func intsAndFloats(order: ByteOrder) throws {
    var image = BTFImage(order)
    let plain = image.int("unsigned int", 4)
    let signed = image.int("int", 4, encoding: 1)
    let character = image.int("char", 1, encoding: 2)
    let truth = image.int("_Bool", 1, encoding: 4)
    // Three bits from bit 5 on, as compilers wrote bitfields before kind_flag.
    let old = image.add(1, "old", 4, [5 << 16 | 3])
    let float = image.add(16, "double", 8)
    let table = try BTFTable(Bytes(image.make()))

    func encoding(_ id: UInt32) throws -> IntEncoding {
      try table.intEncoding(of: table.type(TypeID(id)))
    }
    #expect(try encoding(plain).rawValue == 32)
    #expect(try encoding(signed).isSigned && !encoding(signed).isBool)
    #expect(try encoding(character).isCharacter && encoding(character).bitCount == 8)
    #expect(try encoding(truth).isBool && !encoding(truth).isSigned)
    #expect(try encoding(old).bitOffset == 5 && encoding(old).bitCount == 3)
    let double = try table.type(TypeID(float))
    #expect(double.kind == .float && double.statedSize == 8)
    #expect(try table.name(of: double) == "double")
    #expect(throws: BTFError.self) { try encoding(float) }
  }

  @Test(arguments: orders) func compositesAndBitfields(order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4, encoding: 1)
    let plain = image.struct("plain", 8, [.init("a", int, at: 0), .init("", int, at: 32)])
    let fields = image.struct(
      "fields", 8, flag: true,
      [.init("a", int, at: 0, bits: 3), .init("b", int, at: 3, bits: 29), .init("c", int, at: 32)])
    let union = image.union("either", 4, [.init("x", int, at: 0)])
    let empty = image.struct("", 0, [])
    let table = try BTFTable(Bytes(image.make()))

    let first = try table.type(TypeID(plain))
    #expect(first.kind == .struct && first.count == 2 && first.statedSize == 8 && !first.kindFlag)
    let second = try table.member(1, of: first)
    #expect(second.bitOffset == 32 && second.bitSize == 0 && second.type.rawValue == int)
    #expect(try table.name(of: second) == "")

    let bits = try table.type(TypeID(fields))
    let members = try (0..<3).map { try table.member($0, of: bits) }
    #expect(members.map(\.bitOffset) == [0, 3, 32])
    #expect(members.map(\.bitSize) == [3, 29, 0])
    #expect(try members.map { try table.name(of: $0) } == ["a", "b", "c"])

    #expect(try table.type(TypeID(union)).kind == .union)
    let unnamed = try table.type(TypeID(empty))
    #expect(unnamed.isAnonymous && unnamed.count == 0)
  }

  /// Without kind_flag all 32 bits are the offset: a struct of 2 GiB has members behind 2^24 bits.
  @Test(arguments: orders) func offsetsWithoutBitfieldsHave32Bits(order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4)
    let far = image.add(4, "far", count: 1, 1 << 29, [image.string("a"), int, 0xfedc_ba98])
    let table = try BTFTable(Bytes(image.make()))
    let member = try table.member(0, of: table.type(TypeID(far)))
    #expect(member.bitOffset == 0xfedc_ba98 && member.bitSize == 0)
  }

  @Test(arguments: orders) func enumerations(order: ByteOrder) throws {
    var image = BTFImage(order)
    let unsigned = image.enum("u", [("A", 1), ("B", 0xffff_ffff)])
    let signed = image.enum("s", signed: true, [("M", UInt32(bitPattern: -2))])
    let wide = image.enum64("w", signed: true, [("W", 0x0123_4567_89ab_cdef), ("N", ~0)])
    let table = try BTFTable(Bytes(image.make()))

    func values(_ id: UInt32) throws -> [UInt64] {
      let type = try table.type(TypeID(id))
      return try (0..<type.count).map { try table.enumerator($0, of: type).value }
    }
    // As CO-RE takes them: sign-extended whether the enum is signed or not.
    #expect(try values(unsigned) == [1, ~0])
    #expect(try values(signed) == [UInt64(bitPattern: -2)])
    #expect(try values(wide) == [0x0123_4567_89ab_cdef, ~0])
    #expect(try !table.type(TypeID(unsigned)).kindFlag && table.type(TypeID(signed)).kindFlag)
    let last = try table.enumerator(1, of: table.type(TypeID(wide)))
    #expect(try table.name(of: last) == "N")
  }

  @Test(arguments: orders) func references(order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4, encoding: 1)
    let pointer = image.pointer(int)
    let array = image.array(pointer, 7)
    let forward = image.forward("there")
    let forwardUnion = image.forward("either", union: true)
    let typedef = image.typedef("number", int)
    let volatile = image.add(9, typedef)
    let const = image.const(volatile)
    let restrict = image.add(11, const)
    let tagged = image.add(18, "user", restrict)
    let table = try BTFTable(Bytes(image.make()))

    #expect(try table.type(TypeID(pointer)).referent.rawValue == int)
    let shape = try table.arrayShape(of: table.type(TypeID(array)))
    #expect(shape.element.rawValue == pointer && shape.count == 7 && shape.index.rawValue == 1)
    #expect(try !table.type(TypeID(forward)).isForwardUnion)
    #expect(try table.type(TypeID(forwardUnion)).isForwardUnion)
    #expect(try table.type(TypeID(tagged)).kind == .typeTag)
    #expect(try table.resolved(TypeID(tagged)).id.rawValue == int)
    #expect(try table.resolved(TypeID(pointer)).id.rawValue == pointer)
  }

  @Test(arguments: orders) func functionsVariablesAndTags(order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4, encoding: 1)
    let prototype = image.prototype(int, [("first", int), ("", 0)])
    let function = image.function("work", prototype, linkage: 2)
    let variable = image.variable("counter", int, linkage: 1)
    let section = image.section(".data", 16, [(variable, at: 12, size: 4)])
    let tag = image.add(17, "hint", function, [1])
    let whole = image.add(17, "whole", variable, [~0])
    let table = try BTFTable(Bytes(image.make()))

    let signature = try table.type(TypeID(prototype))
    #expect(signature.referent.rawValue == int && signature.count == 2)
    #expect(try table.string(at: table.parameter(0, of: signature).nameOffset) == "first")
    // A nameless void in last place is `...`.
    let last = try table.parameter(1, of: signature)
    #expect(last.nameOffset == 0 && last.type == .void)
    #expect(try table.linkage(of: table.type(TypeID(function))) == .extern)
    #expect(try table.linkage(of: table.type(TypeID(variable))) == .global)
    let data = try table.type(TypeID(section))
    let entry = try table.sectionVariable(0, of: data)
    #expect(data.statedSize == 16)
    #expect(entry == SectionVariable(type: TypeID(variable), offset: 12, size: 4))
    #expect(try table.tagComponent(of: table.type(TypeID(tag))) == 1)
    #expect(try table.tagComponent(of: table.type(TypeID(whole))) == -1)
  }

  /// Since 2026 `info` has 24 bits for the number of elements and 7 for the kind.
  @Test(arguments: orders) func moreThan65535Elements(order: ByteOrder) throws {
    var image = BTFImage(order)
    let int = image.int("int", 4)
    let one = image.string("one")
    let last = image.string("last")
    let count = 0x1_0002
    let data = (0..<UInt32(count)).flatMap { [$0 == UInt32(count) - 1 ? last : one, $0] }
    let large = image.add(6, "large", count: count, 4, data)
    let after = image.pointer(int)
    let table = try BTFTable(Bytes(image.make()))

    let type = try table.type(TypeID(large))
    #expect(type.count == count)
    let enumerator = try table.enumerator(count - 1, of: type)
    #expect(enumerator.value == UInt64(count - 1))
    #expect(try table.name(of: enumerator) == "last")
    #expect(try table.type(TypeID(after)).kind == .pointer)
  }

  @Test func askingTheWrongQuestionIsAnError() throws {
    var image = BTFImage()
    let int = image.int("int", 4)
    let two = image.struct("two", 8, [.init("a", int, at: 0), .init("b", int, at: 32)])
    let table = try BTFTable(Bytes(image.make()))
    let (number, pair) = (try table.type(TypeID(int)), try table.type(TypeID(two)))

    func code(_ body: () throws -> Void) -> BTFError.Code? {
      do { try body() } catch { return (error as? BTFError)?.code }
      return nil
    }
    #expect(code { _ = try table.member(0, of: number) } == .wrongKind)
    #expect(code { _ = try table.enumerator(0, of: pair) } == .wrongKind)
    #expect(code { _ = try table.parameter(0, of: pair) } == .wrongKind)
    #expect(code { _ = try table.arrayShape(of: pair) } == .wrongKind)
    #expect(code { _ = try table.linkage(of: pair) } == .wrongKind)
    #expect(code { _ = try table.tagComponent(of: pair) } == .wrongKind)
    #expect(code { _ = try table.sectionVariable(0, of: pair) } == .wrongKind)
    #expect(code { _ = try table.member(2, of: pair) } == .noSuchElement)
    #expect(code { _ = try table.member(-1, of: pair) } == .noSuchElement)
    #expect(code { _ = try table.member(.max, of: pair) } == .noSuchElement)
    #expect(code { _ = try table.type(TypeID(3)) } == .noSuchType)
    #expect(code { _ = try table.type(TypeID(.max)) } == .noSuchType)
    #expect(try table.type(.void).kind == .void)
  }
}
