internal import BPFObject
internal import SystemPackage

extension Kernel {
  func probe(_ helper: HelperFunction, in type: ProgramType) -> Support {
    guard helper.rawValue != 0, let number = Int32(exactly: helper.rawValue) else {
      return .unsupported
    }
    let calling = [Assembly.call(number), Assembly.exit]
    return ask(with: calling, in: type) { log in
      // "invalid func unknown#212": no kernel function has the number. "unknown func bpf_x#9" and,
      // since Linux 6.9, "program of this type cannot use helper bpf_x#9": not for this program.
      ["invalid func ", "unknown func ", "program of this type cannot use helper "]
        .contains { log.contains($0) }
    }.unless(hidden(helper))
  }

  /// Whether programs of a type can do something, by what the verifier says to it.
  ///
  /// - Parameter isDenied: whether the verifier's words mean that the program cannot, rather than
  ///   that it does it the wrong way.
  func ask(
    with instructions: [UInt64], in type: ProgramType, module: Int32? = nil,
    isDenied: (String) -> Bool
  ) -> Support {
    if type == .ext { return .unknown("that depends on the program that it replaces") }
    let variants = variants(of: type)
    guard !variants.loadable.isEmpty else {
      if let obstacle = variants.obstacle { return .unknown(obstacle) }
      let support = support(for: type)
      return support == .supported
        ? .unknown("no program of this type could be loaded to ask with") : support
    }
    var obstacle = variants.obstacle
    for variant in variants.loadable {
      var probe = variant
      probe.instructions = instructions
      probe.module = module
      do throws(ProbeRefusal) {
        _ = try load(probe)
        return .supported
      } catch {
        if error.isVerifiers {
          if !isDenied(error.log) { return .supported }
        } else if case .unknown(let reason) = meaning(of: error.errno, .programLoad) {
          obstacle = reason
        }
      }
    }
    return obstacle.map { .unknown($0) } ?? .unsupported
  }

  /// Why the kernel may hide a helper from this process, though it has it.
  private func hidden(_ helper: HelperFunction) -> String? {
    let privileges = ProcessPrivileges(calls)
    let missing = [ProcessPrivileges.Capability.bpf, .performanceMonitoring].filter {
      privileges.may($0) == false
    }
    if let first = missing.first {
      return "the kernel hides helpers from processes without \(first.cName)"
    }
    // LOCKDOWN_BPF_READ_KERNEL, LOCKDOWN_BPF_WRITE_USER.
    if helper.name.hasPrefix("probe_"), let lockdown = privileges.lockdown, lockdown != "none" {
      return "the kernel is locked down (\(lockdown)), which hides helpers that read its memory"
    }
    return nil
  }
}

extension Support {
  /// The same, but "cannot tell" in the place of a "no" that there is another reason for.
  fileprivate func unless(_ reason: @autoclosure () -> String?) -> Support {
    guard self == .unsupported, let reason = reason() else { return self }
    return .unknown(reason)
  }
}
