import BTF
import Bytes
import TestSupport
import Testing

/// Single shapes of types, in tables made for them.
@Suite struct ValueDecoderTests {
  static let orders: [ByteOrder] = [.little, .big]

  /// The JSON text and the tree of one value.
  static func decode(
    _ image: BTFImage, _ type: UInt32, _ bytes: [UInt8]
  ) throws -> (json: String, value: BTFValue) {
    let decoder = try ValueDecoder(TypeID(type), in: BTFTable(Bytes(image.make())))
    let bytes = Bytes(bytes)
    var text: [UInt8] = []
    decoder.appendJSON(of: bytes.span, to: &text)
    return (String(decoding: text, as: UTF8.self), decoder.value(of: bytes.span))
  }

  /// The JSON text of a value that is one integer in memory.
  static func json<Integer: FixedWidthInteger>(
    _ image: BTFImage, _ type: UInt32, _ number: Integer
  ) throws -> String {
    var record = RecordImage(image.order, count: Integer.bitWidth / 8)
    record.set(number, at: 0)
    return try decode(image, type, record.bytes).json
  }

  @Test(arguments: orders) func integersOfEverySize(order: ByteOrder) throws {
    for size in [1, 2, 4, 8] as [UInt32] {
      var image = BTFImage(order)
      let signed = image.int("signed", size, encoding: 1)
      let unsigned = image.int("unsigned", size)
      var record = RecordImage(order, count: Int(size))
      record.setBits(UInt128(truncatingIfNeeded: -2), at: 0, width: Int(size) * 8)
      #expect(try Self.decode(image, signed, record.bytes).value == .signed(-2))
      let largest = UInt64.max >> (64 - 8 * UInt64(size))
      let result = try Self.decode(image, unsigned, record.bytes)
      #expect(result.value == .unsigned(largest - 1))
      #expect(result.json == "\(largest - 1)")
    }
  }

  @Test func extremeIntegers() throws {
    var image = BTFImage(.little)
    let signed = image.int("long", 8, encoding: 1)
    let unsigned = image.int("unsigned long", 8)
    let lowest = [0, 0, 0, 0, 0, 0, 0, 0x80] as [UInt8]
    #expect(try Self.decode(image, signed, lowest).json == "-9223372036854775808")
    let highest = [UInt8](repeating: 0xff, count: 8)
    #expect(try Self.decode(image, unsigned, highest).json == "18446744073709551615")
    #expect(try Self.decode(image, unsigned, [UInt8](repeating: 0, count: 8)).json == "0")
  }

  @Test(arguments: orders) func integersOf128Bits(order: ByteOrder) throws {
    var image = BTFImage(order)
    let wide = image.add(1, "__int128", 16, [1 << 24 | 128])
    var record = RecordImage(order, count: 16)
    record.set(0x0123_4567_89ab_cdef_0000_0000_0000_0001 as UInt128, at: 0)
    let result = try Self.decode(image, wide, record.bytes)
    #expect(result.json == "\"0x123456789abcdef0000000000000001\"")
    #expect(result.value == .wide(0x0123_4567_89ab_cdef_0000_0000_0000_0001))
    #expect(try Self.decode(image, wide, Array(record.bytes.dropLast())).value == .absent)
  }

  /// Every position and width of a bitfield of at most 64 bits, signed and unsigned.
  @Test(arguments: orders) func bitfields(order: ByteOrder) throws {
    let pattern: UInt128 = 0xf1e2_d3c4_b5a6_9788_796a_5b4c_3d2e_1f01
    for width in [1, 2, 7, 8, 9, 31, 32, 33, 63, 64] as [UInt32] {
      for offset in 0..<20 as Range<UInt32> {
        var image = BTFImage(order)
        let signed = image.int("long", 8, encoding: 1)
        let unsigned = image.int("unsigned long", 8)
        let type = image.struct(
          "bits", 16, flag: true,
          [
            .init("s", signed, at: offset, bits: width),
            .init("u", unsigned, at: offset, bits: width),
          ]
        )
        let mask = UInt64.max >> UInt64(64 - width)
        for number in [0, 1, mask >> 1, mask, UInt64(truncatingIfNeeded: pattern) & mask] {
          var record = RecordImage(order, count: 16)
          // What stands around the field must not be seen in it.
          record.setBits(~UInt128(number) & pattern, at: 0, width: 128)
          record.setBits(UInt128(number), at: Int(offset), width: Int(width))
          let value = try Self.decode(image, type, record.bytes).value
          let shift = UInt64(64 - width)
          #expect(value["u"] == .unsigned(number))
          #expect(value["s"] == .signed(Int64(bitPattern: number << shift) >> Int64(shift)))
        }
      }
    }
  }

