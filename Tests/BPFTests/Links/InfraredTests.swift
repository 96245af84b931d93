import BPFObject
import TestSupport
import Testing

@testable import BPF

@Suite("Programs of infrared devices", .requires(.bpf))
struct InfraredTests {
  @Test(
    "a device that is not there, and one of another kind",
    .requires(.option("CONFIG_BPF_LIRC_MODE2")))
  func missing() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .lircMode2)
    let missing = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .lirc("/dev/lirc99"))
    }
    #expect(missing?.code == .notFound)
    #expect(missing?.path == "/dev/lirc99")
    #expect(missing?.program == "counter")
    let other = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .lirc("/dev/null"))
    }
    #expect(other?.reason?.contains("infrared") == true, "\(other?.description ?? "")")
  }

  @Test("a program of another type")
  func wrongType() throws {
    let counter = try CountingProgram(kernel: Kernel(), type: .xdp)
    let error = #expect(throws: BPFError.self) {
      _ = try counter.program.attach(to: .lirc("/dev/null"))
    }
    #expect(error?.reason == "the program is of type xdp, not lirc_mode2")
  }
}
