import BTF
import Bytes
import TestSupport
import Testing

/// Offsets and sizes that C would not give by itself.
@Suite struct CLayoutsTests {
  static func body(_ make: (inout BTFImage, _ char: UInt32, _ int: UInt32, _ long: UInt32) -> Void)
    throws -> String
  {
    var image = BTFImage()
    let char = image.int("char", 1)
    let int = image.int("int", 4, encoding: 1)
    let long = image.int("long int", 8, encoding: 1)
    make(&image, char, int, long)
    return try #require(try Dumped(image).declarations.last)
  }

  @Test func gapsAreBitfieldsWithoutNames() throws {
    let text = try Self.body { image, char, int, long in
      _ = image.struct(
        "s", 64, [.init("a", char, at: 0), .init("b", char, at: 64), .init("c", long, at: 256)])
    }
    #expect(
      text
        == """
        struct s {
        \tchar a;
        \tlong : 56;
        \tchar b;
        \tlong : 56;
        \tlong : 64;
        \tlong : 64;
        \tlong int c;
        \tlong : 64;
        \tlong : 64;
        \tlong : 64;
        };
        """)
  }

  @Test func packed() throws {
    let text = try Self.body { image, char, int, long in
      _ = image.struct(
        "s", 13, [.init("a", char, at: 0), .init("b", int, at: 8), .init("c", long, at: 40)])
    }
    #expect(
      text == "struct s {\n\tchar a;\n\tint b;\n\tlong int c;\n} __attribute__((packed));")
    let gap = try Self.body { image, char, int, long in
      _ = image.struct("s", 15, [.init("a", char, at: 0), .init("b", int, at: 24)])
    }
    #expect(
      gap == """
        struct s {
        \tchar a;
        \tlong : 16;
        \tint b;
        \tlong : 8;
        \tlong : 56;
        } __attribute__((packed));
        """)
  }

  @Test func bitfields() throws {
    let text = try Self.body { image, char, int, long in
      _ = image.struct(
        "s", 16, flag: true,
        [
          .init("a", int, at: 0, bits: 3), .init("b", int, at: 8, bits: 4),
          .init("c", long, at: 64, bits: 33), .init("d", int, at: 97, bits: 31),
        ])
    }
    #expect(
      text
        == """
        struct s {
        \tint a : 3;
        \tlong : 5;
        \tint b : 4;
        \tlong : 52;
        \tlong int c : 33;
        \tint d : 31;
        };
        """)
    let straddling = try Self.body { image, char, int, long in
      _ = image.struct(
        "s", 8, flag: true, [.init("a", int, at: 0, bits: 30), .init("b", int, at: 30, bits: 30)])
    }
    #expect(
      straddling == """
        struct s {
        \tint a : 30;
        \tint b : 30;
        } __attribute__((packed));
        """)
  }

  /// As compilers and pahole wrote bitfields before kernel 4.20.
  @Test func integersWithFewerBitsThanBytes() throws {
    let text = try Self.body { image, char, int, long in
      let three = image.add(1, "int", 4, [1 << 24 | 3])
      let five = image.add(1, "int", 4, [1 << 24 | 3 << 16 | 5])
      _ = image.struct("s", 4, [.init("a", three, at: 0), .init("b", five, at: 0)])
    }
    #expect(text == "struct s {\n\tint a : 3;\n\tint b : 5;\n};")
  }

  @Test func wideGapsAreAlignmentsWhereTheyCanBe() throws {
    let text = try Self.body { image, char, int, long in
      _ = image.struct("s", 8192, [.init("a", char, at: 0), .init("b", int, at: 4096 * 8)])
    }
    #expect(
      text == """
        struct s {
        \tchar a;
        \tint b __attribute__((aligned(4096)));
        };
        """)
    let odd = try Self.body { image, char, int, long in
      _ = image.struct("s", 5004, [.init("a", char, at: 0), .init("b", int, at: 5000 * 8)])
    }
    #expect(odd == "struct s {\n\tchar a;\n\tunsigned char __btf_gap_1[4999];\n\tint b;\n};")
    let tail = try Self.body { image, char, int, long in
      _ = image.struct("s", 4096, [.init("a", int, at: 0)])
    }
    #expect(tail == "struct s {\n\tint a;\n} __attribute__((aligned(4096)));")
  }

  @Test func unionsThatAreLargerThanTheirMembers() throws {
    let aligned = try Self.body { image, char, int, long in
      _ = image.union("u", 64, [.init("a", image.array(long, 5), at: 0)])
    }
    #expect(aligned == "union u {\n\tlong int a[5];\n} __attribute__((aligned(32)));")
    let small = try Self.body { image, char, int, long in
      _ = image.union("u", 8, [.init("a", int, at: 0)])
    }
    #expect(small == "union u {\n\tint a;\n\tlong : 64;\n};")
    let odd = try Self.body { image, char, int, long in
      _ = image.union("u", 20, [.init("a", int, at: 0)])
    }
    #expect(odd == "union u {\n\tint a;\n\tunsigned char __btf_gap_0[20];\n};")
    let packed = try Self.body { image, char, int, long in
      _ = image.union("u", 5, [.init("a", int, at: 0)])
    }
    #expect(
      packed == "union u {\n\tint a;\n\tlong : 40;\n} __attribute__((packed));")
  }

  /// Enums of Rust, which are laid over one another, and fields in an order of their own.
  @Test func membersThatNoStructOfCHas() throws {
    let unordered = try Self.body { image, char, int, long in
      _ = image.struct("s", 8, [.init("a", char, at: 32), .init("b", int, at: 0)])
    }
    #expect(unordered == "struct s {\n\tint b;\n\tchar a;\n};")
    let overlaid = try Self.body { image, char, int, long in
      _ = image.struct("s", 8, [.init("a", int, at: 0), .init("b", int, at: 16)])
    }
    #expect(
      overlaid == """
        struct s {
        \tunion {
        \t\tunsigned char __btf_bytes[8];
        \t\tstruct {
        \t\t\tint a;
        \t\t} __attribute__((packed));
        \t\tstruct {
        \t\t\tlong : 16;
        \t\t\tint b;
        \t\t} __attribute__((packed));
        \t};
        };
        """)
    let without = try Self.body { image, char, int, long in
      let unknown = image.forward("unknown*/")
      _ = image.struct(
        "s", 4, [.init("*/", unknown, at: 0), .init("n", 0, at: 0), .init("x", long, at: 0)])
    }
    #expect(
      without == """
        struct s {
        \t/* __: no type of C has this place */
        \t/* n: no type of C has this place */
        \t/* x: no type of C has this place */
        \tchar : 8;
        \tchar : 8;
        \tchar : 8;
        \tchar : 8;
        };
        """)
  }

  /// `-fms-extensions`: a struct with a name as a member without one.
  @Test func membersOfAStructWithANameInPlaceOfIt() throws {
    let text = try Self.body { image, char, int, long in
      let head = image.struct("head", 8, [.init("a", int, at: 0), .init("b", int, at: 32)])
      _ = image.struct("s", 12, [.init("", head, at: 0), .init("c", int, at: 64)])
    }
    let expected = "struct s {\n\tstruct {\n\t\tint a;\n\t\tint b;\n\t};\n\tint c;\n};"
    #expect(text == expected)
    let typedef = try Self.body { image, char, int, long in
      let head = image.struct("", 8, [.init("a", int, at: 0), .init("b", int, at: 32)])
      _ = image.struct(
        "s", 12, [.init("", image.typedef("head_t", head), at: 0), .init("c", int, at: 64)])
    }
    #expect(typedef == expected)
  }

  @Test func arraysWithoutElements() throws {
    let text = try Self.body { image, char, int, long in
      _ = image.struct(
        "s", 8, [.init("n", int, at: 0), .init("data", image.array(char, 0), at: 32)])
    }
    #expect(text == "struct s {\n\tint n;\n\tchar data[0];\n\tint : 32;\n};")
  }
}
