import BPFObject
import Testing

/// Options of the kernel's build in the map `.kconfig`.
@Suite struct KernelFactsTests {
  static let text = """
    CONFIG_HZ=250
    CONFIG_BPF_SYSCALL=y
    CONFIG_NET=m
    CONFIG_BPF=y
    CONFIG_DEFAULT_HOSTNAME="(none)"
    CONFIG_LOG_BUF_SHIFT=17
    """

  static func kernel(_ object: ObjectFile, _ text: String?) throws -> TargetKernel {
    var kernel = try Objects.emptyKernel(object.byteOrder)
    kernel.configuration = text.map { KernelConfiguration($0) }
    return kernel
  }

  @Test(arguments: ["", "eb/"]) func everyTypeOfOption(folder: String) throws {
    let object = try Objects.open(folder + "kconfig_options")
    let plan = try object.plan(for: Self.kernel(object, Self.text))
    let contents = try #require(plan.maps.last?.contents)
    func number(_ value: UInt8, of size: Int) -> [UInt8] {
      let zeros = [UInt8](repeating: 0, count: size - 1)
      return object.byteOrder == .little ? [value] + zeros : zeros + [value]
    }
    // CONFIG_NO_SUCH_OPTION is weak, and 0.
    let expected =
      number(17, of: 8) + number(250, of: 4) + number(2, of: 4) + number(0, of: 4)
      + [UInt8(ascii: "y"), 1] + Array("(none)".utf8) + [UInt8](repeating: 0, count: 10)
    #expect(contents == expected)
  }

  @Test func whatIsNotSetFailsOnlyTheProgramsThatReadIt() throws {
    let object = try Objects.open("kconfig_options")
    let kernel = try Self.kernel(object, "CONFIG_HZ=100")
    #expect(try object.plan(for: kernel, programs: ["hertz"]).programs.count == 1)
    let error = try #require(objectError { _ = try object.plan(for: kernel) })
    #expect(error.code == .unresolvedExtern && error.program == "options")
    #expect(error.instruction != nil)
    #expect(error.description.contains("the kernel was built without 'CONFIG_"))
    #expect(error.description.contains("__weak"))
  }

  @Test func withoutAConfigurationOnlyWeakOptionsAreZero() throws {
    let object = try Objects.open("kconfig_options")
    let error = try #require(
      objectError { _ = try object.plan(for: Self.kernel(object, nil), programs: ["hertz"]) })
    #expect(error.code == .unresolvedExtern)
    #expect(error.description.contains("give the kernel's configuration"))
  }

  @Test func aValueThatDoesNotFit() throws {
    let object = try Objects.open("kconfig_options")
    let kernel = try Self.kernel(object, "CONFIG_HZ=y")
    let error = try #require(objectError { _ = try object.plan(for: kernel, programs: ["hertz"]) })
    #expect(error.code == .malformedExtern && error.program == "hertz")
    #expect(error.description.contains("'CONFIG_HZ'"))
    #expect(error.description.contains("needs bool"))
  }
}
