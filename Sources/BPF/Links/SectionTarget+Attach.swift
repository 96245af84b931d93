public import BPFObject

/// What a section's name says, as a place to attach to.
extension SectionTarget: AttachPoint {
  /// Attaches a program as the section's name says.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    switch self {
    case .tracepoint(let category, let name):
      try program.attach(to: .tracepoint(category, name))
    case .rawTracepoint(let name): try program.attach(to: .rawTracepoint(name))
    case .tracing, .lsm:
      try program.attach(to: .loadedTarget(named: program.spec?.placeName))
    case .kernelProbe(let function, let offset, let onReturn):
      try KernelProbe(function, offset: offset, onReturn: onReturn).attach(program)
    case .kernelProbes(let pattern, let form):
      try KernelProbes(.pattern(pattern), form: form).attach(program)
    case .systemCall(let name, let onReturn):
      try SystemCallProbe(name, onReturn: onReturn).attach(program)
    case .tracingMulti(let pattern): try FunctionPattern(pattern).attach(program)
    case .iterator(let kind): try KernelIterator(named: kind).attach(program)
    case .userProbe(let binary, let function, let offset, let onReturn):
      try UserProbe(
        UserBinary(binary), .function(function, offset: offset), onReturn: onReturn
      ).attach(program)
    case .userProbes(let binary, let pattern, let form):
      try UserProbes(UserBinary(binary), .pattern(pattern), form: form).attach(program)
    case .userStaticProbe(let binary, let provider, let name):
      try UserStaticProbe(UserBinary(binary), provider: provider, name: name).attach(program)
    }
  }

  /// Looks whether what the section's name says is there.
  public func check(on kernel: Kernel) throws(BPFError) {
    switch self {
    case .tracepoint(let category, let name):
      try Tracepoint(category, name).check(on: kernel)
    case .kernelProbe(let function, let offset, let onReturn):
      try KernelProbe(function, offset: offset, onReturn: onReturn).check(on: kernel)
    case .kernelProbes(let pattern, let form):
      try KernelProbes(.pattern(pattern), form: form).check(on: kernel)
    case .systemCall(let name, let onReturn):
      try SystemCallProbe(name, onReturn: onReturn).check(on: kernel)
    case .userProbe(let binary, let function, let offset, let onReturn):
      try UserProbe(
        UserBinary(binary), .function(function, offset: offset), onReturn: onReturn
      ).check(on: kernel)
    case .userProbes(let binary, let pattern, let form):
      try UserProbes(UserBinary(binary), .pattern(pattern), form: form).check(on: kernel)
    case .userStaticProbe(let binary, let provider, let name):
      try UserStaticProbe(UserBinary(binary), provider: provider, name: name).check(on: kernel)
    case .lsm: try LSMHook.check(kernel)
    case .tracingMulti(let pattern): try FunctionPattern(pattern).check(on: kernel)
    case .rawTracepoint, .tracing, .iterator: break
    }
  }
}

extension SectionTarget {
  /// The same place in one process; `nil` for places that are not in user space.
  func place(inProcess process: Int32) -> (any AttachPoint)? {
    switch self {
    case .userProbe(let binary, let function, let offset, let onReturn):
      UserProbe(
        UserBinary(binary), .function(function, offset: offset), onReturn: onReturn, pid: process)
    case .userProbes(let binary, let pattern, let form):
      UserProbes(UserBinary(binary), .pattern(pattern), form: form, pid: process)
    case .userStaticProbe(let binary, let provider, let name):
      UserStaticProbe(UserBinary(binary), provider: provider, name: name, pid: process)
    default: nil
    }
  }
}

extension SectionTarget: CustomStringConvertible {
  /// The place in words, such as `tracepoint sched:sched_process_exec`.
  public var description: String {
    switch self {
    case .kernelProbe(let function, let offset, let onReturn):
      (onReturn ? "kretprobe " : "kprobe ") + function + (offset > 0 ? "+\(offset)" : "")
    case .kernelProbes(let pattern, let form): "kprobe.multi \(pattern) (\(form))"
    case .systemCall(let name, let onReturn): (onReturn ? "kretsyscall " : "ksyscall ") + name
    case .userProbe(let binary, let function, let offset, let onReturn):
      (onReturn ? "uretprobe " : "uprobe ") + "\(binary):\(function)"
        + (offset > 0 ? "+\(offset)" : "")
    case .userProbes(let binary, let pattern, let form):
      "uprobe.multi \(binary):\(pattern) (\(form))"
    case .userStaticProbe(let binary, let provider, let name): "usdt \(binary):\(provider):\(name)"
    case .tracepoint(let category, let name): "tracepoint \(category):\(name)"
    case .rawTracepoint(let name): "raw tracepoint \(name)"
    case .tracing(let function): "function \(function)"
    case .tracingMulti(let pattern): "functions \(pattern)"
    case .lsm(let hook): "LSM hook \(hook)"
    case .iterator(let kind): "iterator \(kind)"
    }
  }
}
