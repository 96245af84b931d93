import BPFObject
import TestSupport
import Testing

/// struct_ops maps: what the object says, what becomes of it for a kernel, what can be changed.
@Suite struct StructOpsTests {
  static let folders = ["", "eb/"]

  private func open(_ folder: String, _ name: String) throws -> (ObjectFile, TargetKernel) {
    (try Objects.open(folder + name), try Objects.kernel(folder + "target_ops"))
  }

  @Test(arguments: folders) func mapsAsDeclared(folder: String) throws {
    let (object, _) = try open(folder, "struct_ops_match")
    #expect(object.maps.map(\.name) == ["front", "back", "empty", "spare", "spare_too"])
    #expect(object.maps.allSatisfy { $0.type == .structOps && !$0.isInternal && $0.keySize == 4 })
    #expect(object.maps.map(\.autocreate) == [true, true, true, false, false])
    #expect(object.maps.map(\.flags) == [[], .link, .link, [], .link])
    #expect(object.maps.map(\.valueSize) == [56, 32, 32, 56, 32])
    let front = try #require(object.maps["front"]?.structOps)
    #expect(front.typeName == "door_ops" && front.kernelTypeName == "door_ops")
    #expect(
      front.members.map(\.name) == ["open", "flags", "shut", "name", "state", "size", "owner"])
    #expect(front.members.map(\.isFunction) == [true, false, true, false, false, false, false])
    #expect(try front.program(for: "open") == "open_front")
    #expect(try front.bytes(of: "name") == Array("front\0\0\0".utf8))
    let back = try #require(object.maps["back"]?.structOps)
    #expect(back.typeName == "door_ops___old" && back.kernelTypeName == "door_ops")
    #expect(try back.program(for: "lock") == nil)
  }

  @Test(arguments: folders) func theKernelsShape(folder: String) throws {
    let (object, kernel) = try open(folder, "struct_ops_match")
    let plan = try object.plan(for: kernel)
    #expect(plan.maps.map(\.spec.name) == ["front", "back", "empty"])
    #expect(plan.maps.allSatisfy { $0.spec.valueSize == 192 })
    let front = try #require(plan.maps[0].structOps)
    #expect(front.kernelType.name == "door_ops" && front.kernelType.module == 0)
    #expect(front.functions.map(\.member) == ["open", "shut"])
    #expect(front.functions.map(\.program) == ["open_front", "shut"])
    #expect(front.functions.map(\.memberIndex) == [1, 2])
    // Behind 64 bytes of what all values have in common and 8 that the object does not know.
    #expect(front.functions.map(\.offset) == [72, 80])
    var expected = [UInt8](repeating: 0, count: 192)
    func put(_ number: UInt32, at offset: Int) {
      for byte in 0..<4 {
        let shift = UInt32(folder.isEmpty ? byte : 3 - byte) * 8
        expected[offset + byte] = UInt8(truncatingIfNeeded: number >> shift)
      }
    }
    for (offset, value) in [(88, 7), (92, 9), (96, 0x0102_0304), (100, 1)] as [(Int, UInt32)] {
      put(value, at: offset)
    }
    expected.replaceSubrange(104..<109, with: Array("front".utf8))
    #expect(front.contents == expected)
    #expect(plan.maps[2].structOps?.functions.isEmpty == true)
    #expect(plan.maps[2].structOps?.contents == [UInt8](repeating: 0, count: 192))
  }

  /// Programs are loaded for the sake of the maps that are created, and only then.
  @Test(arguments: folders) func programsComeWithTheirMaps(folder: String) throws {
    let (object, kernel) = try open(folder, "struct_ops_match")
    let plan = try object.plan(for: kernel)
    let names = plan.programs.map(\.spec.name)
    #expect(names == ["open", "shut", "open_front", "other"])
    for program in plan.programs where program.spec.type == .structOps {
      #expect(program.attachTarget?.name == "door_ops")
      #expect(
        program.spec.expectedAttachType.rawValue == (program.spec.name == "shut" ? 2 : 1))
    }
    var changed = object
    changed.maps["spare"]?.autocreate = true
    changed.maps["front"]?.autocreate = false
    let other = try changed.plan(for: kernel)
    #expect(other.maps.map(\.spec.name) == ["back", "empty", "spare"])
    #expect(other.programs.map(\.spec.name) == ["open", "sleeps", "other"])
    // Maps need their programs, whatever else is asked for by name.
    let chosen = try object.plan(for: kernel, programs: ["sleeps"])
    #expect(chosen.programs.map(\.spec.name) == ["open", "shut", "open_front", "sleeps"])
    #expect(chosen.maps.map(\.spec.name) == ["front", "back", "empty"])
    #expect(chosen.programs[3].spec.expectedAttachType.rawValue == 2)
    changed = object
    for map in object.maps { changed.maps[map.name]?.autocreate = false }
    let without = try changed.plan(for: kernel, programs: ["other"])
    #expect(without.maps.isEmpty && without.programs.map(\.spec.name) == ["other"])
  }

  @Test(arguments: folders) func aProgramThatStandsForNothing(folder: String) throws {
    let (object, kernel) = try open(folder, "struct_ops_match")
    let error = try #require(
      objectError { _ = try object.plan(for: kernel, programs: ["nowhere"]) })
    #expect(error.code == .missingAttachTarget && error.program == "nowhere")
    #expect(error.description.contains("no struct_ops map has it"))
  }

  @Test(arguments: folders) func valuesAreChangedBeforeLoading(folder: String) throws {
    var (object, kernel) = try open(folder, "struct_ops_match")
    try object.maps["front"]?.structOps?.setValue(UInt32(0xa1b2_c3d4), of: "flags")
    try object.maps["front"]?.structOps?.setBytes(Array("changed!".utf8), of: "name")
    try object.maps["front"]?.structOps?.setProgram("nowhere", for: "open")
    try object.maps["front"]?.structOps?.setProgram(nil, for: "shut")
    let plan = try object.plan(for: kernel)
    // What the object declared, and nobody uses any more, is not loaded.
    #expect(plan.programs.map(\.spec.name) == ["open", "nowhere", "other"])
    let front = try #require(plan.maps[0].structOps)
    #expect(front.functions.map(\.program) == ["nowhere"])
    let flags: [UInt8] = [0xd4, 0xc3, 0xb2, 0xa1]
    #expect(Array(front.contents[96..<100]) == (folder.isEmpty ? flags : flags.reversed()))
    #expect(Array(front.contents[104..<112]) == Array("changed!".utf8))
    // What the kernel has no place for can be taken away.
    var (bad, _) = try open(folder, "struct_ops_bad")
    bad.maps["missing_value"]?.autocreate = true
    try bad.maps["missing_value"]?.structOps?.setValue(UInt64(0), of: "removed")
    #expect(try bad.plan(for: kernel).maps.map(\.spec.name) == ["missing_value"])
  }

  @Test func changesThatCannotBe() throws {
    var (object, kernel) = try open("", "struct_ops_match")
    func refused(
      _ code: ObjectError.Code, _ text: String, _ change: (inout StructOps) throws -> Void
    ) throws {
      var structOps = try #require(object.maps["front"]?.structOps)
      let error = try #require(objectError { try change(&structOps) })
      #expect(error.code == code && error.description.contains(text), "\(error)")
    }
    try refused(.noSuchMember, "open, flags, shut") { try $0.setValue(1 as UInt32, of: "colour") }
    try refused(.wrongSize, "has 4 bytes, not 8") { try $0.setValue(1 as UInt64, of: "flags") }
    try refused(.wrongKind, "a program stands") { _ = try $0.bytes(of: "open") }
    try refused(.wrongKind, "is no function") { try $0.setProgram("open", for: "flags") }
    for name in ["other", "no_such_program"] {
      try object.maps["front"]?.structOps?.setProgram(name, for: "open")
      let error = try #require(objectError { _ = try object.plan(for: kernel) })
      #expect(error.code == .incompatibleKernelStruct && error.program == name)
    }
  }

  /// One map for each reason; libbpf refuses the same.
  @Test(
    arguments: [
      ("missing_value", "no member 'removed', and it is set"),
      ("missing_function", "no member 'lock'"),
      ("wide", "'flags' has 8 bytes, the kernel's 4"),
      ("kind", "'flags' is of the kind struct, the kernel's of int"),
      ("bits", "'narrow' is a bitfield"),
      ("no_function", "'not_a_function' is of the kind ptr"),
      ("owner", "the kernel's member 'owner' is no function"),
      ("twice", "stands for 'shut' here and for 'open' of 'twice'"),
      ("gate", "no struct 'bpf_struct_ops_gate_ops'"),
      ("window", "'bpf_struct_ops_window_ops' has no struct 'window_ops' in it"),
      ("pointer", "'owner' is a pointer"),
    ], folders)
  func whatTheKernelsStructCannotTake(test: (map: String, text: String), folder: String) throws {
    var (object, kernel) = try open(folder, "struct_ops_bad")
    #expect(try object.plan(for: kernel).maps.isEmpty)
    object.maps[test.map]?.autocreate = true
    let error = try #require(objectError { _ = try object.plan(for: kernel) })
    #expect(
      error.code == (test.map == "gate" ? .missingKernelStruct : .incompatibleKernelStruct))
    #expect(error.map == test.map && error.section == "?.struct_ops.link")
    #expect(error.description.contains(test.text), "\(error)")
  }

  /// The kernel's types are read for maps that are created, not for an object of programs alone.
  @Test func needsTheKernelsTypes() throws {
    let (object, _) = try open("", "struct_ops_match")
    #expect(object.needsKernelTypes())
    let error = objectError { _ = try object.plan(for: TargetKernel(types: nil)) }
    #expect(error?.code == .missingTarget && error?.map == "front")
  }

  /// A kernel's types may be damaged, too.
  @Test func damagedKernelsAreRefusedOrUsed() throws {
    let (object, _) = try open("", "struct_ops_match")
    var bytes = try Fixture.bytes("objects/targets/target_ops.btf").array
    var (refused, planned) = (0, 0)
    for index in bytes.indices {
      let original = bytes[index]
      for value in [0xff, original ^ 0x01, 0] where value != original {
        bytes[index] = value
        guard let types = try? BTFTable(Bytes(bytes)) else { continue }
        do {
          _ = try object.plan(for: TargetKernel(types: types))
          planned += 1
        } catch {
          #expect(!error.description.isEmpty)
          refused += 1
        }
      }
      bytes[index] = original
    }
    #expect(refused > 100 && planned > 100)
  }
}
