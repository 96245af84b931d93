import TestSupport
import Testing

/// The requirements of tests hold or say why not; in the virtual machines a wrong "not" fails here.
@Suite("What tests can require", .requires(.bpf))
struct RequirementTests {
  @Test("probes of functions", .requires(.kprobes)) func kprobes() {}
  @Test("probes of processes", .requires(.uprobes)) func uprobes() {}
  @Test("probes of many functions", .requires(.fprobe)) func fprobe() {}
  @Test("tracing of functions", .requires(.functionTracing)) func functionTracing() {}
  @Test("security modules", .requires(.lsm)) func lsm() {}
  @Test("netkit", .requires(.netkit)) func netkit() {}
  @Test("modules", .requires(.modules)) func modules() {}
}
