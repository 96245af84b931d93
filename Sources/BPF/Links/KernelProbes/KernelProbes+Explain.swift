internal import BPFObject
internal import SystemPackage

extension KernelProbes {
  /// What the program must have been loaded for.
  var attachType: AttachType { form == .session ? .traceKprobeSession : .traceKprobeMulti }

  /// The error for a program that was loaded for something else.
  func notLoadedForIt(_ program: Program, _ action: String) -> BPFError {
    let section = form == .session ? "kprobe.session" : "kprobe.multi"
    return BPFError(
      .invalidArgument, action, reason: "the program was not loaded for it",
      advice: "place it in SEC(\"\(section)\"), or set its expected attach type to \(attachType)",
      program: program.name)
  }

  /// Says why the kernel does not make the link, by looking at what it has.
  func explain(
    _ errno: Errno, _ program: Program, _ action: String, _ targets: Targets
  ) -> BPFError {
    let kernel = program.kernel
    let failure = kernel.failure(.linkCreate, errno, action, program: program.name)
    func adding(
      _ code: BPFError.Code, _ reason: String, _ advice: String? = nil
    ) -> BPFError {
      failure.adding { facts in
        facts.code = code
        facts.reason = reason
        facts.advice = advice
      }
    }
    switch errno {
    case .notSupported, .notSupportedInternally:
      let facts = KernelProbes.noFProbe(action)
      return adding(.unsupported, facts.reason ?? "", facts.advice)
    case .noSuchProcess, .noSuchFileOrDirectory, .addressNotAvailable:
      guard !targets.names.isEmpty, let symbols = try? kernel.symbols() else {
        return adding(.notFound, "one of the functions cannot be traced")
      }
      return explainNames(targets.names, symbols, adding)
    case .invalidArgument:
      if kernel.supportsManyProbes(form) == false {
        return adding(
          .unsupported,
          "the kernel has no such probes, which came with Linux \(form == .session ? "6.10" : "5.18")",
          "attach to each function with kprobe")
      }
      if program.spec == nil, targets.addresses.isEmpty {
        return adding(
          .invalidArgument,
          "the program was not loaded for it, or one of the functions cannot be traced")
      }
      return adding(
        .invalidArgument,
        targets.addresses.isEmpty
          ? "one of the functions cannot be traced"
          : "at one of the addresses begins no function that can be traced",
        "See available_filter_functions in the trace file system")
    default: return failure
    }
  }

  private func explainNames(
    _ names: [String], _ symbols: KernelSymbols,
    _ adding: (BPFError.Code, String, String?) -> BPFError
  ) -> BPFError {
    let counts = symbols.count(of: Set(names))
    let missing = names.filter { counts[$0, default: 0] == 0 }
    let several = names.filter { counts[$0, default: 0] > 1 }
    if let first = missing.first {
      let finding = missing.count == 1 ? KernelProbe.missing(first, symbols.survey(first)) : nil
      return adding(
        .notFound, "the kernel has no function \(missing.prefix(5).joined(separator: ", "))",
        finding?.advice)
    }
    if let first = several.first {
      return adding(
        .ambiguous, "the kernel has \(counts[first] ?? 0) functions of the name \(first)",
        "give the one that is meant by its address")
    }
    return adding(
      .notFound, "one of the functions cannot be traced",
      "See available_filter_functions in the trace file system")
  }
}

extension ProgramSpec {
  /// Whether the program can be attached only to many functions of the kernel at once.
  var isForManyKernelProbes: Bool {
    type == .kprobe
      && (expectedAttachType == .traceKprobeMulti || expectedAttachType == .traceKprobeSession)
  }
}