  /// A bitfield of 128 bits reaches over 17 bytes when it does not begin with one.
  @Test(arguments: orders) func bitfieldsOf128Bits(order: ByteOrder) throws {
    var image = BTFImage(order)
    let wide = image.add(1, "unsigned __int128", 16, [128])
    for (offset, width) in [(3, 128), (7, 121), (0, 65), (1, 127)] as [(UInt32, UInt32)] {
      var image = image
      let type = image.struct("bits", 32, flag: true, [.init("f", wide, at: offset, bits: width)])
      let number = 0xf1e2_d3c4_b5a6_9788_796a_5b4c_3d2e_1f01 & (UInt128.max >> UInt128(128 - width))
      var record = RecordImage(order, count: 17)
      record.setBits(number, at: Int(offset), width: Int(width))
      #expect(try Self.decode(image, type, record.bytes).value["f"] == .wide(number))
    }
  }

  /// Compilers before 2018 wrote a bitfield's place into an integer type of its own.
  @Test func bitfieldsOfOldCompilers() throws {
    var image = BTFImage(.little)
    let bits = image.add(1, "unsigned int", 4, [2 << 16 | 3])
    let type = image.struct("old", 4, [.init("field", bits, at: 8)])
    #expect(try Self.decode(image, type, [0xff, 0b1_0100, 0xff, 0xff]).json == #"{"field":5}"#)
  }

  @Test(arguments: orders) func enumerators(order: ByteOrder) throws {
    var image = BTFImage(order)
    let plain = image.enum("plain", [("ZERO", 0), ("BIG", 0x8000_0001), ("ALSO_ZERO", 0)])
    let negative = image.enum("negative", signed: true, [("MINUS", 0xffff_ffff), ("ONE", 1)])
    let small = image.enum("small", [("LAST", 255)], size: 1)
    let wide = image.enum64("wide", signed: true, [("LOW", UInt64(bitPattern: -1 << 40))])
    #expect(try Self.json(image, plain, 0 as UInt32) == "\"ZERO\"")
    #expect(try Self.json(image, plain, 0x8000_0001 as UInt32) == "\"BIG\"")
    #expect(try Self.json(image, plain, UInt32.max) == "4294967295")
    #expect(try Self.json(image, negative, -1 as Int32) == "\"MINUS\"")
    #expect(try Self.json(image, negative, -2 as Int32) == "-2")
    #expect(try Self.json(image, small, 255 as UInt8) == "\"LAST\"")
    #expect(try Self.json(image, wide, -1 << 40 as Int64) == "\"LOW\"")
    #expect(try Self.json(image, wide, 1 << 40 as Int64) == "1099511627776")
  }

  @Test func boolsCharactersAndStrings() throws {
    var image = BTFImage(.little)
    let bool = image.int("_Bool", 1, encoding: 4)
    let char = image.int("char", 1, encoding: 1)
    let byte = image.int("unsigned char", 1)
    let bytes = image.array(byte, 2)
    let name = image.typedef("name_t", image.array(image.const(char), 8))
    let names = image.array(name, 2)
    #expect(try Self.decode(image, bool, [2]).json == "true")
    #expect(try Self.decode(image, bool, [0]).json == "false")
    #expect(try Self.decode(image, char, [UInt8(ascii: "R")]).json == "\"R\"")
    #expect(try Self.decode(image, char, [0]).json == #""\u0000""#)
    #expect(try Self.decode(image, char, [0xe9]).json == "\"é\"")
    #expect(try Self.decode(image, char, [0xe9]).value == .character(0xe9))
    #expect(try Self.decode(image, bytes, [65, 66]).json == "[65,66]")
    func string(_ text: String) throws -> String {
      try Self.decode(image, name, Array(text.utf8)).json
    }
    #expect(try string("a\"b\\c\n\u{1}") == #""a\"b\\c\n\u0001""#)
    #expect(try string("abc\0def") == "\"abc\"")
    #expect(try string("größe") == "\"größe\"")
    #expect(try Self.decode(image, name, [0x61, 0xff, 0x62, 0]).json == "\"a\u{fffd}b\"")
    // Of the second name only a part is there.
    let part = Array("ab\0\0\0\0\0\0cd".utf8)
    #expect(try Self.decode(image, names, part).json == #"["ab"]"#)
  }

