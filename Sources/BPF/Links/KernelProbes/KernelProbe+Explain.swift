internal import BPFObject
internal import BTF
internal import SystemPackage

extension KernelProbe {
  /// Says why the kernel does not make the probe, by looking at what it knows of the function.
  func explain(_ errno: Errno, call: String, _ kernel: Kernel) -> BPFError {
    let action = "make \(self)"
    if errno == .permissionDenied || errno == .notPermitted {
      return kernel.perfEventFailure(errno, action)
    }
    if kernel.wasBuilt(with: "CONFIG_KPROBES") == false {
      return kernel.failure(
        call: call, errno, action, reason: "the kernel was built without CONFIG_KPROBES",
        advice: "use a tracepoint, or fentry where the kernel has it"
      ).adding { $0.code = .unsupported }
    }
    guard !function.isEmpty, let found = finding(kernel) else {
      return kernel.failure(
        call: call, errno, action,
        reason: errno == .illegalByteSequence
          ? "no instruction begins there" : "the kernel allows no probe there")
    }
    return kernel.failure(call: call, errno, action, reason: found.reason, advice: found.advice)
      .adding { $0.code = found.code }
  }

  private struct Finding {
    var code: BPFError.Code = .notFound
    let reason: String
    var advice: String?
  }

  private func finding(_ kernel: Kernel) -> Finding? {
    var name = function
    var module: String?
    if let colon = name.firstIndex(of: ":") {
      module = String(name[..<colon])
      name = String(name[name.index(after: colon)...])
    }
    guard let survey = try? kernel.symbols().survey(name) else { return nil }
    let places = survey.exact.filter { module == nil || $0.module == module }
    if places.isEmpty { return missing(name, module, survey, kernel) }
    if places.count > 1 {
      let modules = Set(places.compactMap(\.module)).sorted()
      return Finding(
        code: .ambiguous,
        reason: "the kernel has \(places.count) functions of that name",
        advice: modules.isEmpty
          ? "probe all of them with kprobeMulti, or one by its address"
          : "name the module: \(modules.map { "\($0):\(name)" }.joined(separator: ", "))")
    }
    if kernel.isOnProbeBlacklist(name) {
      return Finding(
        code: .unsupported,
        reason: "the function is on the kernel's list of those that no probe may touch",
        advice: "use another function, or a tracepoint nearby")
    }
    if offset > 0 {
      return Finding(
        code: .invalidArgument,
        reason: "no instruction begins \(offset) bytes behind the start of the function, or it is "
          + "one that cannot be probed")
    }
    return nil
  }

  private func missing(
    _ name: String, _ module: String?, _ survey: KernelSymbols.Survey, _ kernel: Kernel
  ) -> Finding {
    if let other = survey.exact.first {
      return Finding(
        reason: "module \(module ?? "") has no function \(name)",
        advice: other.module.map { "module \($0) has one: \($0):\(name)" }
          ?? "the kernel itself has one: leave the module out")
    }
    if !survey.clones.isEmpty {
      let names = survey.clones.joined(separator: ", ")
      return Finding(
        reason: "the compiler left of the function only \(names), whose arguments may be others",
        advice: survey.clones.count == 1
          ? "name that, or set acceptsClone" : "name the one that is meant")
    }
    if let entry = survey.entries.first {
      return Finding(
        reason: "the system call enters the kernel by \(entry)",
        advice: "attach to .ksyscall, which knows the name on each architecture")
    }
    let near = survey.near.isEmpty ? nil : "near names: \(survey.near.joined(separator: ", "))"
    if kernel.describesFunction(name) {
      return Finding(
        reason: "the kernel's types have the function but its symbols do not: it was inlined "
          + "wherever it is called",
        advice: near ?? "use a function that calls it, or a tracepoint")
    }
    return Finding(
      reason: module.map { "the kernel has no module \($0) loaded, or no such function in it" }
        ?? "the kernel has no function of that name",
      advice: near)
  }
}

extension Kernel {
  /// Whether the kernel's BTF has a function of a name.
  fileprivate func describesFunction(_ name: String) -> Bool {
    guard let types = try? types() else { return false }
    return (try? types.firstType(named: name) { $0 == .function }) ?? nil != nil
  }

  /// Whether no probe may be in a function (`kprobes/blacklist` of debugfs).
  fileprivate func isOnProbeBlacklist(_ name: String) -> Bool {
    // Lines are "0xffffffff81000000-0xffffffff81000010\tname".
    (try? calls.file("/sys/kernel/debug/kprobes/blacklist", contains: "\t\(name)\n")) ?? false
  }
}
