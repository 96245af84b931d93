import BPFObject
import CORE
import ELF
import TestSupport
import Testing

/// Big-endian objects are opened and prepared as little-endian ones are.
@Suite struct ByteOrderTests {
  /// Programs whose code does not depend on the order of bytes, against kernels of their own order.
  @Test(arguments: [
    ("minimal", "target_none"), ("subprogs", "target_none"), ("maps", "target_none"),
    ("mapinmap", "target_none"), ("no_btf", "target_none"), ("kconfig", "target_none"),
    ("core_fields", "target_a"), ("core_fields", "target_b"), ("core_fields", "target_none"),
    ("core_types", "target_a"), ("core_types", "target_b"), ("core_types", "target_none"),
  ])
  func theSameOutcome(name: String, types: String) throws {
    let little = try Objects.open(name)
    let big = try Objects.open("eb/" + name)
    let (a, b) = (try Objects.kernel(types), try Objects.kernel("eb/" + types))
    #expect(little.programs.map(\.name) == big.programs.map(\.name))
    #expect(little.maps.map(\.name) == big.maps.map(\.name))
    var alike = 0
    for name in little.programs.map(\.name) {
      let first = try little.plan(for: a, programs: [name])
      let second = try big.plan(for: b, programs: [name])
      #expect(second.byteOrder == .big)
      // Bitfields begin at the other end of a word, and so what is asked about them differs.
      let isBitfield = first.relocations.contains { $0.outcome.kind == .fieldLeftShift }
      if !isBitfield {
        #expect(
          first.relocations.map(\.outcome.kind) == second.relocations.map(\.outcome.kind))
        #expect(
          first.relocations.map(\.outcome.decision) == second.relocations.map(\.outcome.decision))
        #expect(
          first.relocations.map(\.outcome.targetValue)
            == second.relocations.map(\.outcome.targetValue), "\(name)")
      }
      let (x, y) = (first.programs[0], second.programs[0])
      #expect(x.references.map(\.mapIndex) == y.references.map(\.mapIndex))
      #expect(x.functions.map(\.name) == y.functions.map(\.name))
      #expect(x.functionInfo.count == y.functionInfo.count)
      if x.instructions == y.instructions { alike += 1 }
    }
    // Where the compiler wrote the same instructions, the same ones come out.
    #expect(alike > 0 && alike * 2 >= little.programs.count)
  }

  @Test func aKernelOfTheOtherOrderIsRefused() throws {
    let object = try Objects.open("eb/minimal")
    let kernel = try Objects.kernel("target_none")
    let error = try #require(objectError { _ = try object.plan(for: kernel) })
    #expect(error.code == .foreignByteOrder)
    #expect(error.description.contains("-target bpfel"))
  }

  /// The plan holds decoded instructions: written in an object's order, they are its own bytes again.
  @Test(arguments: ["minimal", "many", "cpuv4"]) func encoding(name: String) throws {
    for folder in ["", "eb/"] {
      let object = try Objects.open(folder + name)
      for section in object.code {
        let file = try ObjectPatch(folder + name)
        let header = try file.section(section.name)
        let bytes = Array(file.bytes[Int(header.offset)..<Int(header.offset + header.size)])
        #expect(section.instructions.encoded(object.byteOrder) == bytes)
        #expect(section.instructions.encoded(object.byteOrder == .little ? .big : .little) != bytes)
      }
    }
  }
}
