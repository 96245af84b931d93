package import SystemPackage

extension Kernel {
  /// The error for a command of `bpf(2)` that failed.
  package func failure(
    _ command: Command, _ errno: Errno, _ action: String, map: String? = nil,
    program: String? = nil, path: String? = nil, advice: String? = nil, reason: String? = nil
  ) -> BPFError {
    let explanation = explain(command, errno)
    return BPFError(
      BPFError.Facts(
        code: BPFError.Code(errno), action: action, errno: errno, operation: command.cName,
        map: map, program: program, path: path, reason: reason ?? explanation?.reason,
        advice: advice ?? explanation?.advice))
  }

  /// The error for another system call that failed.
  package func failure(
    call operation: String, _ errno: Errno, _ action: String, map: String? = nil,
    program: String? = nil, path: String? = nil, reason: String? = nil, advice: String? = nil
  ) -> BPFError {
    let explanation = Explanation.general(errno)
    return BPFError(
      BPFError.Facts(
        code: BPFError.Code(errno), action: action, errno: errno, operation: operation,
        map: map, program: program, path: path, reason: reason ?? explanation?.reason,
        advice: advice ?? explanation?.advice))
  }

  private func explain(_ command: Command, _ errno: Errno) -> Explanation? {
    if errno == .notPermitted, command.isPrivileged {
      return explainPermission(command)
    }
    return Explanation.specific(command, errno) ?? Explanation.general(errno)
  }

  /// Says why a privileged command was not permitted, by looking and not by guessing.
  func explainPermission(_ command: Command) -> Explanation {
    let privileges = ProcessPrivileges(calls)
    if privileges.may(.bpf) == false {
      let sysctl = privileges.unprivilegedBPFDisabled ?? 0
      let rule =
        sysctl == 0
        ? ""
        : ", and kernel.unprivileged_bpf_disabled is \(sysctl), which leaves BPF to those who do"
      return Explanation(
        "the process has neither CAP_BPF nor CAP_SYS_ADMIN\(rule)",
        "Run as root, or give the executable what it needs: "
          + "setcap cap_bpf,cap_perfmon,cap_net_admin=ep PROGRAM")
    }
    let missing: [ProcessPrivileges.Capability] =
      command == .programLoad || command == .linkCreate || command == .programTestRun
      ? [.performanceMonitoring, .networkAdministration]
      : []
    let absent = missing.filter { privileges.may($0) == false }
    if !absent.isEmpty {
      let names = absent.map(\.cName).joined(separator: " and ")
      return Explanation(
        "the process has CAP_BPF but not \(names), which some program types need",
        "Run as root, or give the executable \(names)")
    }
    if let lockdown = privileges.lockdown, lockdown != "none" {
      return Explanation(
        "the process has the capabilities, but the kernel is locked down (\(lockdown)), which "
          + "forbids reading kernel memory and some kinds of programs",
        "Boot without lockdown=\(lockdown), or with Secure Boot off where it implies lockdown")
    }
    if command == .mapCreate || command == .programLoad, countsMemlock,
      let limit = calls.memlockLimit(), limit.current != .max
    {
      return Explanation(
        "this kernel, older than 5.11, counts BPF memory against RLIMIT_MEMLOCK, which is "
          + "\(limit.current) bytes and could not be raised",
        "Raise the limit: ulimit -l unlimited, or LimitMEMLOCK=infinity in the service's unit")
    }
    return Explanation(
      "the process has the capabilities that the command needs, so a security module, a user "
        + "namespace, or the kernel's configuration forbids it",
      "Look for a denial in the kernel's log (dmesg) or the audit log")
  }
}
