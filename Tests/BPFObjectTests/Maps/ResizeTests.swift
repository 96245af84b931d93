import BPFObject
import BTF
import TestSupport
import Testing

/// Sections of variables whose last array is lengthened or shortened before loading.
@Suite struct ResizeTests {
  static let folders = ["", "eb/"]

  @Test(arguments: folders) func theLastArrayGrows(folder: String) throws {
    var object = try Objects.open(folder + "globals")
    let before = try object.variableBytes("slots")
    try object.resizeArray("slots", to: 1000)
    let map = try #require(object.maps[".data.slots"])
    #expect(map.valueSize == 8008)
    let slots = try #require(object.variables["slots"])
    #expect(slots.size == 8000 && slots.offset == 8)
    let bytes = try object.variableBytes("slots")
    #expect(Array(bytes.prefix(16)) == before && bytes.dropFirst(16).allSatisfy { $0 == 0 })
    #expect(try object.variableBytes("slots_used").contains(1))
    // The types say so, and all other numbers stay.
    let types = try #require(object.types)
    let section = try types.type(map.valueType)
    #expect(section.statedSize == 8008)
    let entry = try types.sectionVariable(1, of: section)
    #expect(entry.offset == 8 && entry.size == 8000)
    let array = try types.resolved(types.type(entry.type).referent)
    #expect(try types.arrayShape(of: array).count == 1000 && array.id == slots.type)
    let original = try #require(try Objects.open(folder + "globals").types)
    #expect(types.count == original.count + 1)
    if folder.isEmpty {
      // FNV-1a of the types that libbpf 1.7 makes for bpf_map__set_value_size(slots, 8008).
      let hash = types.bytes.array.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      }
      #expect(hash == 0x40bd_71f5_b26c_0ea2)
    }
    let plan = try object.plan(
      for: Objects.emptyKernel(folder.isEmpty ? .little : .big))
    let planned = try #require(plan.maps.first { $0.spec.name == ".data.slots" })
    #expect(planned.contents?.count == 8008 && planned.spec.valueType == map.valueType)
  }

  @Test func bySectionAndBack() throws {
    var object = try Objects.open("globals")
    try object.resizeSection(".bss.scratch", to: 400)
    #expect(object.maps[".bss.scratch"]?.valueSize == 400)
    #expect(object.maps[".bss.scratch"]?.contents == nil)
    #expect(object.variables["scratch"]?.size == 400)
    try object.setVariable("scratch", bytes: [UInt8](repeating: 3, count: 400))
    try object.resizeSection(".bss.scratch", to: 8)
    #expect(try object.variableBytes("scratch") == [3, 3, 3, 3, 3, 3, 3, 3])
  }

  @Test func whatCannotBeResized() throws {
    let object = try Objects.open("globals")
    func refused(
      _ code: ObjectError.Code, _ text: String, _ change: (inout ObjectFile) throws -> Void
    ) throws {
      var changed = object
      let error = try #require(objectError { try change(&changed) })
      #expect(error.code == code && error.description.contains(text), "\(error)")
      #expect(changed.types?.bytes.array == object.types?.bytes.array)
    }
    try refused(.wrongKind, "'slots_used' is not the last") {
      try $0.resizeArray("slots_used", to: 3)
    }
    try refused(.wrongKind, "'extra', is no array") { try $0.resizeArray("extra", to: 3) }
    try refused(.noSuchVariable, "'nothing'") { try $0.resizeArray("nothing", to: 3) }
    try refused(.noSuchVariable, "it has .rodata, .data") { try $0.resizeSection(".nope", to: 3) }
    try refused(.wrongSize, "whole elements of 8 bytes") {
      try $0.resizeSection(".data.slots", to: 23)
    }
    try refused(.wrongSize, "behind byte 8") { try $0.resizeSection(".data.slots", to: 4) }
    try refused(.wrongSize, "whole elements") { try $0.resizeArray("slots", to: 1 << 40) }
    try refused(.wrongSize, "cannot have") { try $0.resizeArray("slots", to: .max) }
    try refused(.wrongSize, "cannot have -1") { try $0.resizeArray("slots", to: -1) }
    // String literals have no types.
    try refused(.wrongKind, "no section of variables with types") {
      try $0.resizeSection(".rodata.str1.1", to: 20)
    }
  }

  /// The size alone can be set, too; then the kernel is told no types.
  @Test func theSizeAlone() throws {
    var object = try Objects.open("globals")
    object.maps["globals.data"]?.valueSize = 100
    let plan = try object.plan(for: Objects.emptyKernel())
    let data = try #require(plan.maps.first { $0.spec.name == "globals.data" })
    #expect(data.contents?.count == 100 && data.spec.valueType == .void)
    #expect(try object.variableBytes("word") == [0x78, 0x56, 0x34, 0x12])
  }
}
