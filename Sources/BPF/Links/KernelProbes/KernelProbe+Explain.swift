internal import BPFObject
internal import BTF
internal import SystemPackage

/// Why a probe cannot be made, found by looking at what the kernel knows of the function.
extension KernelProbe {
  /// A reason, and what to do.
  struct Finding {
    var code: BPFError.Code = .notFound
    let reason: String
    var advice: String?
  }

  /// The error of a kernel that was built without probes.
  static func noProbes(_ probe: KernelProbe) -> BPFError {
    BPFError(
      .unsupported, "make \(probe)",
      reason: "the kernel was built without CONFIG_KPROBES, or without CONFIG_KPROBE_EVENTS",
      advice: "use a tracepoint, or fentry where the kernel has it")
  }

  /// The error for a call that made no probe.
  func explain(_ errno: Errno, call: String, _ kernel: Kernel) -> BPFError {
    let action = "make \(self)"
    if errno == .permissionDenied || errno == .notPermitted {
      return kernel.perfEventFailure(errno, action)
    }
    if kernel.wasBuilt(with: "CONFIG_KPROBES") == false { return KernelProbe.noProbes(self) }
    guard let found = finding(errno, kernel) else {
      return kernel.failure(
        call: call, errno, action,
        reason: errno == .illegalByteSequence
          ? "no instruction begins there" : "the kernel allows no probe there")
    }
    return kernel.failure(call: call, errno, action, reason: found.reason, advice: found.advice)
      .adding { $0.code = found.code }
  }

  /// The module of `MODULE:FUNCTION`.
  var module: String? { parts.module }

  /// The module and the function of `MODULE:FUNCTION`.
  private var parts: (module: String?, name: String) {
    guard let colon = function.firstIndex(of: ":") else { return (nil, function) }
    return (String(function[..<colon]), String(function[function.index(after: colon)...]))
  }

  private func finding(_ errno: Errno, _ kernel: Kernel) -> Finding? {
    guard !function.isEmpty else { return nil }
    let (module, name) = parts
    guard let survey = try? kernel.symbols().survey(name) else { return nil }
    let places = survey.exact.filter { module == nil || $0.module == module }
    if places.isEmpty {
      if survey.exact.isEmpty, survey.clones.isEmpty, survey.parts.isEmpty, survey.renamed.isEmpty,
        kernel.describesFunction(name)
      {
        return Finding(
          reason: "the kernel's types have the function but its symbols do not: it was inlined "
            + "wherever it is called",
          advice: "use a function that calls it, or a tracepoint")
      }
      return KernelProbe.missing(name, survey, module: module)
    }
    if places.count > 1 { return KernelProbe.several(name, places) }
    if kernel.isOnProbeBlacklist(name) {
      return Finding(
        code: .unsupported,
        reason: "the function is on the kernel's list of those that no probe may touch",
        advice: "use another function, or a tracepoint nearby")
    }
    if errno == .invalidArgument, kernel.canTrace(name) == false {
      return Finding(
        code: .unsupported,
        reason: "the function is marked notrace in the kernel's source: it is not among those that "
          + "can be traced (available_filter_functions)",
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

  /// A name that stands for several functions.
  static func several(_ name: String, _ places: [KernelSymbols.Survey.Place]) -> Finding {
    let modules = Set(places.compactMap(\.module)).sorted()
    let addresses = places.map(\.address).filter { $0 != 0 }.prefix(4)
      .map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
    let advice =
      !modules.isEmpty
      ? "name the module: \(modules.map { "\($0):\(name)" }.joined(separator: ", "))"
      : addresses.isEmpty
        ? "give the one that is meant by its address" : "give the one that is meant: \(addresses)"
    return Finding(
      code: .ambiguous, reason: "the kernel has \(places.count) functions of that name",
      advice: advice)
  }

  /// A name of which there is no function.
  static func missing(
    _ name: String, _ survey: KernelSymbols.Survey, module: String? = nil
  ) -> Finding {
    if let other = survey.exact.first {
      return Finding(
        reason: "module \(module ?? "") has no function \(name)",
        advice: other.module.map { "module \($0) has one: \($0):\(name)" }
          ?? "the kernel itself has one: leave the module out")
    }
    if survey.renamed.count > 1 {
      return Finding(
        code: .ambiguous,
        reason: "link-time optimisation left \(survey.renamed.joined(separator: ", "))",
        advice: "name the one that is meant")
    }
    if !survey.clones.isEmpty {
      return Finding(
        reason: "the compiler left of the function only "
          + "\(survey.clones.joined(separator: ", ")), whose arguments may be others",
        advice: survey.clones.count == 1
          ? "name that, or set acceptsClone" : "name the one that is meant")
    }
    if !survey.parts.isEmpty {
      return Finding(
        reason: "the function was inlined but for a part of it, "
          + "\(survey.parts.joined(separator: ", ")), which not every call of it enters",
        advice: "use a function that calls it, or name the part")
    }
    if let entry = survey.entries.first {
      return Finding(
        reason: "the system call enters the kernel by \(entry)",
        advice: "attach to .ksyscall, which knows the name on each architecture")
    }
    return Finding(
      reason: module.map { "the kernel has no module \($0) loaded, or no such function in it" }
        ?? "the kernel has no function of that name",
      advice: survey.near.isEmpty ? nil : "near names: \(survey.near.joined(separator: ", "))")
  }

  /// Refuses a name that stands for several functions, of which older kernels take the first.
  ///
  /// Since Linux 6.7 the kernel refuses by itself.
  func refuseAmbiguity(on kernel: Kernel) throws(BPFError) {
    guard !function.isEmpty, !function.contains(":"), let version = kernel.version,
      version < KernelVersion(6, 7), kernel.isRepeated(function),
      let places = try? kernel.symbols().survey(function).exact, places.count > 1
    else { return }
    let found = KernelProbe.several(function, places)
    throw BPFError(found.code, "make \(self)", reason: found.reason, advice: found.advice)
  }
}

extension Kernel {
  /// Whether several functions had a name when it was first asked for any.
  fileprivate func isRepeated(_ name: String) -> Bool {
    let repeated = repeatedFunctions.value { (try? symbols().repeatedFunctions()) ?? [] }
    return repeated.contains(KernelSymbols.hash(name.utf8))
  }

  /// Whether the kernel's BTF has a function of a name.
  fileprivate func describesFunction(_ name: String) -> Bool {
    guard let types = try? types() else { return false }
    return (try? types.firstType(named: name) { $0 == .function }) ?? nil != nil
  }

  /// Whether a function can be traced; `nil` when the kernel does not tell.
  fileprivate func canTrace(_ name: String) -> Bool? {
    guard let text = try? traceFileSystem().contents("available_filter_functions") else {
      return nil
    }
    return TraceableFunctions(text, hasAddresses: false).contains(name)
  }

  /// Whether no probe may be in a function.
  fileprivate func isOnProbeBlacklist(_ name: String) -> Bool {
    guard let text = debugFile("kprobes/blacklist") else { return false }
    return ProbeBlacklist(text).contains(name)
  }
}

extension Kernel {
  /// Whether a module is loaded (`/proc/modules`); true where that cannot be read.
  func hasModule(_ name: String) -> Bool {
    guard let modules = text("/proc/modules") else { return true }
    // Names have underscores there, whatever their files are called.
    let wanted = String(name.map { $0 == "-" ? "_" : $0 })
    return modules.split(separator: "\n").contains {
      $0.split(separator: " ").first ?? "" == wanted
    }
  }
}
