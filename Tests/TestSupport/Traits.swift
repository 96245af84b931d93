public import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Something outside this package that a test needs and that not every machine has.
public struct Requirement: Sendable {
  let name: String
  /// Why it is missing here, or `nil` when it is there.
  let missing: @Sendable () -> String?

  /// Makes a requirement.
  public init(_ name: String, missing: @escaping @Sendable () -> String?) {
    self.name = name
    self.missing = missing
  }
}

extension Requirement {
  /// Loading programs of all types into the running kernel.
  public static var bpf: Self {
    Self("BPF") {
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
    Self("kernel BTF") {
      unsafe access("/sys/kernel/btf/vmlinux", R_OK) == 0
        ? nil : "the kernel has no /sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)"
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

extension Trait where Self == ConditionTrait {
  /// Skips the test, and says why, where something that it needs is missing.
  public static func requires(_ requirements: Requirement...) -> Self {
    for requirement in requirements {
      if let reason = requirement.missing() {
        return .disabled(Comment(rawValue: "\(requirement.name): \(reason)"))
      }
    }
    return .enabled(if: true)
  }
}
