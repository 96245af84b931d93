internal import SystemPackage

/// What decides whether this process may use BPF, read from where the kernel tells it.
package struct ProcessPrivileges: Sendable {
  /// A capability that BPF asks for.
  package enum Capability: Int, CaseIterable, Sendable {
    case networkAdministration = 12
    case systemAdministration = 21
    case performanceMonitoring = 38
    case bpf = 39

    /// The constant's name in C.
    package var cName: String {
      switch self {
      case .networkAdministration: "CAP_NET_ADMIN"
      case .systemAdministration: "CAP_SYS_ADMIN"
      case .performanceMonitoring: "CAP_PERFMON"
      case .bpf: "CAP_BPF"
      }
    }
  }

  /// The effective capabilities (`CapEff` of `/proc/self/status`); `nil` when they cannot be read.
  package var capabilities: UInt64?
  /// `/proc/sys/kernel/unprivileged_bpf_disabled`: 0 allows, 1 forbids for good, 2 forbids.
  package var unprivilegedBPFDisabled: Int?
  /// The mode in `/sys/kernel/security/lockdown`: `none`, `integrity` or `confidentiality`.
  package var lockdown: String?
  /// `/proc/sys/kernel/perf_event_paranoid`.
  package var perfEventParanoid: Int?

  package func has(_ capability: Capability) -> Bool? {
    capabilities.map { $0 & (1 << UInt64(capability.rawValue)) != 0 }
  }

  /// Whether the process holds the capability itself or the one that implies it.
  package func may(_ capability: Capability) -> Bool? {
    guard let own = has(capability), let all = has(.systemAdministration) else { return nil }
    return own || (all && capability != .networkAdministration)
  }

  package init(_ calls: some SystemCalls) {
    if let status = ProcessPrivileges.text(calls, "/proc/self/status") {
      for line in status.split(separator: "\n") where line.hasPrefix("CapEff:") {
        capabilities = UInt64(ProcessPrivileges.trim(line.dropFirst(7)), radix: 16)
      }
    }
    unprivilegedBPFDisabled = ProcessPrivileges.number(
      calls, "/proc/sys/kernel/unprivileged_bpf_disabled")
    perfEventParanoid = ProcessPrivileges.number(calls, "/proc/sys/kernel/perf_event_paranoid")
    if let modes = ProcessPrivileges.text(calls, "/sys/kernel/security/lockdown") {
      // The mode in force stands in brackets: `none [integrity] confidentiality`.
      lockdown = modes.split(separator: "[").last.flatMap { part in
        part.split(separator: "]").first.map(String.init)
      }
    }
  }

  private static func text(_ calls: some SystemCalls, _ path: String) -> String? {
    (try? calls.readFile(path)).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func number(_ calls: some SystemCalls, _ path: String) -> Int? {
    text(calls, path).flatMap { Int(trim($0[...])) }
  }

  private static func trim(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
