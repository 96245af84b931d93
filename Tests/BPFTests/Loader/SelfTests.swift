import BPF
import BPFObject
import BTF
import Bytes
import TestSupport
import Testing

/// Fixtures whose programs check themselves inside the kernel and return the line that failed.
@Suite(.requires(.bpf)) struct SelfTests {
  /// Runs every program of a loaded object once.
  ///
  /// - Returns: the programs that did not return 0, with the line that they gave.
  private func failures(_ object: LoadedObject, context: [UInt8] = []) throws -> [String: UInt32] {
    var failures: [String: UInt32] = [:]
    for program in object.programs {
      let input =
        program.type == .syscall
        ? TestRunInput(context: context) : TestRunInput(data: [UInt8](repeating: 0, count: 64))
      let line = try program.testRun(input).returnValue
      if line != 0 { failures[program.name] = line }
    }
    return failures
  }

  @Test(
    .requires(.kernel(since: "5.19", for: "bpf_map_lookup_percpu_elem")),
    arguments: ["selftest_maps", "selftest_globals", "selftest_subprogs"])
  func everyProgramReturnsZero(_ name: String) throws {
    let object = try ObjectFile(try Fixture.object(name), name: name).load()
    #expect(!object.programs.isEmpty)
    let failures = try failures(object)
    #expect(failures == [:])
  }

  @Test(
    .requires(.kernel(since: "5.12", for: "pointers to memory as parameters of global functions")))
  func filesThatWereLinked() throws {
    let kernel = Kernel()
    let types = try BTFTable(try Fixture.bytes("objects/targets/target_b.btf"))
    let options = LoadOptions(target: TargetKernel(types: types, version: kernel.version))
    let object = try ObjectFile(try Fixture.object("linked"), name: "linked")
      .load(into: kernel, options: options)
    func run(_ name: String) throws -> UInt32 {
      let program = try #require(object.program(named: name))
      let input = TestRunInput(data: [UInt8](repeating: 0, count: 64))
      return try program.testRun(input).returnValue
    }
    #expect(try run("alone") == 4 * 22)
    let version = try #require(kernel.version).code
    #expect(try run("second") == 22 + (1 + 11) + (1 + 100) + version)
  }

  @Test(.requires(.kernelBTF)) func exceptionsReachTheirCallbacks() throws {
    let kernel = Kernel()
    let thrower = try kernel.types().firstType(named: "bpf_throw") { $0 == .function }
    // Linux 6.7, on machines whose compiler of BPF can unwind.
    guard thrower != nil else { return }
    let object = try ObjectFile(try Fixture.object("exceptions"), name: "exceptions")
      .load(into: kernel)
    let results = try object.programs.map {
      try $0.testRun(TestRunInput(data: [UInt8](repeating: 0, count: 64))).returnValue
    }
    #expect(results == [41, 21, 30, 11])
  }

  @Test(.requires(.kernelBTF, .kernel(since: "5.14", for: "programs of type syscall")))
  func readsTheRunningKernelThroughCORE() throws {
    let object = try ObjectFile(
      try Fixture.object("selftest_core_kernel"), name: "selftest_core_kernel"
    ).load()
    #expect(try failures(object) == [:])
  }

  private func loadCoreTest(against target: String) throws -> LoadedObject {
    let types = try BTFTable(try Fixture.bytes("objects/targets/\(target).btf"))
    let options = LoadOptions(target: TargetKernel(types: types))
    return try ObjectFile(try Fixture.object("selftest_core"), name: "selftest_core")
      .load(options: options)
  }

  @Test(.requires(.kernel(since: "5.14", for: "programs of type syscall")))
  func readsMemoryLaidOutAsOnASyntheticKernel() throws {
    #expect(try failures(try loadCoreTest(against: "target_a")) == [:])
  }

  @Test(.requires(.kernel(since: "5.14", for: "programs of type syscall")))
  func theSyntheticKernelMatters() throws {
    // Against a kernel whose layout is another, the same programs must notice.
    #expect(try !failures(try loadCoreTest(against: "target_b")).isEmpty)
  }

  /// Names that no kernel takes stand in types that only CO-RE needs: the others are given to it.
  @Test(.requires(.kernel(since: "5.14", for: "programs of type syscall")))
  func typesThatTheKernelRefusesAreLeftOut() throws {
    func renamed(_ bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      let name = Array("\0core_moved\0".utf8)
      for place in bytes.indices.dropLast(name.count)
      where bytes[place] == name[0] && Array(bytes[place..<(place + name.count)]) == name {
        bytes[place + 5] = UInt8(ascii: "<")
      }
      return bytes
    }
    let target = renamed(try Fixture.bytes("objects/targets/target_a.btf").array)
    let options = LoadOptions(target: TargetKernel(types: try BTFTable(Bytes(target))))
    let bytes = renamed(try Fixture.object("selftest_core").array)
    let object = try ObjectFile(Bytes(bytes), name: "selftest_core").load(options: options)
    #expect(object.notes == [])
    #expect(object.programs.contains { (try? $0.info().btfID) ?? 0 != 0 })
    #expect(try failures(object) == [:])
  }

  @Test(.requires(.kernel(since: "5.14", for: "programs of type syscall")))
  func programsKnowTheKernelThatTheyRunOn() throws {
    let kernel = Kernel()
    var file = try ObjectFile(try Fixture.object("selftest_kconfig"), name: "selftest_kconfig")
    let version = try #require(kernel.version)
    try file.setVariable("expected_version", to: version.code)
    let cookie: UInt8 = kernel.support(for: .attachCookie) == .supported ? 1 : 0
    try file.setVariable("expect_cookie", bytes: [cookie])
    #expect(try failures(try file.load(into: kernel)) == [:])
  }
}
