public import Testing

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
  public init(_ name: String, missing: @escaping @Sendable () -> String?) {
    self.init(name, outcome: { missing().map(Outcome.missing) ?? .met })
  }
}

/// What a test needs should be there and is not.
struct RequirementDefect: Error, CustomStringConvertible {
  let description: String
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

  /// A kernel that is not older than a version such as `5.14`, the first that has something.
  ///
  /// Newer kernels run the test whatever they have, so that it fails where they should have it.
  public static func kernel(since first: String, for what: String) -> Self {
    Self("Linux \(first) for \(what)") {
      guard let needed = numbers(first) else { return .defect("\(first) is no version") }
      guard let release = release(), let running = numbers(release) else {
        return .missing("the running kernel is no Linux")
      }
      return running >= needed ? .met : .missing("the running kernel is \(release)")
    }
  }

  private static func release() -> String? {
    #if os(Linux)
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return nil }
    return unsafe withUnsafeBytes(of: &name.release) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    #else
    return nil
    #endif
  }

  private static func numbers(_ release: String) -> (Int, Int)? {
    let parts = release.split(separator: ".").prefix(2).compactMap { part in
      Int(part.prefix { $0.isASCII && $0.isNumber })
    }
    return parts.count == 2 ? (parts[0], parts[1]) : nil
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
  /// Skips the test, and says why, where something that it needs is missing; fails where that
  /// should not be.
  public static func requires(_ requirements: Requirement...) -> Self {
    for requirement in requirements {
      switch requirement.outcome() {
      case .met: continue
      case .missing(let reason):
        return .disabled(Comment(rawValue: "\(requirement.name): \(reason)"))
      case .defect(let reason):
        let defect = RequirementDefect(description: "\(requirement.name): \(reason)")
        return .enabled { throw defect }
      }
    }
    return .enabled(if: true)
  }
}
