import BPFObject
import BTF
import TestSupport
import Testing

@testable import BPF

/// The constants that this library knows by name, against the kernel's own enumerations.
@Suite("Names of the kernel's constants", .requires(.bpf, .kernelBTF)) struct KernelConstantTests {
  private static func enumerators(_ name: String) throws -> [(name: String, value: UInt64)] {
    let types = try Kernel().types()
    let type = try #require(try types.firstType(named: name) { $0.isEnumeration })
    return try (0..<type.count).map { index in
      let enumerator = try types.enumerator(index, of: type)
      return (try types.string(at: enumerator.nameOffset), enumerator.value)
    }
  }

  @Test("helper functions: every one of the kernel has its name here")
  func helpers() throws {
    let own = try KernelConstantTests.enumerators("bpf_func_id")
    #expect(own.count > 100)
    for (name, value) in own where value > 0 && !name.hasPrefix("__") && !name.hasPrefix("MAX_") {
      #expect(HelperFunction(rawValue: UInt32(value)).cName == name)
    }
  }

  @Test("types of programs, maps and links, and attach types")
  func types() throws {
    for (name, value) in try KernelConstantTests.enumerators("bpf_prog_type")
    where value > 0 && !name.hasPrefix("__") && !name.hasPrefix("MAX_") {
      #expect(ProgramType(rawValue: UInt32(value)).cName == name)
    }
    for (name, value) in try KernelConstantTests.enumerators("bpf_map_type")
    where value > 0 && !name.hasPrefix("__") && !name.hasSuffix("_DEPRECATED") {
      #expect(MapType(rawValue: UInt32(value)).cName == name)
    }
    for (name, value) in try KernelConstantTests.enumerators("bpf_link_type")
    where value > 0 && !name.hasPrefix("__") && !name.hasPrefix("MAX_") {
      #expect(LinkType(rawValue: UInt32(value)).cName == name)
    }
    for (name, value) in try KernelConstantTests.enumerators("bpf_attach_type")
    where !name.hasPrefix("__") {
      #expect(AttachType(rawValue: UInt32(value)).cName == name)
    }
  }
}
