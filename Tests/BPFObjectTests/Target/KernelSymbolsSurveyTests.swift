import Bytes
import Testing

@testable import BPFObject

@Suite struct KernelSymbolsSurveyTests {
  private static let symbols = KernelSymbols(
    Bytes(
      Array(
        """
        ffffffff81000010 T vfs_read
        ffffffff81000020 t do_one.isra.0
        ffffffff81000030 t do_one.cold
        ffffffff81000040 t do_two.constprop.0
        ffffffff81000050 t do_two.part.1
        ffffffff81000060 T __x64_sys_openat
        ffffffff81000070 t shared
        ffffffff81000080 t shared
        ffffffffc0000010 t nf_do\t[nf_conntrack]
        ffffffff81000090 d vfs_reae
        ffffffff81000091 t lto_one.llvm.123456
        ffffffff81000092 t do_two.constprop.0.cold
        ffffffff81000093 t vfs_read_long_one
        ffffffff81000094 t vfs_read_long
        ffffffffc0000020 t shared\t[veth]

        junk
        ffffffff810000a0 T
        """.utf8)))

  private func survey(_ name: String) -> KernelSymbols.Survey {
    KernelSymbolsSurveyTests.symbols.survey(name)
  }

  @Test func exactNames() {
    #expect(survey("vfs_read").exact.map(\.address) == [0xffff_ffff_8100_0010])
    #expect(survey("shared").exact.map(\.module) == [nil, nil, "veth"])
    #expect(survey("nf_do").exact.map(\.module) == ["nf_conntrack"])
  }

  @Test func whatTheCompilerLeft() {
    #expect(survey("do_one").clones == ["do_one.isra.0"])
    #expect(survey("do_two").clones == ["do_two.constprop.0"])
    #expect(survey("do_two").parts == ["do_two.part.1"])
    #expect(survey("lto_one").renamed == ["lto_one.llvm.123456"])
    #expect(survey("lto_one").clones.isEmpty)
    #expect(survey("do_one").exact.isEmpty)
  }

  @Test(arguments: ["openat", "sys_openat", "__arm64_sys_openat"])
  func systemCalls(_ name: String) {
    #expect(survey(name).entries == ["__x64_sys_openat"])
  }

  @Test func nearNames() {
    #expect(survey("vfs_reed").near == ["vfs_read"])
    #expect(survey("vfs_reads").near == ["vfs_read"])
    #expect(survey("something_else").near.isEmpty)
    #expect(survey("vfs_").near == ["vfs_read", "vfs_read_long", "vfs_read_long_one"])
    #expect(survey("do_onf").near.isEmpty, "clones are no names to propose")
    #expect(survey("") == KernelSymbols.Survey())
  }

  @Test func howManyThereAre() {
    let symbols = KernelSymbolsSurveyTests.symbols
    #expect(
      symbols.count(of: ["shared", "vfs_read", "vfs_reae", "no_such", ""])
        == ["shared": 3, "vfs_read": 1])
    #expect(symbols.repeatedFunctions() == [KernelSymbols.hash("shared".utf8)])
  }
}
