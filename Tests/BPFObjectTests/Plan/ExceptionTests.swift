import BPFObject
import TestSupport
import Testing

/// Callbacks for exceptions are parts of the programs that name them.
@Suite struct ExceptionTests {
  /// A kernel that has `bpf_throw`.
  private func kernel(_ folder: String) throws -> TargetKernel {
    var image = BTFImage(folder.isEmpty ? .little : .big)
    let long = image.int("unsigned long", 8)
    let prototype = image.prototype(0, [("cookie", long)])
    _ = image.function("bpf_throw", prototype, linkage: 0)
    return TargetKernel(types: try BTFTable(Bytes(image.make())))
  }

  @Test(arguments: ["", "eb/"]) func callbacksAreAppended(folder: String) throws {
    let plan = try Objects.open(folder + "exceptions").plan(for: kernel(folder))
    func functions(_ name: String) throws -> [String] {
      let program = try #require(plan.programs.first { $0.spec.name == name })
      #expect(plan.functionTypes(of: program).map(\.name) == program.functions.map(\.name))
      return program.functions.map { "\($0.start) \($0.name)" }
    }
    #expect(try functions("caught") == ["0 caught", "4 on_exception", "7 doubled"])
    #expect(
      try functions("caught_in_function") == [
        "0 caught_in_function", "7 throws", "13 on_exception", "16 doubled",
      ])
    #expect(try functions("uncaught") == ["0 uncaught", "3 throws"])
    // Inlined where it is called, and still there.
    #expect(try functions("calls_it_too") == ["0 calls_it_too", "4 doubled", "7 on_exception"])
  }

  private func damaged(_ old: String, _ new: String) throws -> ObjectFile {
    var patch = try ObjectPatch("exceptions")
    try patch.replace(old, with: new)
    return try ObjectFile(patch.bytes, name: "exceptions")
  }

  @Test func callbacksThatAreNotThere() throws {
    let object = try damaged("exception_callback:on_exception", "exception_callback:no_exception")
    let error = try #require(objectError { _ = try object.plan(for: kernel("")) })
    #expect(error.code == .missingFunction && error.program == "caught")
    #expect(error.description.contains("'no_exception' is not in the object"))
    #expect(try object.plan(for: kernel(""), programs: ["uncaught"]).programs.count == 1)
    // The name of a program is not that of a function.
    let other = try damaged("exception_callback:on_exception", "exception_callback:calls_it_too")
    #expect(
      objectError { _ = try other.plan(for: kernel(""), programs: ["caught"]) }?.code
        == .missingFunction)
  }
}
