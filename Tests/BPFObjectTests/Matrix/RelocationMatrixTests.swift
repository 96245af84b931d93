import TestSupport
import Testing

@testable import BPFObject

/// The fixture `guarded`, whose programs say in their names what must come out.
@Suite struct RelocationMatrixTests {
  static func kernel(
    _ types: String, version: KernelVersion? = KernelVersion(6, 18), configuration: String? = ""
  ) throws -> RecordedKernel {
    let types = try BTFTable(Fixture.bytes("objects/targets/\(types).btf"))
    return RecordedKernel(
      name: "\(version?.description ?? "unknown")",
      target: TargetKernel(
        types: types, version: version, configuration: configuration.map { KernelConfiguration($0) }
      ))
  }

  static func names(_ object: ObjectFile) -> Set<String> { Set(object.programs.map(\.name)) }

  /// The programs that some row says are broken.
  static func brokenPrograms(_ matrix: RelocationMatrix) -> Set<String> {
    Set(matrix.rows.flatMap(\.causes).flatMap(\.breakage.programs))
  }

  @Test(arguments: ["guarded", "eb/guarded"])
  func everyGuardIsSeenAndNothingElse(name: String) throws {
    let object = try Objects.open(name)
    let order = name.hasPrefix("eb/") ? "eb/" : ""
    let matrix = try RelocationMatrix(
      object, kernels: [Self.kernel("\(order)target_none")], programs: Self.names(object))
    let broken = Self.names(object).filter { $0.hasPrefix("broken_") }
    #expect(broken.count >= 14)
    #expect(Self.brokenPrograms(matrix) == broken)
    #expect(matrix.programs.count == object.programs.count && matrix.programsLeftOut.isEmpty)
  }

  @Test func whereTheTypesAreNothingIsMissingButTheFunction() throws {
    let object = try Objects.open("guarded")
    let matrix = try RelocationMatrix(
      object, kernels: [Self.kernel("target_b")], programs: Self.names(object))
    #expect(Self.brokenPrograms(matrix) == ["broken_function"])
    #expect(matrix.broken.map(\.need.type) == ["no_such_kernel_function"])
    #expect(matrix.broken.map(\.need.kind) == [.kernelFunction])
  }

  @Test func beforeKernel6_8EveryGlobalFunctionIsVerified() throws {
    let object = try Objects.open("guarded")
    let kernels = try [KernelVersion(6, 7), KernelVersion(6, 8)].map {
      try Self.kernel("target_none", version: $0)
    }
    let matrix = try RelocationMatrix(object, kernels: kernels, programs: ["guarded_global"])
    #expect(matrix.broken.map(\.brokenKernels) == [["6.7.0"]])
    #expect(matrix.broken.map(\.need.function) == ["global_read_c"])
  }

  @Test func whatWasNotRecordedCanBeAnything() throws {
    let object = try Objects.open("guarded")
    let unknown = try Self.kernel("target_none", version: nil, configuration: nil)
    let programs: Set = ["guarded_version", "guarded_option", "broken_version"]
    let matrix = try RelocationMatrix(object, kernels: [unknown], programs: programs)
    #expect(Self.brokenPrograms(matrix) == programs)
    // That the value is not known is no breakage itself.
    #expect(matrix.broken.allSatisfy { $0.need.field == "a" })
  }

  @Test func constantsCountAsTheyAreSet() throws {
    var object = try Objects.open("guarded")
    let kernels = [try Self.kernel("target_none")]
    func matrix() throws -> RelocationMatrix {
      try RelocationMatrix(object, kernels: kernels, programs: ["guarded_constant"])
    }
    let fields = try matrix().rows.filter {
      $0.need.field != nil && $0.need.function == "guarded_constant"
    }
    #expect(!fields.isEmpty)
    #expect(fields.allSatisfy { $0.cells[0].outcome == .guarded(.constant) })
    try object.setVariable("enabled", bytes: [1])
    #expect(try matrix().broken.map(\.need.subject) == ["struct core_moved.a"])
  }

