import BTF
import Bytes
import TestSupport
import Testing

/// The text of the declarations.
@Suite struct CDumpTests {
  @Test func membersAndDeclarators() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let char = image.int("char", 1)
    let constChar = image.const(char)
    let text = image.pointer(constChar)
    let constText = image.const(text)
    let row = image.array(int, 4)
    let rows = image.array(row, 3)
    let pointerToRow = image.pointer(row)
    let prototype = image.prototype(int, [("", text), ("", 0)])
    let callback = image.pointer(prototype)
    let callbacks = image.array(callback, 2)
    let nothing = image.prototype(0, [])
    let factory = image.pointer(image.prototype(image.pointer(nothing), [("", int)]))
    let volatile = image.add(9, int)
    let restrict = image.add(11, image.pointer(char))
    _ = image.struct(
      "s", 120,
      [
        .init("text", text, at: 0), .init("fixed", constText, at: 64), .init("m", rows, at: 128),
        .init("row", pointerToRow, at: 512), .init("call", callback, at: 576),
        .init("calls", callbacks, at: 640), .init("make", factory, at: 768),
        .init("v", volatile, at: 832), .init("r", restrict, at: 896),
      ])
    #expect(
      try Dumped(image).declarations == [
        """
        struct s {
        \tconst char *text;
        \tconst char *const fixed;
        \tint m[3][4];
        \tint (*row)[4];
        \tint (*call)(const char *, ...);
        \tint (*calls[2])(const char *, ...);
        \tvoid (*(*make)(int))(void);
        \tvolatile int v;
        \tchar *restrict r;
        };
        """
      ])
  }

  @Test func typesWithoutNamesAreWrittenWhereTheyAre() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let inner = image.struct("", 8, [.init("a", int, at: 0), .init("b", int, at: 32)])
    let either = image.union(
      "", 8, [.init("", inner, at: 0), .init("whole", image.array(int, 2), at: 0)])
    let mode = image.enum("", [("OFF", 0), ("ON", 1)])
    _ = image.typedef(
      "outer_t",
      image.struct(
        "", 16,
        [.init("", either, at: 0), .init("mode", mode, at: 64), .init("after", int, at: 96)]))
    _ = image.enum("", [("LOOSE", 7)])
    #expect(
      try Dumped(image).declarations == [
        """
        typedef struct {
        \tunion {
        \t\tstruct {
        \t\t\tint a;
        \t\t\tint b;
        \t\t};
        \t\tint whole[2];
        \t};
        \tenum {
        \t\tOFF = 0,
        \t\tON = 1,
        \t} mode;
        \tint after;
        } outer_t;
        """,
        "enum {\n\tLOOSE = 7,\n};",
      ])
  }

  @Test func enumsOfEverySizeAndSign() throws {
    var image = BTFImage()
    _ = image.enum("signed", signed: true, [("MINUS", 0xffff_ffff), ("LEAST", 0x8000_0000)])
    _ = image.enum("unsigned", [("ALL", 0xffff_ffff)])
    _ = image.enum("byte", [("B", 3)], size: 1)
    _ = image.enum("half", [("H", 3)], size: 2)
    _ = image.enum64("wide", [("W", 1 << 40)])
    _ = image.enum64("wide_signed", signed: true, [("M", .max), ("L", 1 << 63)])
    _ = image.enum64("wide_small", [("S", 1)])
    #expect(
      try Dumped(image).declarations == [
        "enum signed___c {\n\tMINUS = -1,\n\tLEAST = -2147483648,\n};",
        "enum unsigned___c {\n\tALL = 4294967295U,\n};",
        "enum byte {\n\tB = 3,\n} __attribute__((mode(QI)));",
        "enum half {\n\tH = 3,\n} __attribute__((mode(HI)));",
        "enum wide {\n\tW = 1099511627776ULL,\n};",
        "enum wide_signed {\n\tM = -1,\n\tL = -9223372036854775807LL - 1,\n};",
        "enum wide_small {\n\tS = 1,\n} __attribute__((mode(DI)));",
      ])
  }

  @Test func scalarsThatCDoesNotKnow() throws {
    var image = BTFImage()
    let types = [
      image.int("bool", 1, encoding: 4), image.int("ssizetype", 8, encoding: 1),
      image.int("char", 4), image.int("odd", 3), image.int("__int128 unsigned", 16),
      image.add(16, "double", 8), image.add(16, "long double", 16), image.add(16, "_Float16", 2),
      image.int("long int", 4, encoding: 1),
    ]
    for (index, type) in types.enumerated() { _ = image.typedef("t\(index)", type) }
    #expect(
      try Dumped(image).declarations == [
        "typedef long long ssizetype;",
        "typedef struct {\n\tunsigned char bytes[3];\n} odd;",
        """
        typedef struct {
        \tunsigned char bytes[16];
        } __attribute__((aligned(16))) long_double;
        """,
        """
        typedef struct {
        \tunsigned char bytes[2];
        } __attribute__((aligned(2))) _Float16___c;
        """,
        "typedef _Bool t0;", "typedef ssizetype t1;", "typedef unsigned int t2;",
        "typedef odd t3;", "typedef __int128 unsigned t4;", "typedef double t5;",
        "typedef long_double t6;", "typedef _Float16___c t7;", "typedef int t8;",
      ])
  }

  @Test func wordsOfLaterStandardsAreLeftToThem() throws {
    var image = BTFImage()
    _ = image.typedef("bool", image.int("_Bool", 1, encoding: 4))
    _ = image.enum("", [("false", 0), ("true", 1)])
    #expect(
      try Dumped(image).declarations == [
        "#if __STDC_VERSION__ < 202311L\ntypedef _Bool bool;\n#endif",
        "#if __STDC_VERSION__ < 202311L\nenum {\n\tfalse = 0,\n\ttrue = 1,\n};\n#endif",
      ])
  }

  @Test func someTypesAndWhatTheyNeed() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let number = image.typedef("number", int)
    let other = image.struct("other", 4, [.init("x", int, at: 0)])
    let inner = image.struct("inner", 4, [.init("n", number, at: 0)])
    let wanted = image.struct(
      "wanted", 16, [.init("inner", inner, at: 0), .init("other", image.pointer(other), at: 64)])
    _ = image.struct("unrelated", 4, [.init("x", int, at: 0)])
    let table = try BTFTable(Bytes(image.make()))
    #expect(
      try Dumped(table) { $0.types = [TypeID(wanted)] }.declarations == [
        "typedef int number;", "struct inner {\n\tnumber n;\n};", "struct other;",
        "struct wanted {\n\tstruct inner inner;\n\tstruct other *other;\n};",
      ])
  }

  @Test func whatStandsAroundTheDeclarations() throws {
    var image = BTFImage()
    _ = image.struct("s", 0, [])
    let text = try CDump.text(of: BTFTable(Bytes(image.make())))
    #expect(text.contains("#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n"))
    #expect(
      text.contains(
        "attribute push (__attribute__((preserve_access_index)), apply_to = record)\n#endif\n\nstruct s {"
      ))
    #expect(text.hasSuffix("attribute pop\n#endif\n\n#endif /* __VMLINUX_H__ */\n"))
  }

  /// The compiler warns of an attribute for structs where there is none.
  @Test func noStructNoAttribute() throws {
    var image = BTFImage()
    _ = image.enum("", [("A", 1)])
    let text = try CDump.text(of: BTFTable(Bytes(image.make())))
    #expect(text.contains("A = 1") && !text.contains("#pragma"))
  }

  /// Piece by piece it is the same as in one go, and nothing before a piece changes.
  @Test func pieces() throws {
    let table = try BTFTable(Fixture.section(".BTF", of: "btf_kinds"))
    var dump = try CDump(of: table)
    var (bytes, pieces): ([UInt8], Int) = ([], 0)
    while try dump.append(to: &bytes) { pieces += 1 }
    #expect(pieces >= dump.declarationCount + 2)
    #expect(String(decoding: bytes, as: UTF8.self) == (try CDump.text(of: table)))
    var whole: [UInt8] = []
    dump = try CDump(of: table)
    while true {
      var piece: [UInt8] = []
      guard try dump.append(to: &piece) else { break }
      whole += piece
    }
    #expect(whole == bytes)
  }
}
