import BPFObject
import CORE
import Testing

/// What the instructions refer to: maps, values of maps.
@Suite struct ReferenceTests {
  @Test(arguments: ["globals", "eb/globals", "maps", "eb/maps", "many", "kconfig"])
  func referencesAreWideLoadsOfMaps(name: String) throws {
    let object = try Objects.openWithoutAttachTargets(name)
    let plan = try object.plan(for: Objects.emptyKernel(object.byteOrder))
    var count = 0
    for program in plan.programs {
      let places = program.references.map(\.instruction)
      #expect(places == places.sorted() && Set(places).count == places.count)
      for reference in program.references {
        count += 1
        let load = program.instructions[reference.instruction]
        let second = program.instructions[reference.instruction + 1]
        #expect(load.isWideLoad && load.immediate == 0)
        #expect(load.source == (reference.isValue ? 2 : 1))
        let map = try plan.maps[#require(reference.mapIndex)].spec
        #expect(reference.isValue == map.isInternal)
        if reference.isValue {
          #expect(second.immediate >= 0 && second.immediate < Int32(map.valueSize))
        } else {
          #expect(second == Instruction(opcode: 0))
        }
      }
      // Nothing else is left to be filled in.
      let wide = program.instructions.indices.filter {
        program.instructions[$0].isWideLoad && [1, 2].contains(program.instructions[$0].source)
      }
      #expect(wide == places)
    }
    #expect(count > 0)
  }

  @Test func whichMaps() throws {
    let maps = try Objects.open("maps")
    let plan = try maps.plan(for: Objects.emptyKernel())
    func names(_ program: String) -> Set<String> {
      Set(
        plan.programs.filter { $0.spec.name == program }.flatMap(\.references)
          .compactMap(\.mapIndex).map { plan.maps[$0].spec.name })
    }
    #expect(names("count") == ["hash", "array"])
    #expect(names("forget") == ["hash"])

    let globals = try Objects.open("globals").plan(for: Objects.emptyKernel())
    let program = globals.programs[0]
    func section(_ reference: ProgramPlan.Reference) -> String? {
      reference.mapIndex.flatMap { globals.maps[$0].spec.sectionName }
    }
    let used = Set(
      program.references.compactMap(\.mapIndex).compactMap {
        globals.maps[$0].spec.sectionName
      })
    #expect(used == Set(DataMapTests.maps.map(\.1)))
    // `extra += fixed`: the addresses of both are the beginnings of their sections.
    let fixed = try #require(
      program.references.first { section($0) == ".rodata.fixed" })
    #expect(program.instructions[fixed.instruction + 1].immediate == 0)
    // Every visible variable that the program uses is reached at its own offset.
    let offsets = Set(
      program.references.filter { section($0) == ".data" }.map {
        Int(program.instructions[$0.instruction + 1].immediate)
      })
    let object = try Objects.open("globals")
    let starts = object.variables.filter { $0.sectionName == ".data" }.map { ($0.offset, $0.size) }
    #expect(
      offsets.allSatisfy { offset in
        starts.contains { offset >= $0.0 && offset < $0.0 + $0.1 }
      })
    #expect(offsets.count > 5)
  }

  /// Values of the configuration are read from the map `.kconfig` at their own offsets.
  @Test func theConfigurationIsAMap() throws {
    let object = try Objects.open("kconfig")
    let plan = try object.plan(for: Objects.emptyKernel())
    let features = plan.programs[1]
    let offsets = features.references.map {
      Int(features.instructions[$0.instruction + 1].immediate)
    }
    #expect(
      features.references.compactMap(\.mapIndex).allSatisfy {
        plan.maps[$0].spec.origin == .kconfig
      })
    #expect(features.references.allSatisfy { $0.mapIndex != nil })
    #expect(Set(offsets) == [8, 10, 11])
  }
}
