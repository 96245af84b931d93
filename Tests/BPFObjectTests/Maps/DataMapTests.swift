import BPFObject
import BTF
import Testing

/// Maps of sections of variables, and the variables in them.
@Suite struct DataMapTests {
  /// Name, section, size, flags of every map of `globals.bpf.c`, in the order of the sections.
  static let maps: [(String, String, UInt32, UInt32)] = [
    ("globals.rodata", ".rodata", 0x44, 0x480), ("globals.data", ".data", 0x54, 0x400),
    (".data.extra", ".data.extra", 4, 0x400), (".rodata.fixed", ".rodata.fixed", 4, 0x480),
    (".data.slots", ".data.slots", 24, 0x400), (".data.static", ".data.static", 4, 0),
    ("globals.bss", ".bss", 0x58, 0x400), (".bss.scratch", ".bss.scratch", 32, 0x400),
    (".rodata.str1.1", ".rodata.str1.1", 12, 0x80),
  ]

  @Test(arguments: ["globals", "eb/globals"]) func sections(name: String) throws {
    let object = try Objects.open(name)
    #expect(object.maps.map(\.name) == DataMapTests.maps.map(\.0))
    let types = try #require(object.types)
    for (map, expected) in zip(object.maps, DataMapTests.maps) {
      #expect(map.sectionName == expected.1 && map.isInternal)
      #expect(map.type == .array && map.keySize == 4 && map.maxEntries == 1)
      #expect(map.valueSize == expected.2, "\(map.name)")
      #expect(map.flags.rawValue == expected.3, "\(map.name)")
      #expect(map.isFrozen == expected.1.hasPrefix(".rodata"))
      #expect(map.keyType == .void)
      // String literals have no variables, and so no type.
      guard expected.1 != ".rodata.str1.1" else {
        #expect(map.valueType == .void)
        continue
      }
      let section = try types.type(map.valueType)
      #expect(section.kind == .dataSection && section.statedSize == map.valueSize)
      #expect(try types.name(of: section) == expected.1)
      let offsets = try (0..<section.count).map {
        try types.sectionVariable($0, of: section).offset
      }
      #expect(offsets == offsets.sorted())
    }
  }

  /// Name, section, offset, size of variables whose places differ from their order in C.
  @Test(arguments: ["globals", "eb/globals"]) func variables(name: String) throws {
    let object = try Objects.open(name)
    let expected: [(String, String, Int, Int, Bool)] = [
      ("enabled", ".rodata", 0, 1, false), ("level", ".rodata", 1, 1, false),
      ("offset", ".rodata", 4, 4, false), ("mask", ".rodata", 8, 8, false),
      ("mode", ".rodata", 16, 4, false), ("limits", ".rodata", 24, 32, false),
      ("label", ".rodata", 56, 8, false), ("private_limit", ".rodata", 64, 4, true),
      ("byte", ".data", 0, 1, false), ("half", ".data", 2, 2, false),
      ("word", ".data", 4, 4, false), ("quad", ".data", 8, 8, false),
      ("negative", ".data", 16, 2, false), ("table", ".data", 20, 16, false),
      ("current", ".data", 40, 32, false), ("hidden_state", ".data", 72, 4, true),
      ("weak_state", ".data", 76, 4, false), ("private_state", ".data", 80, 4, true),
      ("extra", ".data.extra", 0, 4, false), ("fixed", ".rodata.fixed", 0, 4, false),
      ("slots_used", ".data.slots", 0, 8, false), ("slots", ".data.slots", 8, 16, false),
      ("only_static", ".data.static", 0, 4, true), ("calls", ".bss", 0, 8, false),
      ("private_calls", ".bss", 8, 8, true), ("hidden_calls", ".bss", 16, 8, true),
      ("histogram", ".bss", 24, 64, false), ("scratch", ".bss.scratch", 0, 32, false),
    ]
    #expect(object.variables.count == expected.count)
    let types = try #require(object.types)
    for (name, section, offset, size, isHidden) in expected {
      let variable = try #require(object.variables[name])
      #expect(variable.sectionName == section && variable.offset == offset, "\(name)")
      #expect(variable.size == size && variable.isHidden == isHidden, "\(name)")
      #expect(object.maps[variable.mapIndex].sectionName == section)
      #expect(try types.size(of: variable.type) == UInt64(size), "\(name)")
    }
  }

