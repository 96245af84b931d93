import BPFObject
import BTF
import Testing

@Suite struct ExternTests {
  static let folders = ["", "eb/"]

  @Test(arguments: folders) func kernelConfiguration(folder: String) throws {
    let object = try Objects.open(folder + "kconfig")
    #expect(object.externs.count == 4)
    #expect(object.externs.allSatisfy { $0.kind == .kconfig })
    let version = try #require(object.externs["LINUX_KERNEL_VERSION"])
    #expect(version.size == 8 && !version.isWeak)
    #expect(object.externs["LINUX_HAS_BPF_COOKIE"]?.isWeak == false)
    #expect(object.externs["LINUX_HAS_SYSCALL_WRAPPER"]?.isWeak == true)
    #expect(object.externs["LINUX_UNKNOWN_AND_WEAK"]?.size == 2)
    // Largest alignment first, then by size and name.
    #expect(version.offset == 0)
    #expect(object.externs["LINUX_UNKNOWN_AND_WEAK"]?.offset == 8)
    #expect(object.externs["LINUX_HAS_BPF_COOKIE"]?.offset == 10)
    #expect(object.externs["LINUX_HAS_SYSCALL_WRAPPER"]?.offset == 11)

    let map = try #require(object.maps.last)
    #expect(map.name == "kconfig.kconfig" && map.origin == .kconfig && map.valueSize == 12)
    #expect(map.flags.rawValue == 0x480 && map.isFrozen && map.sectionName == ".kconfig")
    let types = try #require(object.types)
    let section = try types.type(map.valueType)
    #expect(section.statedSize == 12 && section.count == 4)
    for index in 0..<section.count {
      let entry = try types.sectionVariable(index, of: section)
      // To the kernel it is a section of constants like another.
      #expect(try types.linkage(of: types.type(entry.type)) == .global)
      let name = try types.name(of: types.type(entry.type))
      #expect(object.externs[name]?.offset == Int(entry.offset))
    }
  }

  @Test(arguments: folders) func theValuesOfAKernel(folder: String) throws {
    let object = try Objects.open(folder + "kconfig")
    var kernel = try Objects.emptyKernel(object.byteOrder)
    kernel.version = KernelVersion(6, 18, 44)
    kernel.missing = [.systemCallWrapper]
    func contents(_ kernel: TargetKernel) throws -> [UInt8]? {
      try object.plan(for: kernel).maps.last?.contents
    }
    let version: [UInt8] = [0, 0, 0, 0, 0, 6, 18, 44]
    let stored = object.byteOrder == .little ? version.reversed() : version
    #expect(try contents(kernel) == stored + [0, 0, 1, 0])
    kernel.missing = [.attachCookie]
    #expect(try contents(kernel) == stored + [0, 0, 0, 1])
    kernel.version = KernelVersion(5, 10, 300)
    let capped: [UInt8] = [0, 0, 0, 0, 0, 5, 10, 255]
    #expect(
      try contents(kernel)
        == (object.byteOrder == .little ? capped.reversed() : capped) + [0, 0, 0, 1])
  }

  /// What only a program that is not loaded reads need not be known.
  @Test func aStrongExternOfAnotherProgram() throws {
    let object = try Objects.open("kconfig")
    let kernel = try Objects.kernel("target_none", version: nil)
    let error = try #require(objectError { _ = try object.plan(for: kernel) })
    #expect(error.code == .unresolvedExtern && error.program == "version")
    #expect(error.instruction == 0)
    #expect(error.description.contains("LINUX_KERNEL_VERSION"))
    #expect(error.description.contains("give the kernel's version"))
    let plan = try object.plan(for: kernel, programs: ["features"])
    #expect(plan.maps.last?.contents == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    #expect(try object.plan(for: kernel, programs: []).programs.isEmpty)
    var changed = object
    changed.programs["version"]?.autoload = false
    #expect(try changed.plan(for: kernel).programs.map(\.spec.name) == ["features"])
  }

  @Test(arguments: folders) func whatNobodyKnows(folder: String) throws {
    let object = try Objects.open(folder + "kconfig_unknown")
    let kernel = try Objects.emptyKernel(object.byteOrder)
    let error = try #require(objectError { _ = try object.plan(for: kernel) })
    #expect(error.code == .unresolvedExtern && error.program == "unknown")
    #expect(error.description.contains("'LINUX_UNKNOWN_AND_STRONG'"))
    #expect(error.description.contains("known are LINUX_KERNEL_VERSION"))
    #expect(try object.plan(for: kernel, programs: []).programs.isEmpty)
  }

  @Test(arguments: folders) func kindsOfKernelSymbols(folder: String) throws {
    let functions = try Objects.open(folder + "kfunc").externs
    #expect(functions.allSatisfy { $0.kind == .kernelFunction && $0.size == 0 })
    #expect(functions.count == 6)
    #expect(
      functions.filter(\.isWeak).map(\.name).sorted() == [
        "bpf_task_from_pid___wrong", "no_such_kernel_function",
      ])
    let symbols = try Objects.open(folder + "ksym").externs
    #expect(symbols.allSatisfy { $0.kind == .kernelVariable } && symbols.count == 3)
    #expect(symbols.filter { !$0.isWeak }.map(\.name) == ["schedule"])
    #expect(try Objects.open(folder + "ksym").maps.map(\.name) == ["ksym.bss"])
  }

  /// The kernel takes neither extern variables nor functions in a section: libbpf's stand-ins.
  @Test(arguments: ["kfunc", "eb/kfunc", "ksym", "eb/ksym"])
  func theSectionOfKernelSymbolsIsMadeOrdinary(name: String) throws {
    let object = try Objects.open(name)
    let types = try #require(object.types)
    let section = try #require(try types.firstType(named: ".ksyms") { $0 == .dataSection })
    #expect(section.count == object.externs.count && section.statedSize == 4 * section.count)
    for index in 0..<section.count {
      let entry = try types.sectionVariable(index, of: section)
      #expect(entry.offset == 4 * UInt32(index) && entry.size == 4)
      let variable = try types.type(entry.type)
      #expect(variable.kind == .variable)
      #expect(try types.linkage(of: variable) == .global)
      #expect(try types.size(of: variable.referent) == 4)
    }
    for item in object.externs where item.kind == .kernelFunction {
      let function = try types.type(item.type)
      #expect(function.kind == .function)
      #expect(try types.name(of: function) == item.name)
      let prototype = try types.type(function.referent)
      for index in 0..<prototype.count {
        #expect(try types.parameter(index, of: prototype).nameOffset != 0)
      }
    }
    // The bytes are BTF again, with nothing left of the old header.
    let again = try BTFTable(types.bytes)
    #expect(again.count == types.count && again.byteOrder == types.byteOrder)
  }

  @Test func versions() {
    #expect(KernelVersion("6.1.0-56-amd64") == KernelVersion(6, 1, 0))
    #expect(KernelVersion("5.10") == KernelVersion(5, 10))
    #expect(KernelVersion("6.18.44+deb13-cloud") == KernelVersion(6, 18, 44))
    #expect(KernelVersion("7.3-rc1") == KernelVersion(7, 3, 0))
    let capped: UInt32 = 4 << 16 | 19 << 8 | 255
    #expect(KernelVersion("4.19.300")?.code == capped)
    for text in ["", "6", "x.y", "-1.2.3", "99999999999.1.2", "..", "6.x.1"] {
      #expect(KernelVersion(text) == nil, "\(text)")
    }
    #expect(KernelVersion(5, 9, 9) < KernelVersion(5, 10, 0))
    #expect(KernelVersion(6, 18, 44).description == "6.18.44")
  }
}
