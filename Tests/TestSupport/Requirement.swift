#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Something outside this package that a test needs and that not every machine has.
public struct Requirement: Sendable {
  /// Whether it is there.
  public enum Outcome: Sendable {
    /// It is there.
    case met
    /// It is not, for the given reason: the test is skipped.
    case missing(String)
    /// It is not, but should be: the test fails, for the given reason.
    case defect(String)
  }

  let name: String
  let outcome: @Sendable () -> Outcome

  /// Makes a requirement that is met, missing or wrongly missing.
  public init(_ name: String, outcome: @escaping @Sendable () -> Outcome) {
    self.name = name
    self.outcome = outcome
  }

  /// Makes a requirement of which there is a reason why it is missing, or `nil`.
  ///
  /// - Parameter isExpected: whether it must be there in the machines of `Scripts/vm-test`.
  public init(
    _ name: String, isExpected: Bool = false, missing: @escaping @Sendable () -> String?
  ) {
    self.init(name) {
      guard let reason = missing() else { return .met }
      return isExpected && RunningKernel.mustHaveAll ? .defect(reason) : .missing(reason)
    }
  }
}

extension Requirement {
  /// Loading programs of all types into the running kernel.
  public static var bpf: Self {
    Self("BPF", isExpected: true) {
      #if os(Linux)
      guard geteuid() == 0 else { return "loading BPF needs root; run the tests with sudo" }
      guard unsafe access("/proc/sys/kernel/unprivileged_bpf_disabled", F_OK) == 0 else {
        return "the kernel was built without CONFIG_BPF_SYSCALL"
      }
      return nil
      #else
      return "BPF needs Linux"
      #endif
    }
  }

  /// The BTF of the running kernel.
  public static var kernelBTF: Self {
    Self("kernel BTF", isExpected: true) {
      unsafe access("/sys/kernel/btf/vmlinux", R_OK) == 0
        ? nil : "the kernel has no /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)"
    }
  }

  /// A kernel that is not older than a version such as `5.14`, the first that has something.
  ///
  /// Newer kernels run the test whatever they have, so that it fails where they should have it.
  public static func kernel(since first: String, for what: String) -> Self {
    Self("Linux \(first) for \(what)") {
      guard RunningKernel.numbers(first) != nil else { return .defect("\(first) is no version") }
      guard let running = RunningKernel.release.flatMap(RunningKernel.numbers),
        let isSince = RunningKernel.isSince(first)
      else { return .missing("the running kernel is no Linux") }
      return isSince ? .met : .missing("the running kernel is \(running.0).\(running.1)")
    }
  }

  /// An executable at one of some paths.
  public static func tool(_ paths: String...) -> Self {
    Self(paths.first ?? "tool") {
      paths.contains { unsafe access($0, X_OK) == 0 }
        ? nil : "none of \(paths.joined(separator: ", ")) is installed"
    }
  }
}
