#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The kernel that runs the tests.
public enum RunningKernel {
  /// Its release, such as `6.1.0-44-cloud-amd64`; `nil` where there is no Linux.
  static let release: String? = {
    #if os(Linux)
    var name = utsname()
    guard unsafe uname(&name) == 0 else { return nil }
    return unsafe withUnsafeBytes(of: &name.release) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    #else
    return nil
    #endif
  }()

  /// The first two numbers of a version or release.
  static func numbers(_ release: String) -> (Int, Int)? {
    let parts = release.split(separator: ".").prefix(2).compactMap { part in
      Int(part.prefix { $0.isASCII && $0.isNumber })
    }
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  /// Whether it is not older than a version such as `5.14`; `nil` when that cannot be told.
  static func isSince(_ first: String) -> Bool? {
    guard let needed = numbers(first), let running = release.flatMap(numbers) else { return nil }
    return running >= needed
  }

  /// Whether what a kernel has by its version and its configuration must also work
  /// (`SWIFT_BPF_EXPECT=all`), as in the machines of `Scripts/vm-test`.
  ///
  /// Elsewhere there are containers, sandboxes and file systems that nobody mounted.
  public static let mustHaveAll: Bool = {
    guard let value = unsafe getenv("SWIFT_BPF_EXPECT") else { return false }
    return unsafe String(cString: value) == "all"
  }()

  /// What becomes of tests that need a part of the kernel which does not seem to be there.
  ///
  /// - Parameters:
  ///   - first: the version that has it first.
  ///   - options: what the kernel must be built with for it.
  ///   - reason: why it does not seem to be there.
  public static func outcomeWithout(
    since first: String, options: [String], reason: String
  ) -> Requirement.Outcome {
    switch isSince(first) {
    case nil: return .missing("the running kernel is no Linux")
    case false?: return .missing("kernels have it since \(first)")
    case true?: break
    }
    if let configuration = KernelOptions.running,
      let option = options.first(where: { !configuration.has($0) })
    {
      return .missing("the kernel was built without \(option)")
    }
    return mustHaveAll ? .defect(reason) : .missing(reason)
  }
}