  @Test func aGuardSaysWhatItIs() throws {
    let object = try Objects.open("guarded")
    let matrix = try RelocationMatrix(
      object, kernels: [Self.kernel("target_none")], programs: ["guarded_if"])
    let guards = matrix.rows.map { ($0.need.function, $0.cells[0].outcome) }
    #expect(guards.contains { $0 == ("guarded_if", .guarded(.check)) })
    // Subprograms that no chosen program calls.
    #expect(guards.contains { $0 == ("read_a", .guarded(.unused)) })
    #expect(matrix.broken.isEmpty && !matrix.guarded.isEmpty)
    #expect(matrix.counts(on: "6.18.0").broken == 0)
  }

  @Test func needsSayWhereTheyStand() throws {
    let object = try Objects.open("guarded")
    let matrix = try RelocationMatrix(
      object, kernels: [Self.kernel("target_none")], programs: ["broken_subprogram"])
    let row = try #require(matrix.broken.first)
    #expect(matrix.broken.count == 1)
    #expect(row.need.kind == .relocation(.fieldByteOffset))
    #expect(row.need.type == "struct core_moved" && row.need.field == "a")
    #expect(row.need.function == "read_a" && row.need.section == ".text")
    #expect(row.need.source?.file == "./src/guarded.bpf.c")
    #expect(row.need.source?.text.contains("p->a") == true)
    #expect(row.causes.map(\.breakage.programs) == [["broken_subprogram"]])
    #expect(row.causes.first?.breakage.reason.contains("has no struct core_moved") == true)
    #expect(row.need.instruction != nil)
  }

  @Test func programsThatAreNotLoadedByDefaultAreLeftOut() throws {
    let object = try Objects.open("guarded")
    let matrix = try RelocationMatrix(object, kernels: [Self.kernel("target_none")])
    #expect(matrix.programs.isEmpty && matrix.broken.isEmpty)
    #expect(matrix.programsLeftOut.count == object.programs.count)
    let error = #expect(throws: ObjectError.self) {
      try RelocationMatrix(
        object, kernels: [Self.kernel("target_none")], programs: ["no_such_program"])
    }
    #expect(error?.code == .noSuchProgram)
  }

  @Test func kernelsOfTheOtherByteOrder() throws {
    let object = try Objects.open("guarded")
    let kernels = [try Self.kernel("target_none"), try Self.kernel("eb/target_none", version: nil)]
    let matrix = try RelocationMatrix(object, kernels: kernels)
    #expect(matrix.kernels == ["6.18.0"] && matrix.unfitKernels == ["unknown"])
    let error = #expect(throws: ObjectError.self) {
      try RelocationMatrix(object, kernels: [kernels[1]])
    }
    #expect(error?.code == .foreignByteOrder)
    #expect(throws: ObjectError.self) { try RelocationMatrix(object, kernels: []) }
  }

  @Test func relocationsThatFailBreakWhateverGuardsThem() throws {
    // Fields whose sizes and offsets do not fit, each in a program of its own.
    let object = try Objects.open("core_errors")
    let kernel = RecordedKernel(
      name: "errors", types: try BTFTable(Fixture.bytes("objects/targets/target_errors.btf")))
    let matrix = try RelocationMatrix(object, kernels: [kernel], programs: Self.names(object))
    let plannable = object.programs.map(\.name).filter {
      (try? object.plan(for: kernel.target, programs: [$0])) != nil
    }
    #expect(!plannable.isEmpty && plannable.count < object.programs.count)
    // All that cannot even be prepared are broken.
    let failing = Self.names(object).subtracting(plannable)
    #expect(failing.isSubset(of: Self.brokenPrograms(matrix)))
  }

  /// Every fixture against kernels that have everything, nothing, and other things.
  @Test(arguments: Objects.all)
  func everyObjectHasAMatrix(name: String) throws {
    let object = try Objects.open(name)
    let kernels = try ["target_a", "target_b", "target_none"].map { name in
      RecordedKernel(name: name, target: try Self.kernel(name).target)
    }
    let matrix = try RelocationMatrix(object, kernels: kernels, programs: Self.names(object))
    for row in matrix.rows {
      #expect(row.cells.map(\.kernel) == matrix.kernels)
      #expect(row.isBroken == !row.causes.isEmpty)
    }
    #expect(matrix.description.hasPrefix(object.name))
  }
}
