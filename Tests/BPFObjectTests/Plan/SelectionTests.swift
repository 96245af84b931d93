import BPFObject
import Testing

/// Which programs are planned, and that planning changes nothing.
@Suite struct SelectionTests {
  @Test func programsThatAreLoadedByDefault() throws {
    let object = try Objects.open("no_license")
    let kernel = try Objects.emptyKernel()
    let plan = try object.plan(for: kernel)
    #expect(plan.programs.map(\.spec.name) == ["free_helpers"] && plan.license == "")
    var changed = object
    changed.programs["restricted_helper"]?.autoload = true
    #expect(
      try changed.plan(for: kernel).programs.map(\.spec.name)
        == ["free_helpers", "restricted_helper"])
    // A selection is what is loaded, whatever `autoload` says; the object's order stays.
    let both = try object.plan(for: kernel, programs: ["restricted_helper", "free_helpers"])
    #expect(both.programs.map(\.spec.name) == ["free_helpers", "restricted_helper"])
    #expect(try object.plan(for: kernel, programs: []).programs.isEmpty)
  }

  @Test func aProgramThatIsNotThere() throws {
    let object = try Objects.open("subprogs")
    let error = try #require(
      objectError { _ = try object.plan(for: Objects.emptyKernel(), programs: ["leaf"]) })
    #expect(error.code == .noSuchProgram)
    #expect(error.description.contains("no program 'leaf'"))
    #expect(error.description.contains("it has calls_global, calls_all"))
  }

  /// A subset's programs are what they are in the whole, and so are the maps.
  @Test(arguments: ["subprogs", "globals", "maps", "many", "core_fields"])
  func aSubsetIsAPartOfTheWhole(name: String) throws {
    let object = try Objects.openWithoutAttachTargets(name)
    let kernel = try Objects.kernel("target_a")
    let whole = try object.plan(for: kernel)
    for program in whole.programs.prefix(6) {
      let part = try object.plan(for: kernel, programs: [program.spec.name])
      #expect(part.programs == [program])
      #expect(part.maps == whole.maps)
    }
  }

  @Test(arguments: ["many", "globals", "core_fields", "kconfig", "subprogs", "eb/many"])
  func theSamePlanTwice(name: String) throws {
    let object = try Objects.openWithoutAttachTargets(name)
    let kernel = try Objects.kernel(name.hasPrefix("eb/") ? "eb/target_a" : "target_a")
    let first = try object.plan(for: kernel)
    let second = try object.plan(for: kernel)
    let again = try Objects.openWithoutAttachTargets(name).plan(for: kernel)
    for plan in [second, again] {
      #expect(plan.programs == first.programs)
      #expect(plan.maps == first.maps)
      #expect(plan.relocations == first.relocations)
      #expect(plan.types?.bytes.array == first.types?.bytes.array)
    }
  }

  @Test func sectionsThatSayNothing() throws {
    let object = try Objects.open("bad_section")
    let kernel = try Objects.emptyKernel()
    for number in 1...20 {
      let program = try #require(object.programs["bad_\(number)"])
      #expect(program.type == .unspecified && program.definition == nil)
      let error = try #require(
        objectError { _ = try object.plan(for: kernel, programs: [program.name]) })
      #expect(error.code == .unknownSection && error.program == program.name)
      #expect(error.section == program.sectionName)
      #expect(error.description.contains("section '\(program.sectionName)'"))
      #expect(error.description.contains("set the program's type"))
    }
    // The type can be given by hand.
    var changed = object
    changed.programs["bad_1"]?.type = .socketFilter
    #expect(
      try changed.plan(for: kernel, programs: ["bad_1"]).programs[0].spec.type == .socketFilter)
    #expect(try object.plan(for: kernel, programs: ["empty_target"]).programs.count == 1)
  }
}
