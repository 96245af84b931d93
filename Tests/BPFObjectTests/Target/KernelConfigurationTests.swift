import BPFObject
import TestSupport
import Testing

@Suite struct KernelConfigurationTests {
  @Test func onlyLinesThatSetAnOptionCount() {
    let configuration = KernelConfiguration(
      """
      # Linux/x86 6.12.3 Kernel Configuration
      CONFIG_HZ=250\r
      # CONFIG_MODULES is not set
      CONFIG_DEFAULT_HOSTNAME="(none) = \\"x\\""
       CONFIG_INDENTED=y
      CONFIG_EMPTY=
      CONFIG_NO_VALUE
      OTHER=1
      CONFIG_LAST=m
      """)
    #expect(configuration["CONFIG_HZ"] == "250")
    #expect(configuration["CONFIG_MODULES"] == nil)
    #expect(configuration["CONFIG_DEFAULT_HOSTNAME"] == #""(none) = \"x\"""#)
    #expect(configuration["CONFIG_INDENTED"] == nil)
    #expect(configuration["CONFIG_EMPTY"] == "")
    #expect(configuration["CONFIG_NO_VALUE"] == nil)
    #expect(configuration["OTHER"] == nil)
    #expect(configuration["CONFIG_LAST"] == "m")
    #expect(KernelConfiguration("")["CONFIG_HZ"] == nil)
  }

  @Test func theCallersOptionsGoFirst() {
    let own = KernelConfiguration("CONFIG_A=1\nCONFIG_B=2\n")
    let both = KernelConfiguration("CONFIG_A=7\nCONFIG_A=8").backed(by: own)
    #expect(both["CONFIG_A"] == "8")
    #expect(both["CONFIG_B"] == "2")
  }

  @Test func aFileThatCannotBeRead() {
    let error = objectError { _ = try KernelConfiguration(contentsOf: "/no/such/config") }
    #expect(error?.code == .unreadable)
    #expect(error?.description.contains("/no/such/config") == true)
  }
}