  /// A file name can hold what makes a terminal do things.
  @Test func textForTerminals() throws {
    var image = BTFImage(.little)
    let type = image.struct(
      "s", 8, [.init("name", image.array(image.int("char", 1), 8), at: 0)])
    let decoder = try ValueDecoder(TypeID(type), in: BTFTable(Bytes(image.make())))
    func text(_ name: String) -> (String, String) {
      var (whole, field): ([UInt8], [UInt8]) = ([], [])
      let bytes = Bytes(Array(name.utf8))
      decoder.appendText(of: bytes.span, to: &whole)
      decoder.appendText(ofField: 0, of: bytes.span, to: &field)
      return (String(decoding: whole, as: UTF8.self), String(decoding: field, as: UTF8.self))
    }
    #expect(text("\u{1b}[2J\n\u{7f}") == (#"name="\u001b[2J\n\u007f""#, #"\u001b[2J\n\u007f"#))
    #expect(text("a\u{202e}b") == (#"name="a\u202eb""#, #"a\u202eb"#))
    #expect(text("\u{9b}2J") == (#"name="\u009b2J""#, #"\u009b2J"#))
    #expect(text("größe") == (#"name="größe""#, "größe"))
  }

  @Test(arguments: orders) func floats(order: ByteOrder) throws {
    var image = BTFImage(order)
    let single = image.add(16, "float", 4)
    let double = image.add(16, "double", 8)
    let long = image.add(16, "long double", 16)
    #expect(try Self.json(image, single, Float(0.1).bitPattern) == "0.1")
    #expect(try Self.json(image, double, Double(0.1).bitPattern) == "0.1")
    #expect(try Self.json(image, double, Double.nan.bitPattern) == "\"nan\"")
    #expect(try Self.json(image, single, (-Float.infinity).bitPattern) == "\"-inf\"")
    #expect(
      try Self.decode(image, long, Array(0..<16)).json == "\"000102030405060708090a0b0c0d0e0f\"")
  }

  /// Only the last array of the outermost struct goes on to the record's end.
  @Test func flexibleArrays() throws {
    var image = BTFImage(.little)
    let word = image.int("unsigned int", 4)
    let char = image.int("char", 1)
    let none = image.array(word, 0)
    let text = image.array(char, 0)
    let inner = image.struct("inner", 4, [.init("n", word, at: 0), .init("tail", none, at: 32)])
    let outer = image.struct(
      "outer", 8,
      [.init("mark", none, at: 0), .init("n", word, at: 0), .init("inner", inner, at: 32)]
    )
    let record: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0]
    #expect(
      try Self.decode(image, outer, record).json
        == #"{"mark":[],"n":1,"inner":{"n":2,"tail":[3,4]}}"#)
    let named = image.struct("named", 4, [.init("n", word, at: 0), .init("name", text, at: 32)])
    #expect(
      try Self.decode(image, named, [1, 0, 0, 0] + Array("hello\0x".utf8)).json
        == #"{"n":1,"name":"hello"}"#)
    let pair = image.array(inner, 2)
    #expect(
      try Self.decode(image, pair, record).json
        == #"[{"n":1,"tail":[]},{"n":2,"tail":[]}]"#)
  }

  @Test func typesWithoutValues() throws {
    var image = BTFImage(.little)
    let forward = image.forward("missing")
    let holder = image.struct("holder", 8, [.init("field", forward, at: 0)])
    let table = try BTFTable(Bytes(image.make()))
    for type in [0, forward, holder] {
      let error = #expect(throws: BTFError.self) { try ValueDecoder(TypeID(type), in: table) }
      #expect(error?.code == .unsizedType)
    }
    let error = #expect(throws: BTFError.self) { try ValueDecoder(TypeID(99), in: table) }
    #expect(error?.code == .noSuchType)
  }

  /// The value of a variable is one of its type.
  @Test func variables() throws {
    var image = BTFImage(.little)
    let variable = image.variable("dropped", image.int("unsigned long long", 8), linkage: 1)
    #expect(try Self.decode(image, variable, [7, 0, 0, 0, 0, 0, 0, 0]).value == .unsigned(7))
  }

  @Test(arguments: ["btf_kinds", "eb/btf_kinds"]) func everyKind(object: String) throws {
    let decoder = try RingEventTests.decoder("everything", of: object)
    var text: [UInt8] = []
    decoder.appendJSON(of: Bytes([UInt8](repeating: 0, count: decoder.size)).span, to: &text)
    #expect(
      String(decoding: text, as: UTF8.self) == #"""
        {"truth":false,"character":"\u0000","small":0,"medium":0,"large":0,"huge":0,\#
        "enormous":"0x0","single":0.0,"twice":0.0,"plain":"PLAIN_ZERO","negative":0,"wide":0,\#
        "wide_negative":0,"bits":{"first":0,"second":0},"empty":{},"array":[[0,0],[0,0],[0,0]],\#
        "text":"0x0","changing":0,"alone":"0x0","forward":"0x0","forward_union":"0x0",\#
        "function":"0x0","variadic":"0x0","tagged":"0x0","inner":0,"whole":0,"parts":"","next":"0x0"}
        """#)
  }
}
