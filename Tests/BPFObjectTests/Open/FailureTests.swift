import BPFObject
import Bytes
import ELF
import TestSupport
import Testing

/// Objects that must not open, and what is said about them.
@Suite struct FailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let object: String
    let code: ObjectError.Code
    var program: String?
    var map: String?
    var section: String?
    /// What the text has to say, in parts.
    let text: [String]

    var testDescription: String { object }
  }

  static let cases = [
    Case(
      object: "legacy_maps", code: .legacyMaps, section: "maps",
      text: ["section 'maps'", "before BTF", "SEC(\".maps\")"]),
    Case(
      object: "static_prog", code: .staticProgram, program: "hidden_from_loaders",
      section: "socket", text: ["program 'hidden_from_loaders'", "remove 'static'"]),
    Case(
      object: "extern_unannotated", code: .malformedExtern,
      text: ["in_another_object", "__ksym", "link"]),
    Case(
      object: "bad_map_field", code: .malformedMap, map: "map", section: ".maps",
      text: ["map 'map'", "'colour'", "max_entries"]),
    Case(
      object: "bad_arena", code: .malformedMap, section: ".addr_space.1",
      text: ["no map of type arena", "BPF_MAP_TYPE_ARENA"]),
    Case(object: "bad_map_nested", code: .malformedMap, map: "map", text: ["cannot hold maps"]),
    Case(object: "bad_map_pinning", code: .malformedMap, map: "map", text: ["pinning 2"]),
    Case(
      object: "bad_map_sizes", code: .malformedMap, map: "map",
      text: ["'key_size' says 4", "says 8"]),
    Case(object: "bad_map_static", code: .malformedMap, map: "map", text: ["static"]),
    Case(object: "bad_map_untyped", code: .malformedMap, map: "map", text: ["'type' is missing"]),
    Case(
      object: "bad_map_values", code: .malformedMap, map: "map",
      text: ["'values' holds a struct", "type array", "maps of maps hold maps"]),
  ]

  @Test(arguments: cases, ["", "eb/"]) func refused(test: Case, folder: String) throws {
    let error = try #require(objectError { _ = try Objects.open(folder + test.object) })
    #expect(error.code == test.code)
    #expect(error.program == test.program)
    #expect(error.map == test.map)
    if let section = test.section { #expect(error.section == section) }
    for part in test.text { #expect(error.description.contains(part), "\(error)") }
  }

  @Test func everyRefusedFixtureHasACase() {
    #expect(Set(FailureTests.cases.map(\.object)) == Set(Objects.refused))
  }

  @Test func whatIsNoObject() throws {
    func error(_ bytes: [UInt8]) -> ObjectError? {
      objectError { _ = try ObjectFile(bytes, name: "x") }
    }
    let good = try Fixture.object("minimal").array
    #expect(error([])?.code == .notELF)
    #expect(error(Array("#!/bin/sh".utf8))?.code == .notELF)
    #expect(error(Array(good.prefix(100)))?.code == .notELF)
    guard case .elf = error([])?.cause else {
      Issue.record("the cause is missing")
      return
    }
    var executable = good
    executable[16] = 2
    #expect(error(executable)?.code == .notBPF)
    var foreign = good
    foreign[18] = 62
    let other = try #require(error(foreign))
    #expect(other.code == .notBPF && other.description.contains("-target bpf"))
    // EM_NONE, as old compilers wrote it.
    var old = good
    old[18] = 0
    #expect(error(old) == nil)
    var stripped = try ObjectPatch("minimal")
    try stripped.writeHeader([1], of: ".symtab", at: 4)
    let bare = try #require(error(stripped.bytes))
    #expect(bare.code == .notBPF && bare.description.contains("strip"))
  }

  @Test func aFileThatIsNotThere() throws {
    let error = try #require(objectError { _ = try Objects.open("no_such_object") })
    #expect(error.code == .unreadable)
    #expect(error.description.contains("no_such_object.bpf.o"))
    #expect(error.description.contains("check the path"))
  }

  /// Without BTF there are neither maps nor externs.
  @Test func whatNeedsBTF() throws {
    for (name, part) in [("maps", "section '.maps'"), ("kconfig", "LINUX_")] {
      var patch = try ObjectPatch(name)
      try patch.replace(".BTF\0", with: ".XTF\0")
      let error = try #require(objectError { _ = try ObjectFile(patch.bytes, name: "x") })
      #expect(error.code == .missingBTF && error.description.contains(part))
      #expect(error.description.contains("-g"))
    }
    // Programs and global data do without.
    var patch = try ObjectPatch("globals")
    try patch.replace(".BTF\0", with: ".XTF\0")
    let object = try ObjectFile(patch.bytes, name: "x")
    #expect(object.types == nil && object.maps.count == 9 && object.variables.isEmpty)
    #expect(object.maps.allSatisfy { !$0.flags.contains(.mappable) })
  }

  @Test func damagedBTFSaysWhere() throws {
    var patch = try ObjectPatch("minimal")
    try patch.write([0x7f], in: ".BTF", at: 0)
    let error = try #require(objectError { _ = try ObjectFile(patch.bytes, name: "x") })
    #expect(error.code == .malformedBTF && error.description.contains("0xeb9f"))
    guard case .btf(let cause) = error.cause else {
      Issue.record("the cause is missing")
      return
    }
    #expect(cause.code == .notBTF)
  }

  @Test func sectionsOfTwoByteOrders() throws {
    var patch = try ObjectPatch("minimal")
    let other = try Fixture.object("eb/minimal").array
    let big = try ObjectPatch("eb/minimal")
    for name in [".BTF", ".BTF.ext"] {
      let from = try big.section(name)
      let part = Array(other[Int(from.offset)..<Int(from.offset + from.size)])
      #expect(try patch.section(name).size == from.size)
      try patch.write(part, in: name, at: 0)
      let error = objectError { _ = try ObjectFile(patch.bytes, name: "x") }
      #expect(error?.code == .malformedBTF && error?.description.contains("byte order") == true)
    }
  }

  /// What a program's code says wrongly is told with the program's name and instruction.
  @Test func damagedCode() throws {
    var patch = try ObjectPatch("subprogs")
    // The call of `shared` becomes an addition, which cannot refer to a function.
    try patch.write([0x07], in: "socket", at: 8)
    let error = try #require(objectError { _ = try ObjectFile(patch.bytes, name: "x") })
    #expect(error.code == .malformedRelocation)
    #expect(error.program == "calls_global" && error.instruction == 1 && error.section == "socket")
    #expect(error.description.contains("opcode 0x7 cannot refer to 'shared'"))
  }
}
