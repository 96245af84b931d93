import BTF
import Bytes
import TestSupport
import Testing

/// Tags and functions.
@Suite struct CTagsTests {
  @Test func tagsAreAttributesThatOldCompilersDoNotSee() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let user = image.pointer(image.add(18, "user", int))
    let wide = image.pointer(image.add(18, "address_space(1)", flag: true, int))
    let hostile = image.pointer(image.add(18, "x)) int evil; __attribute__((y", flag: true, int))
    let s = image.struct(
      "s", 24, [.init("p", user, at: 0), .init("q", wide, at: 64), .init("r", hostile, at: 128)])
    _ = image.add(17, "whole \"s\"", s, [UInt32(bitPattern: -1)])
    _ = image.add(17, "one", s, [1])
    let number = image.typedef("number", int)
    _ = image.add(17, "n\n", number, [UInt32(bitPattern: -1)])
    let dumped = try Dumped(image)
    #expect(
      dumped.declarations == [
        """
        struct s {
        \tint __btf_type_tag("user") *p;
        \tint __attribute__((address_space(1))) *q __btf_decl_tag("one");
        \tint *r;
        } __btf_decl_tag("whole \\"s\\"");
        """,
        "typedef int number __btf_decl_tag(\"n\\012\");",
      ])
    #expect(dumped.text.contains("#if __has_attribute(btf_type_tag)\n"))
  }

  @Test func functionsThatProgramsCanCall() throws {
    var image = BTFImage()
    let int = image.int("int", 4, encoding: 1)
    let number = image.typedef("u32", int)
    let task = image.struct("task", 4, [.init("x", int, at: 0)])
    let prototype = image.prototype(
      image.pointer(task),
      [("task", image.pointer(task)), ("u32", number), ("", int), ("for", int)])
    let function = image.function("bpf_task", prototype, linkage: 0)
    let fast = image.function("bpf_fast", image.prototype(0, []), linkage: 0)
    _ = image.function("untagged", prototype, linkage: 0)
    _ = image.add(17, "bpf_kfunc", function, [UInt32(bitPattern: -1)])
    _ = image.add(17, "bpf_kfunc", fast, [UInt32(bitPattern: -1)])
    _ = image.add(17, "bpf_fastcall", fast, [UInt32(bitPattern: -1)])
    _ = image.add(17, "arg", function, [2])
    let text = try Dumped(image).text
    #expect(
      text.contains(
        """
        extern struct task *bpf_task(struct task *task, u32, int __btf_decl_tag("arg"), int) __weak __ksym;
        extern __bpf_fastcall void bpf_fast(void) __weak __ksym;

        #endif /* BPF_NO_KFUNC_PROTOTYPES */
        """))
    #expect(!text.contains("untagged"))
    let table = try BTFTable(Bytes(image.make()))
    #expect(try !Dumped(table) { $0.kernelFunctions = false }.text.contains("bpf_task"))
  }

  /// The compiler has a list of its own, of another size than that of the kernel's machine.
  @Test func theVariadicListOfTheCompiler() throws {
    var image = BTFImage()
    let int = image.int("unsigned int", 4)
    let list = image.struct("__va_list_tag", 24, [.init("gp_offset", int, at: 0)])
    let builtin = image.typedef("__builtin_va_list", image.array(list, 1))
    let own = image.typedef("va_list", builtin)
    _ = image.struct(
      "format", 40,
      [
        .init("p", image.pointer(own), at: 0), .init("v", own, at: 64),
        .init("after", int, at: 256),
      ])
    #expect(
      try Dumped(image).declarations == [
        "struct __va_list_tag {\n\tunsigned int gp_offset;\n\tint : 32;\n\tint : 32;\n\tint : 32;\n\tint : 32;\n\tint : 32;\n};",
        "typedef __builtin_va_list va_list;",
        """
        struct format {
        \tva_list *p;
        \tstruct __va_list_tag v[1];
        \tunsigned int after;
        };
        """,
      ])
  }
}
