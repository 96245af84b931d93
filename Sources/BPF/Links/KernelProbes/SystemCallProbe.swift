internal import BPFObject

/// The entry or the return of a system call, by the function by which the kernel enters it.
///
/// Where system calls have wrappers (x86-64 since Linux 4.17, arm64 since 4.19) that function is
/// `__x64_sys_NAME` or `__arm64_sys_NAME`, and its argument is the registers of the caller; elsewhere
/// it is `__se_sys_NAME`.
public struct SystemCallProbe: AttachPoint {
  /// The name of the call: `openat`.
  public var name: String
  /// Whether the program runs when the call returns.
  public var onReturn: Bool
  /// What `bpf_get_attach_cookie` gives in the program (Linux 5.15).
  public var cookie: UInt64

  /// The entry or the return of a system call.
  public init(_ name: String, onReturn: Bool = false, cookie: UInt64 = 0) {
    self.name = name
    self.onReturn = onReturn
    self.cookie = cookie
  }

  /// `ksyscall openat`.
  public var description: String { (onReturn ? "kretsyscall " : "ksyscall ") + name }

  /// Attaches a program of type `kprobe`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let prefix = SystemCallProbe.prefix(on: program.kernel)
    do { return try probe(prefix).attach(program) } catch {
      throw explain(error, prefix, program.kernel)
    }
  }

  /// Makes the probe, without a program, and takes it away again.
  public func check(on kernel: Kernel) throws(BPFError) {
    let prefix = SystemCallProbe.prefix(on: kernel)
    do { try probe(prefix).check(on: kernel) } catch { throw explain(error, prefix, kernel) }
  }

  /// What stands before the name of a call in that of the function.
  private static func prefix(on kernel: Kernel) -> String {
    #if arch(x86_64)
    let wrapper = "__x64_sys_"
    #elseif arch(arm64)
    let wrapper = "__arm64_sys_"
    #elseif arch(s390x)
    let wrapper = "__s390x_sys_"
    #else
    let wrapper = "__riscv_sys_"
    #endif
    return kernel.supports(.systemCallWrapper) ? wrapper : "__se_sys_"
  }

  private func probe(_ prefix: String) -> KernelProbe {
    KernelProbe(prefix + name, onReturn: onReturn, cookie: cookie)
  }

  private func explain(_ error: BPFError, _ prefix: String, _ kernel: Kernel) -> BPFError {
    guard error.code == .notFound else { return error }
    let near = (try? kernel.symbols().survey(prefix + name).near) ?? []
    let calls = near.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    return error.adding { facts in
      facts.action = "make \(self)"
      facts.reason = "the kernel has no system call of that name: there is no \(prefix)\(name)"
      facts.advice = calls.isEmpty ? nil : "near names: \(calls.joined(separator: ", "))"
    }
  }
}

extension AttachPoint where Self == SystemCallProbe {
  /// The entry of a system call: `.ksyscall("openat")`.
  public static func ksyscall(_ name: String, cookie: UInt64 = 0) -> Self {
    SystemCallProbe(name, cookie: cookie)
  }

  /// The return of a system call.
  public static func kretsyscall(_ name: String, cookie: UInt64 = 0) -> Self {
    SystemCallProbe(name, onReturn: true, cookie: cookie)
  }
}
