import Testing

@testable import BPFObject

@Suite struct InternalMapNameTests {
  @Test(arguments: [
    ("execsnoop", ".bss", "execsnoo.bss"), ("execsnoop", ".rodata", "execsnoo.rodata"),
    ("execsnoop", ".data", "execsnoo.data"), ("a", ".bss", "a.bss"), ("", ".data", ".data"),
    ("execsnoop", ".kconfig", "execsno.kconfig"),
    // Sections of one's own go by their whole names.
    ("execsnoop", ".data.extra", ".data.extra"),
    ("execsnoop", ".rodata.a_rather_long_name", ".rodata.a_rather_long_name"),
    ("two-words", ".bss", "two_word.bss"),
  ])
  func names(object: String, section: String, name: String) {
    #expect(InternalMapName.make(object: object, section: section) == name)
  }

  @Test(arguments: [
    ("counts", "counts"), ("a_map_whose_name_is_longer", "a_map_whose_nam"),
    (".rodata.a_rather_long_name", ".rodata.a_rathe"), ("a b-c/d", "a_b_c_d"), ("é", "__"),
    ("", ""),
  ])
  func whatTheKernelIsTold(name: String, kernelName: String) {
    #expect(KernelName.of(name) == kernelName)
  }
}