  @Test func contents() throws {
    let little = try Objects.open("globals")
    let big = try Objects.open("eb/globals")
    #expect(try little.variableBytes("word") == [0x78, 0x56, 0x34, 0x12])
    #expect(try big.variableBytes("word") == [0x12, 0x34, 0x56, 0x78])
    for object in [little, big] {
      #expect(try object.variableBytes("label") == Array("swift\0\0\0".utf8))
      #expect(try object.variableBytes("calls") == [UInt8](repeating: 0, count: 8))
      #expect(try object.variableBytes("private_state").reduce(0, +) == 100)
      let order = object.byteOrder
      let plan = try object.plan(for: Objects.emptyKernel(order))
      for map in plan.maps {
        // Zeros are not written out.
        #expect((map.contents == nil) == (map.spec.sectionName?.hasPrefix(".bss") == true))
        #expect(map.contents.map(\.count) ?? Int(map.spec.valueSize) == Int(map.spec.valueSize))
      }
      let strings = try #require(plan.maps.last?.contents)
      #expect(strings == Array("seven\0sever\0".utf8))
    }
  }

  @Test func settingVariables() throws {
    for name in ["globals", "eb/globals"] {
      var object = try Objects.open(name)
      try object.setVariable("level", to: 0xab as UInt8)
      try object.setVariable("calls", to: 0x0102_0304_0506_0708 as UInt64)
      try object.setVariable("offset", to: -2 as Int32)
      try object.setVariable("label", bytes: Array("changed\0".utf8))
      #expect(try object.variableBytes("level") == [0xab])
      #expect(try object.variableBytes("label") == Array("changed\0".utf8))
      let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
      let stored = object.byteOrder == .little ? bytes.reversed() : bytes
      #expect(try object.variableBytes("calls") == stored)
      #expect(try object.variableBytes("enabled") == [1])
      let plan = try object.plan(for: Objects.emptyKernel(object.byteOrder))
      let zeroed = try #require(plan.maps.first { $0.spec.sectionName == ".bss" }?.contents)
      #expect(Array(zeroed.prefix(8)) == stored && zeroed.dropFirst(8).allSatisfy { $0 == 0 })

      let missing = objectError { try object.setVariable("nothing", to: 1 as UInt8) }
      #expect(missing?.code == .noSuchVariable)
      #expect(missing?.description.contains("it has enabled, level") == true)
      let wrong = objectError { try object.setVariable("level", to: 1 as UInt32) }
      #expect(wrong?.code == .wrongSize)
      #expect(wrong?.description.contains("'level' has 1 bytes, not 4") == true)
    }
  }

  /// Functions and variables that are hidden become static, which is how the kernel sees them.
  @Test func hiddenOnesAreStaticInTheTypes() throws {
    let object = try Objects.open("globals")
    let types = try #require(object.types)
    func linkage(_ name: String) throws -> Linkage? {
      try types.firstType(named: name) { $0 == .variable }.map { try types.linkage(of: $0) }
    }
    #expect(try linkage("hidden_state") == .static && linkage("hidden_calls") == .static)
    #expect(try linkage("private_state") == .static)
    #expect(try linkage("weak_state") == .global && linkage("word") == .global)

    let functions = try Objects.open("subprogs")
    let table = try #require(functions.types)
    func function(_ name: String) throws -> Linkage? {
      try table.firstType(named: name) { $0 == .function }.map { try table.linkage(of: $0) }
    }
    #expect(try function("concealed") == .static && function("shared") == .global)
    #expect(try function("leaf") == .static && function("calls_global") == .global)
  }
}
