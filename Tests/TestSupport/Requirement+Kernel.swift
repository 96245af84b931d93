#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What kernels have or lack by their version and their build.
///
/// Each looks for the thing itself, and says by the kernel's version or configuration why it is not
/// there. Where neither does, the test is skipped, in a virtual machine of `Scripts/vm-test` it
/// fails.
extension Requirement {
  /// Probes of the kernel's functions.
  public static var kprobes: Self {
    part(
      "kernel probes", since: "4.1", options: ["CONFIG_KPROBES", "CONFIG_KPROBE_EVENTS"],
      anyOf: ["/sys/bus/event_source/devices/kprobe"] + traceFS("kprobe_events"))
  }

  /// Probes of the functions of processes.
  public static var uprobes: Self {
    part(
      "user probes", since: "4.1", options: ["CONFIG_UPROBES", "CONFIG_UPROBE_EVENTS"],
      anyOf: ["/sys/bus/event_source/devices/uprobe"] + traceFS("uprobe_events"))
  }

  /// Probes of many functions by one link (`kprobe.multi`).
  public static var fprobe: Self {
    // There is no file that shows it.
    configured("probes of many functions", since: "5.18", options: ["CONFIG_FPROBE"])
  }

  /// Devices of type netkit.
  public static var netkit: Self {
    configured("netkit", since: "6.7", options: ["CONFIG_NETKIT"])
  }

  /// Modules that are loaded into the kernel.
  public static var modules: Self {
    part("modules", since: "2.6", options: ["CONFIG_MODULES"], anyOf: ["/proc/modules"])
  }

  private static func traceFS(_ file: String) -> [String] {
    ["/sys/kernel/tracing/\(file)", "/sys/kernel/debug/tracing/\(file)"]
  }

  private static func part(
    _ name: String, since first: String, options: [String], anyOf paths: [String]
  ) -> Self {
    Self(name) {
      if paths.contains(where: { unsafe access($0, F_OK) == 0 }) { return .met }
      return RunningKernel.outcomeWithout(
        since: first, options: options,
        reason: "there is none of \(paths.joined(separator: ", "))")
    }
  }

  private static func configured(_ name: String, since first: String, options: [String]) -> Self {
    Self(name) {
      if RunningKernel.isSince(first) == true, let configuration = KernelOptions.running,
        options.allSatisfy(configuration.has)
      {
        return .met
      }
      return RunningKernel.outcomeWithout(
        since: first, options: options, reason: "the kernel's configuration cannot be read")
    }
  }
}
