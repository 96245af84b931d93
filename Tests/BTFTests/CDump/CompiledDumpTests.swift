import BTF
import Bytes
import ELF
import SystemPackage
import TestSupport
import Testing

/// Clang gives the layouts back that were dumped.
@Suite(.timeLimit(.minutes(10))) struct CompiledDumpTests {
  @Test(
    .requires(.clang),
    arguments: [
      "btf_kinds", "core_types", "core_fields", "maps", "ring_events", "many", "execsnoop",
    ])
  func objects(name: String) throws {
    let comparison = try Dumped(BTFTable(Fixture.section(".BTF", of: name))).compared()
    #expect(comparison.differences == [])
    #expect(comparison.members > 2)
  }

  @Test(.requires(.clang), arguments: ["target_a", "target_b"])
  func kernelsOfTheFixtures(name: String) throws {
    let table = try BTFTable(Fixture.bytes("objects/targets/\(name).btf"))
    let comparison = try Dumped(table).compared()
    #expect(comparison.differences == [])
    #expect(comparison.composites > 10)
  }

  /// What C can hardly say, and compilers of both standards.
  @Test(.requires(.clang), arguments: ["-std=gnu11", "-std=gnu23"])
  func oddLayouts(standard: String) throws {
    var image = BTFImage()
    let char = image.int("char", 1)
    let int = image.int("int", 4, encoding: 1)
    let long = image.int("long int", 8, encoding: 1)
    let odd = image.int("odd", 3)
    _ = image.typedef("bool", image.int("_Bool", 1, encoding: 4))
    _ = image.enum("", [("false", 0), ("true", 1)])
    _ = image.struct(
      "gaps", 80, [.init("a", char, at: 0), .init("b", odd, at: 64), .init("c", long, at: 256)])
    _ = image.struct("small_gaps", 7, [.init("a", char, at: 0), .init("b", char, at: 32)])
    let packed = image.struct(
      "packed", 13, [.init("a", char, at: 0), .init("b", int, at: 8), .init("c", long, at: 40)])
    _ = image.struct(
      "around", 32, [.init("a", packed, at: 8), .init("b", image.array(packed, 1), at: 128)])
    _ = image.struct(
      "bits", 24, flag: true,
      [
        .init("a", int, at: 0, bits: 3), .init("b", int, at: 8, bits: 4),
        .init("c", long, at: 64, bits: 33), .init("d", int, at: 97, bits: 31),
        .init("e", char, at: 136), .init("f", int, at: 144, bits: 7),
      ])
    _ = image.struct(
      "straddling", 8, flag: true,
      [.init("a", int, at: 0, bits: 30), .init("b", int, at: 30, bits: 30)])
    _ = image.struct("page", 8192, [.init("a", char, at: 0), .init("b", int, at: 4096 * 8)])
    _ = image.struct("wide", 5004, [.init("a", char, at: 0), .init("b", int, at: 5000 * 8)])
    _ = image.struct(
      "cache_line", 192,
      [.init("a", char, at: 0), .init("b", int, at: 512), .init("c", image.array(int, 0), at: 544)])
    _ = image.union("padded", 64, [.init("a", image.array(long, 5), at: 0)])
    _ = image.union("small", 8, [.init("a", int, at: 0)])
    _ = image.union("odd_union", 5, [.init("a", int, at: 0)])
    _ = image.struct("for", 8, [.init("while", int, at: 0), .init("x", int, at: 32)])
    _ = image.struct("Option<&str>", 8, [.init("b", int, at: 32), .init("a", int, at: 0)])
    _ = image.enum("wide_enum", signed: true, [("W", 1)], size: 8)
    _ = image.enum("byte", [("B", 255)], size: 1)
    _ = image.enum64("l", signed: true, [("L", 1 << 63), ("M", .max)])
    _ = image.struct("empty", 16, [])
    _ = image.struct("opaque", 9000, [])
    let dumped = try Dumped(image)
    let comparison = try dumped.compared([standard])
    // A gap too wide for bitfields has a name; members come in the order of their places.
    let explained = [
      "wide: 2 members became 3", "opaque: 0 members became 1", "odd_union: ", "Option<&str>.b",
      "Option<&str>.a",
    ]
    #expect(
      comparison.differences.filter { difference in !explained.contains { difference.contains($0) }
      }
        == [])
    #expect(comparison.composites == 16 && comparison.enums == 3)
  }

  /// The types of the running kernel: all of them compile, with the sizes, offsets and enumerators
  /// of all; structs with bitfields come back in the object's BTF.
  @Test(.requires(.kernelBTF, .clang))
  func theRunningKernel() throws {
    let table = try BTFTable(Bytes(mappingConstantFile: "/sys/kernel/btf/vmlinux"))
    let comparison = try Dumped(table).compared(onlyBitfields: true)
    #expect(comparison.differences == [])
    #expect(comparison.omitted == [])
    #expect(comparison.assertions > 50_000)
    #expect(comparison.composites > 200 && comparison.bitfields > 500)
  }
}
