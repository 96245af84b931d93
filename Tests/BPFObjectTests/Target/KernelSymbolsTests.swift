import BPFObject
import Bytes
import Testing

@Suite struct KernelSymbolsTests {
  static func symbols(_ text: String) -> KernelSymbols { KernelSymbols(Bytes(Array(text.utf8))) }

  static let recorded = symbols(
    """
    0000000000000000 A fixed_percpu_data
    ffffffff81000000 T _stext
    ffffffff8101a2b0 t twice
    ffffffff8101b2c0 T schedule
    ffffffff8101c2d0 t twice
    ffffffff8101d000 t same
    ffffffff8101d000 t same
    ffffffff82000010 d renamed.llvm.1234567890
    ffffffff82000020 t function.llvm.1234567890
    ffffffff82000030 d renamed_not.cold
    ffffffffc0001000 t in_module\t[nf_conntrack]

    """)

  @Test func oneAddress() {
    let symbols = Self.recorded
    #expect(symbols["schedule"] == .found(0xffff_ffff_8101_b2c0))
    #expect(symbols["in_module"] == .found(0xffff_ffff_c000_1000))
    #expect(symbols["same"] == .found(0xffff_ffff_8101_d000))
    #expect(symbols["fixed_percpu_data"] == .found(0))
  }

  @Test func noneAndSeveral() {
    let symbols = Self.recorded
    for name in ["sched", "schedule_", "", "[nf_conntrack]", "renamed_not"] {
      #expect(symbols[name] == .missing, "\(name)")
    }
    #expect(symbols["twice"] == .ambiguous(0xffff_ffff_8101_a2b0, 0xffff_ffff_8101_c2d0))
  }

  /// Link-time optimisation makes static variables global under another name.
  @Test func variablesRenamedByTheCompiler() {
    #expect(Self.recorded["renamed"] == .found(0xffff_ffff_8200_0010))
    #expect(Self.recorded["function"] == .missing)
  }

  @Test func addressesThatAreHidden() {
    let symbols = Self.symbols("0000000000000000 T _stext\n0000000000000000 T schedule\n")
    #expect(symbols["schedule"] == .hidden)
    #expect(symbols["no_such"] == .missing)
  }

  @Test(arguments: ["", "\n", "abc", "T", "ffff", "zz T name", "ffff T", "ffff T ", "ffff\nT\nx"])
  func linesThatAreNone(text: String) {
    #expect(Self.symbols(text)["x"] == .missing)
  }
}
