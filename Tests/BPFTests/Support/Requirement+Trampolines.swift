import BPFObject
import SystemPackage
import TestSupport

@testable import BPF

/// What rests on trampolines, the code by which the kernel calls a program instead of a function or
/// before it. Whether there can be any is found by loading a program that needs one.
extension Requirement {
  /// One kernel for all requirements, so that its types are indexed once.
  static let kernel = Kernel()

  /// Programs before, after and instead of the kernel's functions: fentry, fexit, fmod_ret.
  static var functionTracing: Self {
    Self("tracing of functions") {
      load(
        .tracing, .traceFunctionEntry, "security_file_open", since: "5.5",
        options: ["CONFIG_BPF_JIT", "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"])
    }
  }

  /// Programs on the hooks of security modules.
  static var lsm: Self {
    Self("BPF among the security modules") {
      let options = ["CONFIG_BPF_LSM", "CONFIG_BPF_JIT"]
      if let modules = try? LiveSystemCalls().readFile("/sys/kernel/security/lsm"),
        !String(decoding: modules, as: UTF8.self).split(whereSeparator: { ",\n".contains($0) })
          .contains("bpf")
      {
        return RunningKernel.outcomeWithout(
          since: "5.7", options: options, reason: "bpf is not in /sys/kernel/security/lsm (lsm=…)")
      }
      return load(.lsm, .lsmMAC, "bpf_lsm_file_open", since: "5.7", options: options)
    }
  }

  private static func load(
    _ type: ProgramType, _ attachType: AttachType, _ function: String, since first: String,
    options: [String]
  ) -> Outcome {
    var load = ProgramLoad(name: "requirement", type: type)
    load.expectedAttachType = attachType
    do {
      let id = try kernel.types().firstType(named: function) { $0 == .function }?.id.rawValue
      guard let id else { return .defect("the kernel's BTF has no \(function)") }
      load.attachBTFID = id
      _ = try kernel.loadProgram(load, instructions: [Assembly.set(0, to: 0), Assembly.exit])
      return .met
    } catch let error as BPFError where error.errno == .notPermitted && error.verifierLog == nil {
      // Neither privileges (root has them) nor the verifier: some hypervisors allow no code to be
      // patched, and their kernels refuse every trampoline.
      return RunningKernel.outcomeWithout(
        since: first, options: options,
        reason: "the kernel refuses trampolines (EPERM before the verifier writes a log)")
    } catch let error as BPFError where error.code == .notFound {
      return RunningKernel.outcomeWithout(since: first, options: options, reason: "\(error)")
    } catch {
      // Whatever else it is, it must not hide what the tests would find.
      return .defect("\(error)")
    }
  }
}
