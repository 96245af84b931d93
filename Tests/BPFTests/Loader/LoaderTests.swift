import BPF
import BPFObject
import BTF
import Bytes
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite(.requires(.bpf)) struct LoaderTests {
  private func open(_ name: String) throws -> ObjectFile {
    try ObjectFile(try Fixture.object(name), name: name)
  }

  @Test func thirtyProgramsWithTheirMapsAndTypes() throws {
    let file = try open("many")
    let object = try file.load()
    #expect(object.programs.count == file.programs.filter(\.autoload).count)
    #expect(object.maps.count == file.maps.count)
    #expect(object.notes == [])
    let info = try #require(object.programs.first).info()
    #expect(info.name == file.programs.first(where: \.autoload)?.name.prefix(15).description)
  }

  @Test func anObjectLoadsAsOftenAsWanted() throws {
    let file = try open("minimal")
    let kernel = Kernel()
    let first = try file.load(into: kernel)
    let second = try file.load(into: kernel)
    let ids = try [first, second].map { try #require($0.programs.first).info().id }
    #expect(ids[0] != ids[1])
  }

  @Test(.requires(.kernel(since: "5.17", for: "bpf_strncmp")))
  func constantsAreSetBeforeAndFrozenAfterLoading() throws {
    var file = try open("globals")
    let constant = try #require(file.variables.first { $0.sectionName == ".rodata" })
    let value = [UInt8](repeating: 7, count: constant.size)
    try file.setVariable(constant.name, bytes: value)
    let object = try file.load()
    let map = try #require(object.map(named: file.maps[constant.mapIndex].name))
    let bytes = try #require(try map.value(forKey: [0, 0, 0, 0]))
    #expect(Array(bytes.dropFirst(constant.offset).prefix(constant.size)) == value)
    let error = #expect(throws: BPFError.self) { try map.setValue(bytes, forKey: [0, 0, 0, 0]) }
    #expect(error?.code == .permissionDenied)
  }

  @Test(.requires(.kernel(since: "5.17", for: "bpf_strncmp")))
  func arraysAreAsLongAsWanted() throws {
    var file = try open("globals")
    try file.resizeArray("slots", to: 500)
    let object = try file.load()
    #expect(object.notes == [])
    let map = try #require(object.map(named: ".data.slots"))
    #expect(map.valueSize == 4008)
    // With the types of the longer array, which the kernel has checked.
    #expect(try map.info().btfValueTypeID != 0)
  }

  @Test(.requires(.kernelBTF)) func theKernelsTypesAreReadForChosenProgramsToo() throws {
    var file = try open("sections")
    let program = try #require(file.programs.first { $0.sectionName == "tp_btf/sched_switch" })
    for other in file.programs { file.programs[other.name]?.autoload = false }
    let kernel = Kernel()
    #expect(try kernel.target(for: file).types == nil)
    #expect(try kernel.target(for: file, programs: [program.name]).types != nil)
  }

  @Test func anObjectOfTheOtherByteOrderIsRefusedWithItsReason() throws {
    let file = try ObjectFile(try Fixture.bytes("objects/eb/minimal.bpf.o"), name: "minimal")
    let error = #expect(throws: BPFError.self) { try file.load() }
    #expect(error?.code == .invalidObject)
    #expect(error?.description.contains("byte order") == true)
  }

  @Test func whatTheVerifierRefusesComesWithItsLog() throws {
    let file = try open("verifier_rejects")
    for program in file.programs {
      let error = #expect(throws: BPFError.self, "\(program.name)") {
        try file.load(options: LoadOptions(programs: [program.name]))
      }
      // The values first: what stands in an expectation is put into words, and some of these logs
      // have megabytes.
      let (code, name, object) = (error?.code, error?.program, error?.object)
      let hasLog = error?.verifierLog?.isEmpty == false
      #expect(code == .verifierRejected, "\(program.name)")
      #expect(name == program.name)
      #expect(object == "verifier_rejects")
      #expect(hasLog)
    }
  }

  @Test(.requires(.kernelBTF, .kernel(since: "5.14", for: "programs of type syscall")))
  func aReachedRelocationWithoutAnAnswerIsNamed() throws {
    // No kernel has the fixture's types, so that an access which nothing guards is poisoned.
    let types = try BTFTable(try Fixture.bytes("objects/targets/target_none.btf"))
    let file = try open("selftest_core")
    let error = #expect(throws: BPFError.self) {
      try file.load(
        options: LoadOptions(programs: ["moved"], target: TargetKernel(types: types)))
    }
    #expect(error?.code == .verifierRejected)
    let reason = try #require(error?.reason)
    #expect(reason.contains("struct core_moved"))
    #expect(reason.contains("selftest_core.bpf.c:"))
    #expect(error?.advice?.contains("bpf_core_field_exists") == true)
  }

  #if canImport(Glibc)
  /// The descriptors of BPF objects that this process has open.
  private static func openBPFDescriptors() -> Int {
    (0..<256).filter { descriptor in
      var target = [CChar](repeating: 0, count: 64)
      let count = unsafe readlink("/proc/self/fd/\(descriptor)", &target, 63)
      guard count > 0 else { return false }
      return String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .hasPrefix("anon_inode:bpf")
    }.count
  }

  @Test(.requires(.kernel(since: "6.1", for: "user ring buffers")))
  func aFailedLoadLeavesNothingOpen() async {
    // In a process of its own, where no other test opens anything.
    await #expect(processExitsWith: .success) {
      let file = try ObjectFile(try Fixture.object("verifier_rejects"), name: "rejects")
      for program in file.programs {
        let options = LoadOptions(programs: [program.name])
        guard (try? file.load(options: options)) == nil else { exit(2) }
      }
      let good = try ObjectFile(try Fixture.object("maps"), name: "maps")
      do {
        let object = try good.load()
        guard LoaderTests.openBPFDescriptors() >= object.maps.count else { exit(3) }
      }
      exit(LoaderTests.openBPFDescriptors() == 0 ? 0 : 1)
    }
  }
  #endif
}
