internal import BPFObject

extension ObjectFile {
  /// Adds what the kernel's symbols say of a function that its BTF does not have.
  func explain(_ error: BPFError, _ cause: ObjectError, _ kernel: Kernel) -> BPFError {
    guard cause.code == .missingAttachTarget, let program = cause.program,
      let spec = programs[program], spec.type == .tracing, let target = spec.target,
      [.traceFunctionEntry, .traceFunctionExit, .modifyReturn, .traceFunctionSession]
        .contains(spec.expectedAttachType),
      let survey = try? kernel.symbols().survey(
        target.split(separator: ":").last.map(String.init) ?? target)
    else { return error }
    return error.adding { facts in
      facts.code = .notFound
      if !survey.clones.isEmpty {
        facts.advice =
          "the compiler left of the function only \(survey.clones.joined(separator: ", ")), which BTF "
          + "does not describe: use a kprobe, or another function"
      } else if let entry = survey.entries.first {
        facts.advice = "the system call enters the kernel by \(entry): name that"
      } else if let place = survey.exact.first {
        facts.advice =
          (place.module.map { "module \($0)" } ?? "the kernel")
          + " has the function, but its BTF does not describe it, for there are several of that name "
          + "or its arguments are optimised: use a kprobe"
      } else {
        facts.advice = "neither have its symbols: it was inlined, renamed or never there"
      }
    }
  }
}
