import BTF
import Bytes
import TestSupport
import Testing

/// Declarations stand before what uses them.
@Suite struct COrderTests {
  /// `struct a` has a pointer to `struct b`, and `struct b` has `struct a`.
  @Test func cyclesGoThroughPointers() throws {
    var image = BTFImage()
    let first = image.endID
    _ = image.struct("a", 16, [.init("b", first + 1, at: 0), .init("next", first + 2, at: 64)])
    _ = image.pointer(first + 3)
    _ = image.pointer(first)
    _ = image.struct("b", 16, [.init("a", first, at: 0)])
    #expect(
      try Dumped(image).declarations == [
        "struct b;", "struct a {\n\tstruct b *b;\n\tstruct a *next;\n};",
        "struct b {\n\tstruct a a;\n};",
      ])
  }

  /// Outside of a prototype nobody knows a struct that it was the first to speak of.
  @Test func cyclesGoThroughPrototypes() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let first = image.endID
    _ = image.struct("ops", 8, [.init("run", first + 1, at: 0)])
    _ = image.typedef("run_t", first + 2)
    _ = image.pointer(first + 3)
    _ = image.prototype(int, [("", first + 4), ("", first + 5)])
    _ = image.pointer(first)
    _ = image.add(6, "mode", count: 0, 4)
    #expect(
      try Dumped(image).declarations == [
        "struct ops;", "enum mode;", "typedef int (*run_t)(struct ops *, enum mode);",
        "struct ops {\n\trun_t run;\n};",
      ])
  }

  @Test func typedefsComeBeforeTheirUsesBehindPointers() throws {
    var image = BTFImage()
    let first = image.endID
    _ = image.struct("user", 8, [.init("list", first + 1, at: 0)])
    _ = image.pointer(first + 2)
    _ = image.typedef("list_t", first + 3)
    _ = image.struct("list", 8, [.init("next", first + 4, at: 0)])
    _ = image.pointer(first + 2)
    #expect(
      try Dumped(image).declarations == [
        "struct list;", "typedef struct list list_t;", "struct user {\n\tlist_t *list;\n};",
        "struct list {\n\tlist_t *next;\n};",
      ])
  }

  @Test func theElementsOfAnArrayAreCompleteEvenBehindAPointer() throws {
    var image = BTFImage()
    let first = image.endID
    _ = image.struct("table", 8, [.init("rows", first + 1, at: 0)])
    _ = image.pointer(first + 2)
    _ = image.array(first + 3, 4)
    _ = image.struct("row", 8, [.init("table", first + 4, at: 0)])
    _ = image.pointer(first)
    #expect(
      try Dumped(image).declarations == [
        "struct table;", "struct row {\n\tstruct table *table;\n};",
        "struct table {\n\tstruct row (*rows)[4];\n};",
      ])
  }

  /// Rust has what C cannot say: a pointer to an array of the struct that it is in.
  @Test func anArrayOfWhatIsNotYetCompleteIsSaidToBeItsElement() throws {
    var image = BTFImage()
    let first = image.endID
    _ = image.struct(
      "node", 16, [.init("all", first + 1, at: 0), .init("unknown", first + 3, at: 64)])
    _ = image.pointer(first + 2)
    _ = image.array(first, 4)
    _ = image.pointer(first + 4)
    _ = image.array(first + 5, 2)
    _ = image.forward("unknown")
    let declarations = try Dumped(image).declarations
    #expect(
      declarations.last == "struct node {\n\tstruct node *all;\n\tstruct unknown *unknown;\n};")
  }

  @Test func aForwardDeclarationHasTheNameOfItsDefinition() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let forward = image.forward("s")
    let wrong = image.forward("s", union: true)
    _ = image.struct(
      "user", 16,
      [.init("s", image.pointer(forward), at: 0), .init("u", image.pointer(wrong), at: 64)])
    _ = image.struct("s", 4, [.init("x", int, at: 0)])
    #expect(
      try Dumped(image).declarations == [
        "struct s;", "union s___2;", "struct user {\n\tstruct s *s;\n\tunion s___2 *u;\n};",
        "struct s {\n\tint x;\n};",
      ])
  }

  @Test func aSplitTableBringsWhatItNeedsOfItsBase() throws {
    var base = BTFImage()
    let int = base.int("int", 4, encoding: 1)
    let shared = base.struct("shared", 4, [.init("x", int, at: 0)])
    _ = base.struct("unused", 4, [.init("x", int, at: 0)])
    var module = BTFImage(over: base)
    _ = module.struct("own", 8, [.init("shared", shared, at: 0), .init("y", int, at: 32)])
    _ = module.struct("shared", 8, [.init("z", int, at: 0)])
    #expect(
      try Dumped(module, over: base).declarations == [
        "struct shared {\n\tint x;\n};", "struct own {\n\tstruct shared shared;\n\tint y;\n};",
        "struct shared___2 {\n\tint z;\n\tint : 32;\n};",
      ])
  }
}
