import BPFObject
import BTF
import CORE
import TestSupport
import Testing

/// What kernels that lack features are given instead.
@Suite struct FallbackTests {
  static func plan(
    _ name: String, programs: Set<String>? = nil, missing: Set<Feature>
  ) throws -> LoadPlan {
    let object = try Objects.open(name)
    var kernel = try Objects.emptyKernel(object.byteOrder)
    kernel.missing = missing
    return try object.plan(for: kernel, programs: programs)
  }

  static func helpers(_ plan: LoadPlan) -> [Int32] {
    plan.programs[0].instructions.filter { $0.isCall && $0.source == 0 }.map(\.immediate)
  }

  @Test(arguments: ["", "eb/"]) func readsByOlderHelpers(folder: String) throws {
    let name = folder + "context_tag"
    #expect(Self.helpers(try Self.plan(name, programs: ["reads"], missing: [])) == [113, 115, 14])
    #expect(
      Self.helpers(try Self.plan(name, programs: ["reads"], missing: [.probeReadKernel]))
        == [4, 45, 14])
  }

  @Test func sectionsThatCannotBeMapped() throws {
    let plan = try Self.plan("globals", missing: [.mappableArray])
    let sections = plan.maps.filter(\.spec.isInternal)
    #expect(!sections.isEmpty && sections.allSatisfy { !$0.spec.flags.contains(.mappable) })
    let usual = try Self.plan("globals", missing: [])
    #expect(usual.maps.contains { $0.spec.flags.contains(.mappable) })
  }

  @Test func optionalAttachTypes() throws {
    let object = try Objects.open("sections")
    let optional = object.programs.filter {
      $0.definition?.flags.contains(.attachTypeOptional) == true
        && $0.expectedAttachType.rawValue != 0
    }
    #expect(!optional.isEmpty)
    let plan = try Self.plan(
      "sections", programs: Set(optional.map(\.name)), missing: [.expectedAttachType])
    #expect(plan.programs.allSatisfy { $0.spec.expectedAttachType.rawValue == 0 })
  }

  /// The function gets a second description, whose parameter says by its type what it is.
  @Test(arguments: ["", "eb/"]) func parametersThatAreTheContext(folder: String) throws {
    let name = folder + "context_tag"
    let usual = try Self.plan(name, programs: ["calls", "calls_twice"], missing: [])
    let plan = try Self.plan(
      name, programs: ["calls", "calls_twice"], missing: [.argumentContextTag])
    let types = try #require(plan.types)
    #expect(types.count > (usual.types?.count ?? 0))
    for program in plan.programs {
      let described = plan.functionTypes(of: program)
      let before = usual.functionTypes(
        of: try #require(usual.programs.first { $0.spec == program.spec }))
      #expect(described.map(\.name) == before.map(\.name))
      for (function, old) in zip(described, before) {
        let type = try types.type(function.type)
        let prototype = try types.type(type.referent)
        guard function.name == "where" else {
          #expect(function.type == old.type)
          continue
        }
        #expect(function.type != old.type && type.kind == .function)
        #expect(try types.linkage(of: type) == .global)
        #expect(prototype.count == 2)
        let context = try types.type(types.parameter(0, of: prototype).type)
        #expect(context.kind == .pointer)
        #expect(try types.name(of: types.type(context.referent)) == "bpf_user_pt_regs_t")
        // The other parameter, and what the function gives, stay.
        let original = try types.type(types.type(old.type).referent)
        #expect(try types.parameter(1, of: prototype) == types.parameter(1, of: original))
        #expect(prototype.referent == original.referent)
      }
    }
  }

  @Test func typesThatTheKernelRefuses() throws {
    let usual = try #require(try Self.plan("btf_kinds", missing: []).types)
    let plan = try Self.plan(
      "btf_kinds", missing: [.btfFloat, .btfEnum64, .btfTypeTag, .btfDeclarationTag])
    let types = try #require(plan.types)
    let newer: Set<TypeKind> = [.float, .enum64, .typeTag, .declarationTag]
    func kinds(_ table: BTFTable) throws -> Set<TypeKind> {
      try Set(table.ownIDs.map { try table.type(TypeID($0)).kind })
    }
    #expect(try kinds(usual).isSuperset(of: newer))
    #expect(try kinds(types).isDisjoint(with: newer))
  }

  @Test func withoutTypes() throws {
    let plan = try Self.plan("globals", missing: [.btf])
    #expect(plan.types == nil)
    #expect(plan.programs.allSatisfy { $0.functionInfo.count == 0 && $0.lineInfo.count == 0 })
    let functions = try Self.plan("globals", missing: [.btfFunction])
    #expect(functions.types != nil)
    #expect(functions.programs.allSatisfy { $0.functionInfo.count == 0 })
  }

  @Test func featuresOfAVersion() {
    let missing = Feature.missing(before: KernelVersion(5, 10))
    #expect(missing.contains(.attachCookie) && missing.contains(.btfFloat))
    #expect(!missing.contains(.bindMap) && !missing.contains(.probeReadKernel))
    #expect(Feature.missing(before: KernelVersion(99, 0)).isEmpty)
    #expect(Feature.missing(before: KernelVersion(4, 0)) == Set(Feature.all))
  }

  @Test func onlyWhatIsUsedIsAskedFor() throws {
    #expect(try Objects.open("minimal").usedFeatures.isEmpty)
    #expect(try Objects.open("context_tag").usedFeatures.contains(.argumentContextTag))
    #expect(try Objects.open("context_tag").usedFeatures.contains(.probeReadKernel))
    #expect(
      try Objects.open("kconfig").usedFeatures == [
        .attachCookie, .systemCallWrapper, .mappableArray,
      ])
  }
}
