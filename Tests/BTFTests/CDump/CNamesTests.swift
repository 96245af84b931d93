import BTF
import Bytes
import TestSupport
import Testing

/// Names that C cannot take, or not twice.
@Suite struct CNamesTests {
  @Test func theFirstKeepsItsName() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    for _ in 0..<3 { _ = image.struct("s", 4, [.init("x", int, at: 0)]) }
    _ = image.union("s", 4, [.init("x", int, at: 0)])
    // Typedefs have a name space of their own, in which enumerators are too.
    _ = image.typedef("s", int)
    _ = image.typedef("s", int)
    _ = image.enum("e", [("s", 0), ("e", 1)])
    _ = image.enum("s___2", [("s___2", 0)])
    let names = try Dumped(image).declarations.map { $0.prefix { $0 != "{" && $0 != ";" } }
    #expect(
      names.map { $0.trimmingSuffix(" ") } == [
        "struct s", "struct s___2", "struct s___3", "union s___4", "typedef int s",
        "typedef int s___2", "enum e", "enum s___2___2",
      ])
    let enums = try Dumped(image).declarations.suffix(2)
    #expect(
      enums == [
        "enum e {\n\ts___3 = 0,\n\te = 1,\n};", "enum s___2___2 {\n\ts___2___2 = 0,\n};",
      ])
  }

  /// Its enumerators would be declared twice.
  @Test func anEnumWithoutANameThatIsUsedTwice() throws {
    var image = BTFImage()
    let mode = image.enum("", [("OFF", 0)])
    _ = image.struct("a", 4, [.init("mode", mode, at: 0)])
    _ = image.struct("b", 4, [.init("mode", mode, at: 0)])
    #expect(
      try Dumped(image).declarations == [
        "struct a {\n\tenum {\n\t\tOFF = 0,\n\t} mode;\n};",
        "struct b {\n\tenum {\n\t\tOFF___2 = 0,\n\t} mode;\n};",
      ])
  }

  @Test func wordsOfTheLanguage() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    _ = image.struct("for", 8, [.init("while", int, at: 0), .init("class", int, at: 32)])
    _ = image.typedef("typeof", int)
    _ = image.enum("", [("asm", 1)])
    #expect(
      try Dumped(image).declarations == [
        "struct for___c {\n\tint while_;\n\tint class;\n};", "typedef int typeof___c;",
        "enum {\n\tasm___c = 1,\n};",
      ])
  }

  /// As Rust calls its types.
  @Test func namesThatNoTypeOfCHas() throws {
    var image = BTFImage()
    let int = image.int("u32", 4)
    let option = image.struct(
      "Option<&str>", 4, [.init("__0", int, at: 0), .init("0", int, at: 0)])
    _ = image.struct("Option<*str>", 4, [.init("{impl#0}", int, at: 0)])
    let user = image.forward("core::fmt::Arguments")
    _ = image.struct(
      "kernel::sync::Arc<T>", 16,
      [.init("a", option, at: 0), .init("p", image.pointer(user), at: 64)])
    _ = image.struct("0", 4, [.init("é", int, at: 0)])
    let dumped = try Dumped(image)
    #expect(
      dumped.declarations.map { $0.prefix { $0 != "{" } } == [
        "typedef unsigned int u32;", "struct Option__str_ ", "struct Option__str____2 ",
        "struct core__fmt__Arguments;", "struct kernel__sync__Arc_T_ ", "struct _0 ",
      ])
    #expect(dumped.text.contains("\tu32 _impl_0_;"))
    #expect(dumped.text.contains("\tstruct core__fmt__Arguments *p;"))
    #expect(dumped.text.contains("\tu32 __;"))
    #expect(try dumped.dump.name(of: TypeID(option)) == "Option__str_")
  }

  /// Also among the members of structs without a name, which are those of the one around them.
  @Test func membersOfOneName() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let inner = image.struct("", 4, [.init("x", int, at: 0)])
    _ = image.struct(
      "s", 16,
      [
        .init("x", int, at: 0), .init("", inner, at: 32), .init("own", inner, at: 64),
        .init("x", int, at: 96),
      ])
    #expect(
      try Dumped(image).declarations == [
        """
        struct s {
        \tint x;
        \tstruct {
        \t\tint x_0;
        \t};
        \tstruct {
        \t\tint x;
        \t} own;
        \tint x_3;
        };
        """
      ])
  }

  @Test func manyOfOneName() throws {
    var image = BTFImage()
    for _ in 0..<2000 { _ = image.struct("s", 0, []) }
    let names = try Dumped(image).declarations.map { $0.prefix { $0 != "{" } }
    #expect(Set(names).count == 2000)
    #expect(names.last == "struct s___2000 ")
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ suffix: Character) -> String {
    last == suffix ? String(dropLast()) : String(self)
  }
}
