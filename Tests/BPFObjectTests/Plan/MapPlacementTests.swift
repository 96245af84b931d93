import BPFObject
import Testing

/// Maps that are not created, and the programs that refer to them.
@Suite struct MapPlacementTests {
  @Test(arguments: ["", "eb/"]) func loadsOfMissingMapsBecomeCalls(folder: String) throws {
    var object = try Objects.open(folder + "mapinmap")
    let kernel = try Objects.emptyKernel(folder.isEmpty ? .little : .big)
    let whole = try object.plan(for: kernel)
    let missing = try #require(object.maps.firstIndex { $0.name == "outer_array" })
    object.maps["outer_array"]?.autocreate = false
    let plan = try object.plan(for: kernel)
    #expect(
      plan.maps.map(\.spec.name) == whole.maps.map(\.spec.name).filter { $0 != "outer_array" })
    for (before, after) in zip(whole.programs, plan.programs) {
      for reference in before.references {
        let name = whole.maps[try #require(reference.mapIndex)].spec.name
        let same = after.references.first { $0.instruction == reference.instruction }
        guard name == "outer_array" else {
          // Others are found where they stand now.
          #expect(plan.maps[try #require(same?.mapIndex)].spec.name == name)
          continue
        }
        #expect(same == nil)
        for place in reference.instruction...(reference.instruction + 1) {
          let call = after.instructions[place]
          #expect(call.opcode == 0x85 && call.registers == 0 && call.offset == 0)
          #expect(call.immediate == 2_001_000_000 + Int32(missing))
        }
      }
    }
  }
}
