import BPFObject
import Glibc
import TestSupport
import Testing

@testable import BPF

/// The running kernel without links of XDP, as those before Linux 5.9.
private struct NoXDPLinks: SystemCalls {
  func bpf(_ command: UInt32, _ attributes: UnsafeMutableRawBufferPointer) -> Int32 {
    if command == Command.linkCreate.rawValue || command == Command.linkDetach.rawValue {
      return -EINVAL
    }
    return unsafe LiveSystemCalls().bpf(command, attributes)
  }
}

/// The running kernel without tcx, as those before Linux 6.6.
private struct NoTCX: SystemCalls {
  func bpf(_ command: UInt32, _ attributes: UnsafeMutableRawBufferPointer) -> Int32 {
    switch Command(rawValue: command) {
    case .linkCreate, .programAttach, .programQuery: -EINVAL
    default: unsafe LiveSystemCalls().bpf(command, attributes)
    }
  }
}

@Suite("Older ways to attach to an interface", .requires(.bpf, .tool("/usr/sbin/ip")))
struct InterfaceFallbackTests {
  @Test("without links, an XDP program is set by netlink")
  func xdp() throws {
    try NetworkNamespace.run {
      let kernel = Kernel(calls: NoXDPLinks())
      let fixture = try LoadedFixture("interfaces_xdp", ["drops"], kernel: kernel)
      let wire = try Wire()
      do {
        let link = try fixture["drops"].attach(to: .xdp(interface: "right"))
        let isKernelLink = link.isKernelLink
        #expect(!isKernelLink)
        #expect(try wire.delivers(0))
        let error = #expect(throws: BPFError.self) { _ = try link.info() }
        #expect(error?.code == .unsupported)
      }
      #expect(try wire.delivers(5))
      #expect(try kernel.interface("right").xdp.isEmpty)
      #expect(throws: BPFError.self) {
        _ = try fixture["drops"].attach(to: .xdp(interface: "right", form: .link))
      }
    }
  }

  @Test("without tcx, the error says which kernels have it and what to do")
  func tcx() throws {
    try NetworkNamespace.run {
      let kernel = Kernel(calls: NoTCX())
      let fixture = try LoadedFixture("interfaces_tc", ["plain"], kernel: kernel)
      let error = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(to: .tcx(interface: "right", .egress))
      }
      #expect(error?.code == .unsupported)
      #expect(error?.reason?.contains("since Linux 6.6") == true)
      #expect(error?.advice == "Attach it as a filter: attach(to: .tc(interface:, .egress))")
      let netkit = #expect(throws: BPFError.self) {
        _ = try fixture["plain"].attach(to: .netkit(interface: "right", .peer))
      }
      #expect(netkit?.code == .unsupported)
      #expect(netkit?.reason?.contains("since Linux 6.7") == true)
    }
  }

  @Test("an interface takes a program by its section, with tcx or without")
  func section() throws {
    try NetworkNamespace.run {
      for kernel in [Kernel(), Kernel(calls: NoTCX())] {
        let fixture = try LoadedFixture(
          "interfaces_tc", ["ingress", "tcx_egress", "plain"], kernel: kernel)
        let wire = try Wire()
        let ingress = try fixture["ingress"].attach(to: .interface("right"))
        let egress = try fixture["tcx_egress"].attach(to: .interface("left"))
        #expect(try wire.delivers(1, of: 1))
        #expect(try fixture.trace() == [4, 1])
        let error = #expect(throws: BPFError.self) {
          _ = try fixture["plain"].attach(to: .interface("right"))
        }
        #expect(error?.advice == "Say .ingress or .egress")
        let plain = try fixture["plain"].attach(to: .interface("left", .ingress))
        let targets = [ingress.target, egress.target, plain.target]
        let newest = try kernel.hasTCX(on: "left") ? "tcx" : "tc"
        #expect(
          targets == [
            "\(newest) ingress of interface right", "\(newest) egress of interface left",
            "\(newest) ingress of interface left",
          ])
        try plain.detach()
        try egress.detach()
        try ingress.detach()
        #expect(try !kernel.hasClsact("right"))
      }
    }
  }
}
