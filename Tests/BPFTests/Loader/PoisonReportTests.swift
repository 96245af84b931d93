import BPFObject
import BTF
import Bytes
import TestSupport
import Testing

@testable import BPF

/// What is said when a program reaches something that the kernel does not have.
@Suite struct PoisonReportTests {
  private func plan(_ name: String, _ change: (inout ObjectFile) -> Void = { _ in }) throws
    -> LoadPlan
  {
    var object = try ObjectFile(try Fixture.object(name), name: name)
    change(&object)
    let types = try BTFTable(try Fixture.bytes("objects/targets/target_none.btf"))
    let programs = Set(
      object.programs.filter { $0.name != "own_task" && $0.name != "locks" }.map(\.name))
    return try object.plan(for: TargetKernel(types: types), programs: programs)
  }

  private func explained(_ plan: LoadPlan, _ program: String, _ log: String) throws -> BPFError {
    let program = try #require(plan.programs.first { $0.spec.name == program })
    let refusal = BPFError(.verifierRejected, "load program").adding { $0.verifierLog = log }
    return PoisonReport(plan: plan, program: program).explain(refusal)
  }

  @Test func aFunctionThatTheKernelDoesNotHave() throws {
    let plan = try plan("kfunc")
    let program = try #require(plan.programs.first)
    let place = try #require(program.absences.keys.first)
    #expect(program.absences[place] == .kernelFunction("no_such_kernel_function"))
    let number = program.instructions[place].immediate
    let error = try explained(
      plan, "guarded",
      """
      0: R1=ctx() R10=fp0
      \(place): (85) call unknown#\(number)
      invalid func unknown#\(number)
      """)
    let reason = try #require(error.reason)
    #expect(reason.contains("instruction \(place) "))
    #expect(reason.contains("kfunc.bpf.c:"))
    #expect(reason.contains("kernel function 'no_such_kernel_function'"))
    #expect(error.advice?.contains("bpf_ksym_exists()") == true)
  }

  @Test func aMapThatIsNotCreated() throws {
    let plan = try plan("maps") { $0.maps["hash"]?.autocreate = false }
    let program = try #require(plan.programs.first { !$0.absences.isEmpty })
    let (place, absence) = try #require(program.absences.first)
    #expect(absence == .map("hash"))
    // Both halves of the load are such calls.
    for half in [place, place + 1] {
      let error = try explained(
        plan, program.spec.name, "\(half): (85) call unknown#2001000000\ninvalid func")
      #expect(error.reason?.contains("the map 'hash', which is not created") == true)
      #expect(error.advice?.contains("autocreate") == true)
    }
  }

  /// Other refusals are left as they are.
  @Test(arguments: [
    "", "0: (95) exit\nR0 !read_ok", "x: (85) call unknown#1",
    "99999: (85) call unknown#2002000000",
  ])
  func otherLogs(log: String) throws {
    let error = try explained(try plan("kfunc"), "guarded", log)
    #expect(error.reason == nil && error.advice == nil)
  }
}
