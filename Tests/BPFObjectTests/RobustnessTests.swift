import BPFObject
import Bytes
import TestSupport
import Testing

/// Damaged objects are refused with a typed error, or opened and prepared as far as they can be; they
/// never trap and never hang.
@Suite(.timeLimit(.minutes(10))) struct RobustnessTests {
  private static func kernel(_ order: ByteOrder) throws -> TargetKernel {
    try Objects.kernel(order == .little ? "target_a" : "eb/target_a")
  }

  @Test(arguments: ["minimal", "eb/minimal", "kconfig", "no_btf"])
  func truncationAtEveryByte(name: String) throws {
    let bytes = try Fixture.object(name).array
    let kernel = try RobustnessTests.kernel(name.hasPrefix("eb/") ? .big : .little)
    let whole = ObjectWalk(bytes, kernel)
    #expect(whole.isOpen && whole.isPlanned && whole.error == nil)
    for count in 0..<bytes.count {
      let walk = ObjectWalk(Array(bytes[..<count]), kernel)
      // The section headers stand at the end.
      #expect(!walk.isOpen && walk.error == .notELF && walk.errorText > 10)
    }
  }

  /// One real object with every byte damaged, in several ways.
  @Test(arguments: [("minimal", true), ("eb/minimal", false), ("kconfig", false)])
  func corruptionOfEveryByte(name: String, thorough: Bool) throws {
    var bytes = try Fixture.object(name).array
    let kernel = try RobustnessTests.kernel(name.hasPrefix("eb/") ? .big : .little)
    var (refused, planned) = (0, 0)
    for index in bytes.indices {
      let original = bytes[index]
      let values: [UInt8] =
        thorough ? [0x00, 0xff, original ^ 0x01, original ^ 0x80] : [~original]
      for value in Set(values) where value != original {
        bytes[index] = value
        let walk = ObjectWalk(bytes, kernel)
        if walk.isOpen { planned += 1 } else { refused += 1 }
        #expect(walk.isPlanned || walk.error != nil)
        #expect(walk.error == nil || walk.errorText > 0)
      }
      bytes[index] = original
    }
    // What was damaged was also looked at.
    #expect(refused > 100 && planned > 100)
  }

  /// Larger objects, in samples: CO-RE, subprograms, maps of every kind, externs, variables.
  @Test(arguments: [
    ("core_fields", 397), ("core_types", 199), ("subprogs", 53), ("maps", 61), ("globals", 59),
    ("mapinmap", 29), ("kfunc", 29), ("ksym", 17), ("struct_ops", 23), ("struct_ops_match", 31),
    ("arena", 17), ("linked", 29), ("jump_tables", 31), ("exceptions", 37),
    ("many", 907), ("eb/core_fields", 809), ("eb/mapinmap", 61), ("btf_kinds", 41),
    ("kconfig_options", 17), ("ring_events", 151), ("minimal_dwarf", 61), ("sections", 1201),
  ])
  func samples(name: String, step: Int) throws {
    var bytes = try Fixture.object(name).array
    let kernel =
      try name.hasPrefix("struct_ops_")
      ? Objects.kernel("target_ops")
      : RobustnessTests.kernel(name.hasPrefix("eb/") ? .big : .little)
    var open = 0
    for (turn, index) in stride(from: step / 2, to: bytes.count, by: step).enumerated() {
      let original = bytes[index]
      bytes[index] = [0xff, original ^ 0x10, original &+ 1, 0x00][turn & 3]
      let walk = ObjectWalk(bytes, kernel)
      open += walk.isOpen ? 1 : 0
      #expect(walk.isPlanned || walk.error != nil)
      bytes[index] = original
    }
    #expect(open > 10)
  }

  /// A value of the configuration that claims four gigabytes is not a reason to make them.
  @Test func configurationsMayClaimMuch() throws {
    let kernel = try Objects.emptyKernel()
    // A bool, an int of 8 bytes: their sizes in BTF, of which the kernel's map is made.
    for (name, old, new) in [
      ("kconfig", [8, 0, 0, 0, 0x40, 0, 0, 0], [8, 0, 0, 0xff, 0x40, 0, 0, 0]),
      ("kconfig_options", [16, 0, 0, 0], [16, 0, 0, 0xff]),
    ] as [(String, [UInt8], [UInt8])] {
      let bytes = try Fixture.object(name).array
      var found = 0
      for start in 0..<(bytes.count - old.count)
      where Array(bytes[start..<(start + old.count)]) == old {
        var damaged = bytes
        damaged.replaceSubrange(start..<(start + old.count), with: new)
        let error = objectError {
          let object = try ObjectFile(damaged, name: "x")
          _ = try object.plan(for: kernel, programs: [])
        }
        if error?.code == .malformedExtern { found += 1 }
      }
      #expect(found > 0, "\(name)")
    }
  }

  /// A section that claims two gigabytes of zeros costs nothing until it is a map.
  @Test func zeroedSectionsMayClaimMuch() throws {
    var patch = try ObjectPatch("subprogs")
    try patch.writeHeader([0, 0, 0, 0x7f, 0, 0, 0, 0], of: ".bss", at: 32)
    let object = try ObjectFile(patch.bytes, name: "x")
    #expect(object.maps.last?.valueSize == 0x7f00_0000)
    let plan = try object.plan(for: Objects.emptyKernel(), programs: ["calls_global"])
    #expect(plan.maps.last?.spec.valueSize == 0x7f00_0000 && plan.maps.last?.contents == nil)
    try patch.writeHeader([0, 0, 0, 0x80, 0, 0, 0, 0], of: ".bss", at: 32)
    let error = objectError { _ = try ObjectFile(patch.bytes, name: "x") }
    #expect(error?.code == .malformedSection && error?.section == ".bss")
  }
}
